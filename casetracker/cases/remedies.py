"""After a decision: who may contest it, before whom and until when, as the forum guide has it.

Nothing is refused by it: what is over is said to be over, and what the law leaves open to be open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.cases.competent import deciders
from casetracker.cases.jurisdiction import Brought, brought, most_likely, possible_contested
from casetracker.cases.models import Case, Decision
from casetracker.law import Deadline, LawError
from casetracker.law.forum import Advice, Question, Route, advise, against_of
from casetracker.law.forum.advice import Limit
from casetracker.lawbook import LawBook
from casetracker.registry.models import Body
from casetracker.registry.plans import confirmation_of, plan_of
from casetracker.registry.queries import which_bodies

State = Literal["open", "strict-passed", "expired", "not-begun", "unknown", "closed"]
# What a decision on such a complaint is, for whoever contests it.
CONTESTED_AGAIN = {
    "voter-list": "voter-list-refusal",
    "violation": "commission-act",
    "counting": "commission-act",
    "observer-registration": "commission-act",
    "official-act": "commission-act",
}
JUDGMENT, CASSATION = "judgment", "cassation-court"


@dataclass(frozen=True)
class Remedy:
    """One way to contest a decision.

    Attributes:
        state: ``not-begun`` while the copy is not served; ``unknown`` where the law names no limit or it
            cannot be computed; ``closed`` where the complainant has no standing.
        deadline: until when, None where nothing is computed.
        problem: why it is not.
        bodies: those of the register that decide; empty where it cannot tell.
    """

    decision: Decision
    route: Route
    state: State
    deadline: Deadline | None
    problem: LawError | None
    bodies: tuple[Body, ...]


@dataclass(frozen=True)
class Remedies:
    """What can be done about one decision; ``advice`` is the guide's whole answer, with what is closed."""

    decision: Decision
    advice: Advice | None
    ways: tuple[Remedy, ...]


def remedies_of(session: Session, book: LawBook, case: Case, now: dt.datetime) -> list[Remedies]:
    """Return the remedies against each decision that ended a case, the last decision first."""
    found = reversed(case.final_decisions)
    return [remedies_against(session, book, case, decision, now) for decision in found]


def remedies_against(
    session: Session, book: LawBook, case: Case, decision: Decision, now: dt.datetime
) -> Remedies:
    """Return the remedies against one decision of a case, recorded or still being written."""
    matter = contested_again(case, decision)
    question = _question(book, case, matter, decision, now)
    if question is None:
        return Remedies(decision, None, ())
    advice = advise(question, book.forum, book.rules, book.calendar)
    # Whether the limit of the first contest holds for a second one the law says only where it names a rule.
    names_limit = case.body.kind in book.procedures[case.procedure].appeal_rules
    begun = question.contested != JUDGMENT or decision.served_at is not None
    ways = [
        _remedy(decision, route, begun, names_limit, now, _bodies(session, book, route, matter))
        for route in (*advice.routes, *advice.closed)
    ]
    return Remedies(decision, advice, tuple(ways))


def contested_again(case: Case, decision: Decision) -> Brought:
    """Return a decision as the act that the next instance is asked about."""
    taken_on = decision.taken_at.astimezone(ZoneInfo(case.body.zone)).date()
    return replace(
        brought(case), contested_body=case.body, contested_on=taken_on, served_at=decision.served_at
    )


def _question(
    book: LawBook, case: Case, matter: Brought, decision: Decision, now: dt.datetime
) -> Question | None:
    contested, guide, election = _contested(book, case), book.forum, case.election
    against = against_of(case.body.kind, case.body.level)
    known = contested in guide.contested and against in guide.against and matter.by in guide.complainants
    if contested is None or not known or election.kind not in guide.elections or not matter.contested_on:
        return None
    on = decision.served_at or decision.taken_at if contested == JUDGMENT else matter.contested_on
    return Question(
        contested=contested,
        against=against,
        by=matter.by,
        election=election.kind,
        on=on,
        zone=case.body.zone,
        filed_on=None,
        election_day=election.voting_on,
        results_on=election.results_at or election.results_on,
        called_on=election.called_on,
        overrides=plan_of(election),
        confirmed=confirmation_of(election, book.digest),
    )


def _contested(book: LawBook, case: Case) -> str | None:
    """Return what is contested when somebody contests the decision of a case; None where nobody knows how."""
    if case.body.is_court:
        return JUDGMENT
    if case.body.kind != "commission":
        return None
    first = brought(case)
    possible = possible_contested(book.forum, first)
    if not possible:
        return "commission-act"
    chosen = most_likely(possible, case.subject, first.by)
    return CONTESTED_AGAIN.get(chosen, chosen)


def _remedy(
    decision: Decision,
    route: Route,
    begun: bool,
    names_limit: bool,
    now: dt.datetime,
    bodies: Sequence[Body],
) -> Remedy:
    limit: Limit | None = route.filing if names_limit else None
    deadline = limit.deadline if limit and begun else None
    problem = limit.problem if limit and begun else None
    state: State = "unknown"
    if route.standing.found == "no":
        state = "closed"
    elif limit and not begun:
        state = "not-begun"
    elif deadline is not None:
        state = _state(deadline, now)
    return Remedy(decision, route, state, deadline, problem, tuple(bodies))


def _state(deadline: Deadline, now: dt.datetime) -> State:
    if now >= deadline.due_at:
        return "expired"
    return "strict-passed" if now >= deadline.strict_at else "open"


def _bodies(session: Session, book: LawBook, route: Route, matter: Brought) -> list[Body]:
    """Return who decides; for a court of cassation, which the register does not hold, the other receiver."""
    found = list(deciders(session, route, matter))
    if found or route.procedure is None or all(body.kind != CASSATION for body in route.bodies):
        return found
    kinds = book.procedures[route.procedure].body_kinds
    conditions = which_bodies(on=matter.filed_on)
    return list(session.scalars(sa.select(Body).where(Body.kind.in_(kinds), *conditions).order_by(Body.code)))
