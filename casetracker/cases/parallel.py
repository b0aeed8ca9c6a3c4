"""The same matter before a commission and a court: find it, stay the commission's case, await the court.

Election law, Article 20(9): a commission stays its case while a court has the same matter, until the court's
decision is in force; the court informs the commission.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload

from casetracker.cases.court_decided import COMMISSION, DECIDING_CASE, with_decision_in_force
from casetracker.cases.errors import InvalidInput
from casetracker.cases.models import Awaited, Case, CaseStay, Decision
from casetracker.cases.models.awaited import COURT
from casetracker.cases.models.decision import FINAL
from casetracker.cases.queries import LONG_TEXTS, open_among_few
from casetracker.cases.statuses import DECIDED, OPEN
from casetracker.cases.staying import PARALLEL, stay_case
from casetracker.cases.versions import check_version
from casetracker.lawbook import LawBook
from casetracker.registry.models import COURT_LEVELS, Body

MOST_SUGGESTED = 10


@dataclass(frozen=True)
class Parallel:
    """A case that seems to be about the same act, before a court instead of a commission or the reverse.

    Only what the law has the court tell the commission: the reader need not be allowed to see that case.

    Attributes:
        contested_number: the number of the contested act as that case has it.
        reasons: why it is suggested, as slugs of ``labels`` kind ``parallel-reason``.
    """

    reference: str
    body: Body
    received_at: dt.datetime
    contested_number: str | None
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Waiting:
    """A stayed case whose court has decided: it is for people to resume or to end it.

    Attributes:
        court_reference: the case in which the decision was taken, the awaited one or a later instance of it.
        number: of the decision that is in force.
    """

    case: Case
    stay: CaseStay
    court_reference: str
    number: str
    outcome: str | None
    in_force_on: dt.date


def parallel_of(session: Session, case: Case) -> list[Parallel]:
    """Return the cases about the same contested act on the other side, those that came first leading.

    The same election, contested body and day, and the same number where both cases name one. A commission's
    case is meant while it is open, a court's until a decision of it is in force; nothing is suggested for
    any other, or without body and day.
    """
    if not _is_pending(case) or case.contested_body_id is None or case.contested_on is None:
        return []
    if case.body.kind != COMMISSION and not case.body.is_court:
        return []
    found = session.scalars(
        _about_the_same_act(case).order_by(Case.received_at, Case.id).limit(MOST_SUGGESTED)
    )
    return [
        Parallel(
            other.reference, other.body, other.received_at, other.contested_number, _reasons(case, other)
        )
        for other in found
    ]


def _is_pending(case: Case) -> bool:
    if case.status in OPEN:
        return True
    in_force = any(decision.in_force_on for decision in case.final_decisions)
    return case.status == DECIDED and case.body.is_court and not in_force


def _about_the_same_act(case: Case) -> sa.Select[Case]:
    before_commission, before_court = Body.kind == COMMISSION, Body.level.in_(COURT_LEVELS)
    is_open = Case.status.in_(OPEN)
    in_force = sa.exists().where(
        Decision.case_id == Case.id, Decision.kind == FINAL, Decision.in_force_on.is_not(None)
    )
    awaited = sa.or_(is_open, sa.and_(Case.status == DECIDED, ~in_force))
    conditions = [
        Case.id != case.id,
        Case.election_id == case.election_id,
        Case.contested_body_id == case.contested_body_id,
        Case.contested_on == case.contested_on,
        *((before_court, awaited) if case.body.kind == COMMISSION else (before_commission, is_open)),
    ]
    if case.contested_number:
        same = sa.func.trim(Case.contested_number) == case.contested_number.strip()
        conditions.append(sa.or_(Case.contested_number.is_(None), same))
    statement = sa.select(Case).join(Body, Case.body_id == Body.id).where(*conditions)
    return statement.options(contains_eager(Case.body))


def _reasons(case: Case, other: Case) -> tuple[str, ...]:
    reasons = ["same-body", "same-day"]
    if case.contested_number and other.contested_number:
        reasons.append("same-number")
    if case.matter_id == other.matter_id:
        reasons.append("joined")
    return tuple(reasons)


def put_before_court(
    session: Session,
    book: LawBook,
    case: Case,
    court_case: Case,
    *,
    actor: str,
    version: int | None = None,
) -> CaseStay:
    """Join the case of a commission with that of a court, and stay it from the court's receipt on.

    The two may be given in either order. Done again, it changes nothing. *version* is that of *case* as
    the person saw it. Raises :class:`InvalidInput` and :class:`StaleCase`.
    """
    check_version(case, version)
    commission, court = (case, court_case) if case.body.kind == COMMISSION else (court_case, case)
    if commission.body.kind != COMMISSION or not court.body.is_court:
        raise InvalidInput(
            {"court_case": [_("One of the two cases must be before a commission, the other before a court.")]}
        )
    known = next((stay for stay in commission.stays if stay.court_case_id == court.id), None)
    if known is not None:
        return known
    values: dict[str, Any] = {
        "ground": PARALLEL,
        # The commission cannot have stood still before it had the case.
        "from_at": max(court.received_at, commission.received_at),
        "source": court.reference,
        "court_case": court.reference,
    }
    return stay_case(session, book, commission, values, actor=actor)


def waiting_for_court(
    session: Session, scope: sa.ColumnElement[bool], limit: int | None = None
) -> Sequence[Waiting]:
    """Return the stayed cases inside a scope whose court has decided, and the decision is in force.

    *scope* is a condition on ``Body``, from ``accounts.policy.scope_of``. A decision counts when it is of
    the awaited case, or of a later instance of the same matter; what was decided first leads.
    """
    chosen = session.scalars(_waiting(scope, limit)).all()
    if not chosen:
        return []
    told = (DECIDING_CASE.reference, Decision.number, Decision.outcome, Decision.in_force_on)
    statement = with_decision_in_force(sa.select(CaseStay, *told)).where(CaseStay.case_id.in_(chosen))
    listed = joinedload(CaseStay.case).options(lazyload(Case.election), *LONG_TEXTS)
    rows = session.execute(statement.options(listed).order_by(Decision.in_force_on, Decision.id))
    # The last decision in force is the one that counts: on appeal another may have followed the first.
    last = {stay.case_id: Waiting(stay.case, stay, *told) for stay, *told in rows}
    return [last[it] for it in chosen]


def _waiting(scope: sa.ColumnElement[bool], limit: int | None) -> sa.Select[int]:
    """Return the statement of the cases whose court has decided."""
    return (
        sa.select(Awaited.case_id)
        .join(Case, Awaited.case_id == Case.id)
        .join(Body, Awaited.body_id == Body.id)
        .where(Awaited.what == COURT, open_among_few(), scope)
        .order_by(Awaited.since, Awaited.decision_id, Awaited.case_id)
        .limit(limit)
    )
