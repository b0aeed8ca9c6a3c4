"""Where an election dispute can be taken: body, standing, limits, and what follows."""

from casetracker.law.forum.advice import Advice, FoundStanding, Limit, Note, Route
from casetracker.law.forum.advising import advise
from casetracker.law.forum.guide import (
    Choice,
    DeadEnd,
    ForumBody,
    Guide,
    NextStep,
    NotePlan,
    RoutePlan,
    StandingPlan,
    When,
    against_of,
)
from casetracker.law.forum.question import Question
from casetracker.law.forum.reading_aloud import lines_of
from casetracker.law.forum.telling import told_advice, told_choices

__all__ = [
    "Advice",
    "Choice",
    "DeadEnd",
    "ForumBody",
    "FoundStanding",
    "Guide",
    "Limit",
    "NextStep",
    "Note",
    "NotePlan",
    "Question",
    "Route",
    "RoutePlan",
    "StandingPlan",
    "When",
    "advise",
    "against_of",
    "lines_of",
    "told_advice",
    "told_choices",
]
