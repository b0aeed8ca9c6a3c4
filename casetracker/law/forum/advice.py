"""The answer of the forum guide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from casetracker.law.calendar import Texts
from casetracker.law.deadline import Deadline
from casetracker.law.errors import LawError
from casetracker.law.facts import Confirmation
from casetracker.law.forum.guide import Choice, DeadEnd, ForumBody, Guide, NextStep, Shown, Standing
from casetracker.law.forum.question import Question
from casetracker.law.rules import Citation, Dispute, Mark, Rule, RuleSet

Assumption = Literal["filed-on-act-day", "accepted-when-filed"]
Timing = Literal["in-time", "strict-passed", "late"]


@dataclass(frozen=True)
class Limit:
    """A time limit of a route: its deadline, or why none is computed.

    Attributes:
        assumed: what was assumed because nobody said it.
    """

    rule: Rule
    deadline: Deadline | None
    problem: LawError | None
    assumed: tuple[Assumption, ...] = ()


@dataclass(frozen=True)
class FoundStanding:
    """Whether the complainant may use a route, and the rule of standing behind it."""

    found: Standing
    text: Texts
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Route:
    """A way to a body that decides.

    Attributes:
        bodies: the kinds of body, for commissions with their levels, the nearest first.
        filing: the complainant's limit; None where the law sets none.
        timing: how the day of filing lies to that limit; None where either is not known.
        reviews: the body's limits; more than one where the law gives a shorter one for urgent cases.
        finality: what the law says about the finality of the decision; None where it is silent.
        remark: what else holds on this route.
    """

    id: str
    names: Texts
    bodies: tuple[ForumBody, ...]
    procedure: str | None
    mark: Mark
    standing: FoundStanding
    filing: Limit | None
    timing: Timing | None
    reviews: tuple[Limit, ...]
    after: tuple[NextStep, ...]
    finality: Texts | None
    remark: Texts | None
    disputes: tuple[Dispute, ...]
    citations: tuple[Citation, ...]

    @property
    def filed_late(self) -> bool:
        """Say whether it was filed after the last day by every reading of the law."""
        return self.timing == "late"


@dataclass(frozen=True)
class Note:
    """A remark that holds beside the routes, perhaps with a limit counted from voting day."""

    slug: str
    text: Texts
    citations: tuple[Citation, ...]
    sources: tuple[str, ...]
    limit: Limit | None
    shown: Shown = "always"


@dataclass(frozen=True)
class Advice:
    """Where a dispute can be taken.

    Attributes:
        choice: what is contested, as the guide knows it.
        routes: open to the complainant, the first one the guide would name first.
        closed: they exist, but this complainant has no standing; each says why.
        remains: what is still possible when no route is open.
        dead_end: why no route is open; None when one is.
        unverified: the question is later than the law that was verified, and nobody vouches for it.
        vouched: who vouches that the verified law still holds where the question is later than it.
    """

    question: Question
    guide: Guide
    rules: RuleSet
    choice: Choice
    routes: tuple[Route, ...]
    closed: tuple[Route, ...]
    remains: tuple[Route, ...]
    dead_end: DeadEnd | None
    notes: tuple[Note, ...]
    unverified: bool
    vouched: Confirmation | None

    @property
    def found(self) -> bool:
        """Say whether any route is open to the complainant."""
        return bool(self.routes)
