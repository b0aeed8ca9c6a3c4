"""What the law says: values in, values out. No web, no database, no clock, no files."""

from casetracker.law.calendar import Calendar, Source, SpecialDay
from casetracker.law.counting import end_of_day, instant_at
from casetracker.law.deadline import Deadline, Step
from casetracker.law.engine import compute, replay
from casetracker.law.errors import (
    BadTrace,
    ConfirmedOtherRules,
    DateOutOfRange,
    ImpossibleFacts,
    LawError,
    MissingFact,
    NoEdition,
    OutsideCalendar,
    OutsideWindow,
    UnknownChoice,
    UnknownRule,
    UnknownZone,
    UnverifiedLaw,
)
from casetracker.law.explain import citations_in_words, explain, tell_error
from casetracker.law.facts import Confirmation, Facts, Override, Stay
from casetracker.law.procedures import Procedure
from casetracker.law.proximity import Nearness, Proximity
from casetracker.law.rules import Act, Citation, Dispute, Edition, Period, Rule, RuleSet, StayEffect, Window

__all__ = [
    "Act",
    "BadTrace",
    "Calendar",
    "Citation",
    "Confirmation",
    "ConfirmedOtherRules",
    "DateOutOfRange",
    "Deadline",
    "Dispute",
    "Edition",
    "Facts",
    "ImpossibleFacts",
    "LawError",
    "MissingFact",
    "Nearness",
    "NoEdition",
    "OutsideCalendar",
    "OutsideWindow",
    "Override",
    "Period",
    "Procedure",
    "Proximity",
    "Rule",
    "RuleSet",
    "Source",
    "SpecialDay",
    "Stay",
    "StayEffect",
    "Step",
    "UnknownChoice",
    "UnknownRule",
    "UnknownZone",
    "UnverifiedLaw",
    "Window",
    "citations_in_words",
    "compute",
    "end_of_day",
    "explain",
    "instant_at",
    "replay",
    "tell_error",
]
