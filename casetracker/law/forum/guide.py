"""The guide as values: what may be contested, the routes with their conditions, and what is said beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from casetracker.law.calendar import Texts
from casetracker.law.forum.question import Question
from casetracker.law.procedures import COMMISSION_LEVELS
from casetracker.law.rules import Citation, Dispute, Mark

HIGHER = "higher"
"""A level that stands for every commission above the one whose act is contested."""
Standing = Literal["yes", "no", "unclear"]
Shown = Literal["always", "with-routes", "without-routes", "parallel", "unverified"]
"""When a note is told: beside any answer, only with or without an open route, only when a commission and a
court are both open, only when the text of the law was not verified."""


@dataclass(frozen=True)
class Choice:
    """One thing that may be contested.

    Attributes:
        on: which day is asked for, in words.
        counts_as: the events (``rules.EVENTS``) that this day stands for.
        against: whose act it can be.
        elections: the kinds of election in which it occurs; empty means every kind.
        of_another: it is a decision in somebody else's case.
    """

    slug: str
    names: Texts
    on: Texts
    counts_as: tuple[str, ...]
    against: tuple[str, ...]
    elections: tuple[str, ...] = ()
    of_another: bool = False

    def makes_sense(self, against: str, election: str) -> bool:
        """Say whether this can be an act of such a body in such an election."""
        return against in self.against and (not self.elections or election in self.elections)


@dataclass(frozen=True)
class When:
    """To which questions something applies; what is empty does not restrict.

    ``first`` and ``last`` are civil dates, inclusive, of the filing: a body must exist when it is seized.
    """

    contested: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()
    by: frozenset[str] = frozenset()
    elections: frozenset[str] = frozenset()
    first: date = date.min
    last: date = date.max

    def fits(self, question: Question, day: date) -> bool:
        """Say whether the question is meant; ``day`` is the day of filing."""
        asked = (
            (self.contested, question.contested),
            (self.against, question.against),
            (self.by, question.by),
            (self.elections, question.election),
        )
        return self.first <= day <= self.last and all(
            not allowed or slug in allowed for allowed, slug in asked
        )


@dataclass(frozen=True)
class ForumBody:
    """A kind of body that decides: for a commission its levels, the nearest first.

    ``first`` and ``last`` are the civil dates, inclusive, on which it can be seized.
    """

    kind: str
    levels: tuple[str, ...]
    names: Texts
    first: date = date.min
    last: date = date.max

    def seen_from(self, against: str) -> ForumBody:
        """Return the body with ``higher`` put into levels, as seen from the commission contested."""
        if self.levels != (HIGHER,):
            return self
        place = COMMISSION_LEVELS.index(against) if against in COMMISSION_LEVELS else len(COMMISSION_LEVELS)
        return replace(self, levels=tuple(reversed(COMMISSION_LEVELS[:place])))


@dataclass(frozen=True)
class StandingPlan:
    """Who may use a route: those who have standing, those of whom the law leaves it open; nobody else.

    ``own_case``: and they only in their own case.
    """

    text: Texts
    citations: tuple[Citation, ...]
    has: frozenset[str]
    unclear: frozenset[str] = frozenset()
    own_case: bool = False

    def of(self, complainant: str, contested: Choice) -> Standing:
        """Return whether such a complainant has standing to contest this."""
        if self.own_case and contested.of_another:
            return "no"
        if complainant in self.has:
            return "yes"
        return "unclear" if complainant in self.unclear else "no"


@dataclass(frozen=True)
class NextStep:
    """What may follow after the decision on a route, for cases filed between ``first`` and ``last``."""

    slug: str
    text: Texts
    forum: Texts
    citations: tuple[Citation, ...]
    rule: str | None = None
    finality: Texts | None = None
    first: date = date.min
    last: date = date.max


@dataclass(frozen=True)
class RoutePlan:
    """A way to a body that decides, and the questions that lead to it.

    Attributes:
        instead: it does not decide what is contested; it is what remains where no route is open.
        procedure: the procedure in which a case is registered, where the register has such bodies.
        filing: the rule of the complainant's limit; None where the law sets none.
        reviews: the rules of the body's limit.
        mark: how well the route itself (not its limits) rests on the text of the law.
    """

    id: str
    names: Texts
    when: When
    bodies: tuple[ForumBody, ...]
    standing: StandingPlan
    citations: tuple[Citation, ...]
    procedure: str | None = None
    filing: str | None = None
    reviews: tuple[str, ...] = ()
    instead: bool = False
    mark: Mark = "verified"
    after: tuple[NextStep, ...] = ()
    finality: Texts | None = None
    remark: Texts | None = None
    disputes: tuple[Dispute, ...] = ()


@dataclass(frozen=True)
class NotePlan:
    """A remark that holds beside the routes; ``rule`` is a limit counted from voting day that it is about."""

    slug: str
    when: When
    text: Texts
    citations: tuple[Citation, ...] = ()
    sources: tuple[str, ...] = ()
    shown: Shown = "always"
    rule: str | None = None


@dataclass(frozen=True)
class DeadEnd:
    """Why there is no route."""

    slug: str
    when: When
    text: Texts
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Guide:
    """The forum guide of one country; routes and notes stand in the order in which they are told."""

    contested: Mapping[str, Choice] = field(default_factory=dict)
    against: Mapping[str, Texts] = field(default_factory=dict)
    complainants: Mapping[str, Texts] = field(default_factory=dict)
    elections: Mapping[str, Texts] = field(default_factory=dict)
    routes: tuple[RoutePlan, ...] = ()
    notes: tuple[NotePlan, ...] = ()
    dead_ends: tuple[DeadEnd, ...] = ()


def against_of(kind: str, level: str | None) -> str:
    """Return the slug of ``Guide.against`` for a body: the level of a commission, else its kind."""
    if kind == "commission" and level:
        return level
    return "state-body" if kind == "prosecutor" else kind
