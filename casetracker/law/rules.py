"""Rules of law as values: a rule, its editions with their citations, and the set that finds them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from casetracker.law.calendar import Texts
from casetracker.law.counting import FirstDay, Reading, Unit
from casetracker.law.errors import NoEdition, UnknownRule, UnverifiedLaw
from casetracker.law.proximity import Proximity

Mark = Literal["verified", "inference", "disputed"]
DisputeWhen = Literal["always", "boundary-day", "near-voting", "last-day-off"]

EVENTS = (
    "contested-act",
    "receipt",
    "results-announced",
    "voting-day",
    "service",
    "filing",
    "acceptance",
    "refusal",
    "announcement",
    "calling",
    "signing",
    "request-receipt",
    "session-start",
)
GROUNDS = ("parallel-court", "constitutional-review", "defects", "forwarded", "other")
"""Why a clock may stand still or end before its time."""
LATENESS = ("not-examined", "returned", "overdue", "no-ground-to-refuse", "ordinary-rules", "none")


@dataclass(frozen=True)
class Act:
    """A law: its names, its addresses, and whether its articles are divided into paragraphs or parts.

    Attributes:
        url: the text that was read.
        urls: the same law in the reader's language, where it is published in it.
    """

    id: str
    names: Texts
    url: str
    division: Literal["paragraph", "part"] = "paragraph"
    urls: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Citation:
    """The place in the law a period was read from, and the day it was read."""

    act: Act
    article: str
    read_on: date
    url: str

    def to_dict(self) -> dict[str, object]:
        """Return JSON-able values that tell the citation without the rule files."""
        return {
            "act": self.act.id,
            "act_names": dict(self.act.names),
            "article": self.article,
            "division": self.act.division,
            "url": self.url,
            # Another source than the act's own text has no translations that were named.
            "urls": dict(self.act.urls) if self.url == self.act.url else {},
            "read_on": self.read_on.isoformat(),
        }


@dataclass(frozen=True)
class Dispute:
    """A question that the law leaves open, and when it matters to a computed date."""

    id: str
    texts: Texts
    when: DisputeWhen = "always"


@dataclass(frozen=True)
class Period:
    """How much time: an amount and its unit. Zero days is the same day."""

    amount: int
    unit: Unit = "day"


@dataclass(frozen=True)
class Window:
    """A rule that applies only to what comes within so many months of voting day, and the rule saying so."""

    months: int
    rule: str


@dataclass(frozen=True)
class StayEffect:
    """What happens to a clock when its proceedings are stayed on some ground, and by which article.

    ``suspend`` stops the clock and leaves the remaining time; ``terminate`` ends it; ``forward`` ends it
    here, because the case goes to another body where a clock of its own starts.
    """

    effect: Literal["suspend", "terminate", "forward"]
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Edition:
    """One wording of a rule while it was in force.

    Attributes:
        valid_from: first day; ``valid_from_note`` says so when the sources do not verify it.
        valid_to: last day, inclusive.
        reading: how "N days before" is read by practice; ``other_reading`` is the competing one.
        hour: local wall-clock hour at which the last day ends; ``24:00`` is the whole day.
        first_day: the day that a forward count begins with by the reading that is followed: the one after
            the event, or the event's own; the other reading gives the strict date or is left out.
        roll: whether a last day that is a day off moves to the next working day.
        day_zero: day zero is the event's day, or the next working day when the event is on a day off.
        proximity: when the act is due immediately instead.
        window: until when the rule applies at all.
        forum: the forum of this edition where it differs from the rule's.
        stays: what a stay does to the clock, by its ground (one of ``GROUNDS``); on another ground the
            clock is suspended.
    """

    valid_from: date
    valid_to: date
    citations: tuple[Citation, ...]
    period: Period
    direction: Literal["forward", "backward"] = "forward"
    reading: Reading = "clear"
    other_reading: Reading | None = None
    hour: str = "24:00"
    first_day: FirstDay = "next"
    roll: Literal["never", "next-working-day"] = "never"
    day_zero: Literal["event", "next-working-day"] = "event"
    proximity: Proximity | None = None
    window: Window | None = None
    forum: Texts | None = None
    valid_from_note: Texts | None = None
    stays: Mapping[str, StayEffect] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return the edition's id: its first day, ISO."""
        return self.valid_from.isoformat()

    @property
    def needs_election_day(self) -> bool:
        """Say whether the edition cannot be applied without voting day."""
        return self.proximity is not None or self.window is not None


@dataclass(frozen=True)
class Rule:
    """A time limit: whose clock it is, what starts it, where it leads and what lateness means."""

    id: str
    names: Texts
    clock_of: Texts
    counted_from: str
    forum: Texts
    if_late: str
    mark: Mark
    editions: tuple[Edition, ...]
    standing: Texts | None = None
    disputes: tuple[Dispute, ...] = ()
    notes: Texts | None = None
    finality: Texts | None = None
    subject: str = ""

    def at(self, on: date) -> Edition:
        """Return the edition in force on that day.

        Raises:
            UnverifiedLaw: the day is after the last verified edition.
            NoEdition: the day is before the first edition.
        """
        for edition in self.editions:
            if edition.valid_from <= on <= edition.valid_to:
                return edition
        first, last = self.editions[0].valid_from, self.verified_to
        if on > last:
            raise UnverifiedLaw(rule=self.id, on=on.isoformat(), last=last.isoformat())
        raise NoEdition(rule=self.id, on=on.isoformat(), first=first.isoformat(), last=last.isoformat())

    @property
    def verified_to(self) -> date:
        """Return the last day for which the text of the rule was verified."""
        return self.editions[-1].valid_to


@dataclass(frozen=True)
class RuleSet:
    """All rules of one jurisdiction, by id."""

    rules: Mapping[str, Rule] = field(default_factory=dict)

    def get(self, rule_id: str) -> Rule:
        """Return the rule of that id.

        Raises:
            UnknownRule: there is none; the error lists near and allowed ids.
        """
        try:
            return self.rules[rule_id]
        except KeyError:
            allowed = sorted(self.rules)
            close = difflib.get_close_matches(rule_id, allowed, n=3, cutoff=0.5)
            raise UnknownRule(rule=rule_id, close=close, allowed=allowed) from None

    def at(self, rule_id: str, on: date) -> Edition:
        """Return the edition of that rule in force on that day; errors as of ``get`` and ``Rule.at``."""
        return self.get(rule_id).at(on)

    def __iter__(self) -> Iterator[Rule]:
        """Walk the rules in the order of their files."""
        return iter(self.rules.values())

    def __len__(self) -> int:
        """Count the rules."""
        return len(self.rules)

    def __contains__(self, rule_id: object) -> bool:
        """Say whether there is a rule of that id."""
        return rule_id in self.rules
