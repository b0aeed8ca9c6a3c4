"""Where a complaint belongs: what the forum guide is asked, and what its answer means for the body here.

Late, without standing, before the wrong body: all of it is told and nothing is refused.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from casetracker.cases.intake import Complaint
from casetracker.cases.models import Case
from casetracker.law.forum import Advice, ForumBody, Guide, Question, Route, advise, against_of
from casetracker.law.forum.advice import Timing
from casetracker.law.procedures import COMMISSION_LEVELS
from casetracker.lawbook import LawBook
from casetracker.registry.models import Body, Election
from casetracker.registry.plans import confirmation_of, plan_of

# What a subject says more exactly than the procedure does.
OF_SUBJECT = {
    "counting": "counting",
    "tabulation": "counting",
    "results": "results",
    "recall": "recall-refusal",
}
OWN_CASE = frozenset({"candidate", "nominee", "nominating-body", "party"})
OF_ANOTHER = "registration-of-another"
ACTED = frozenset({"contested-act", "refusal"})
SERVED = "service"
CAME_IN = frozenset({"receipt", "filing"})
Flag = Literal["wrong-forum", "no-standing", "standing-unclear", "late", "strict-passed", "no-route"]


@dataclass(frozen=True)
class Brought:
    """A complaint as the guide needs it, registered or not."""

    procedure: str
    subject: str
    by: str
    election: Election
    body: Body
    contested_body: Body | None
    contested_on: dt.date | None
    filed_at: dt.datetime
    served_at: dt.datetime | None = None

    @property
    def against(self) -> str | None:
        """Return the slug of whose act it is; None when nobody named a body."""
        body = self.contested_body
        return None if body is None else against_of(body.kind, body.level)

    @property
    def filed_on(self) -> dt.date:
        """Return the day of filing where the body is."""
        return self.filed_at.astimezone(ZoneInfo(self.body.zone)).date()


@dataclass(frozen=True)
class Asked:
    """The question, and what had to be supposed to ask it.

    Attributes:
        possible: what else may be contested in this procedure, for whoever knows better.
        against_supposed: no body was named, so one outside the register was supposed.
        day_known: False when the day that limits to file are counted from was not given.
    """

    question: Question
    possible: tuple[str, ...]
    against_supposed: bool
    day_known: bool


@dataclass(frozen=True)
class Verdict:
    """What the guide says about a complaint.

    Attributes:
        here: the routes by which this body decides, open ones first; none when it does not.
    """

    asked: Asked
    advice: Advice
    here: tuple[Route, ...]

    @property
    def followed(self) -> Route | None:
        """Return the route that the answer is about: here, else where it should go, else a closed one."""
        return next(iter((*self.here, *self.advice.routes, *self.advice.closed)), None)

    @property
    def timing(self) -> Timing | None:
        """Return how the filing lies to its limit; None where there is none or its beginning is not known."""
        return self.followed.timing if self.followed and self.asked.day_known else None

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Return what a person should look at before registering."""
        if self.followed is None:
            return ("no-route",)
        found, timing = self.followed.standing.found, self.timing
        flags: list[Flag] = [] if self.here else ["wrong-forum"]
        if found != "yes":
            flags.append("no-standing" if found == "no" else "standing-unclear")
        if timing == "late" or timing == "strict-passed":
            flags.append(timing)
        return tuple(flags)


def brought(case: Case | Complaint) -> Brought:
    """Return a case or a complaint that is not registered yet as the guide needs it."""
    if isinstance(case, Complaint):
        by = case.values["complainant_kind"]
    else:
        by = next((it.kind for it in case.parties if it.role == "complainant" and it.removed_at is None), "")
    return Brought(
        procedure=case.procedure,
        subject=case.subject,
        by=by,
        election=case.election,
        body=case.body,
        contested_body=case.contested_body,
        contested_on=case.contested_on,
        filed_at=case.filed_at,
        served_at=case.contested_served_at,
    )


def judged(book: LawBook, matter: Brought, contested: str | None = None) -> Verdict | None:
    """Return what the guide says; None when it cannot be asked (whose act, or by whom, is not known).

    *contested* is what is contested, as somebody who knows better chose it. Raises
    a ``LawError`` for facts that contradict each other.
    """
    asked = asked_of(book, matter, contested)
    if asked is None:
        return None
    advice = advise(asked.question, book.forum, book.rules, book.calendar)
    here = (*_deciding(advice.routes, matter), *_deciding(advice.closed, matter))
    return Verdict(asked, advice, here)


def _deciding(routes: tuple[Route, ...], matter: Brought) -> list[Route]:
    """Return the routes by which the body decides: those of the procedure in which it was brought first."""
    deciding = (route for route in routes if decides(route, matter))
    return sorted(deciding, key=lambda route: route.procedure != matter.procedure)


def asked_of(book: LawBook, matter: Brought, contested: str | None = None) -> Asked | None:
    """Return the question that a complaint puts to the guide, or None when too little is known."""
    guide = book.forum
    possible = possible_contested(guide, matter)
    if not possible or matter.by not in guide.complainants or matter.election.kind not in guide.elections:
        return None
    chosen = contested if contested in possible else most_likely(possible, matter.subject, matter.by)
    choice, election = guide.contested[chosen], matter.election
    against = matter.against or next(slug for slug in choice.against if slug not in COMMISSION_LEVELS)
    acted_on: dt.date | None = matter.contested_on if ACTED & set(choice.counts_as) else None
    if SERVED in choice.counts_as:
        acted_on = matter.served_at
    came_in = bool(CAME_IN & set(choice.counts_as))
    return Asked(
        Question(
            contested=chosen,
            against=against,
            by=matter.by,
            election=election.kind,
            on=acted_on or matter.filed_on,
            zone=matter.body.zone,
            filed_on=matter.filed_at,
            election_day=election.voting_on,
            results_on=election.results_at or election.results_on,
            called_on=election.called_on,
            overrides=plan_of(election),
            confirmed=confirmation_of(election, book.digest),
        ),
        possible=possible,
        against_supposed=matter.against is None,
        day_known=came_in or acted_on is not None,
    )


def possible_contested(guide: Guide, matter: Brought) -> tuple[str, ...]:
    """Return what can be contested in the procedure, as an act of the body named, in the guide's order."""
    # A commission stands in the register and would have been named.
    named = {matter.against} if matter.against else set(guide.against) - set(COMMISSION_LEVELS)
    routed = {
        slug
        for plan in guide.routes
        if plan.procedure == matter.procedure and not plan.instead
        if not plan.when.elections or matter.election.kind in plan.when.elections
        # A route for acts of others than the body named is the wrong forum, and told as that.
        if matter.against or not plan.when.against or plan.when.against & named
        for slug in plan.when.contested
    }
    return tuple(
        slug
        for slug, choice in guide.contested.items()
        if slug in routed and any(choice.makes_sense(against, matter.election.kind) for against in named)
    )


def most_likely(possible: tuple[str, ...], subject: str, by: str) -> str:
    """Return what is most likely contested: by the subject; by whom, where it matters; else the first."""
    if OF_SUBJECT.get(subject) in possible:
        return OF_SUBJECT[subject]
    return OF_ANOTHER if OF_ANOTHER in possible and by not in OWN_CASE else possible[0]


def decides(route: Route, matter: Brought) -> bool:
    """Tell whether the body that has the complaint is one that decides by this route."""
    return any(_is_meant(body, matter) for body in route.bodies)


def _is_meant(meant: ForumBody, matter: Brought) -> bool:
    body, contested = matter.body, matter.contested_body
    if body.kind != meant.kind or (meant.levels and body.level not in meant.levels):
        return False
    if body.kind != "commission" or contested is None or contested.kind != "commission":
        return True
    # A commission decides on those below it, and on what was brought to itself.
    return contested.path.startswith(body.path)
