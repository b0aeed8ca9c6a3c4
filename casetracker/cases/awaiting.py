"""What cases wait for follows by itself from what is recorded of them. Never commits.

Lists that would look through every decision or every event read the table of ``Awaited`` instead. Its rows
are made anew, by the conditions here, at each flush that records something they follow from. What is
written in bulk, past the session, names its cases to these functions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import visitors

from casetracker.cases.court_decided import cases_with_decision, waiting_for_cases, waiting_for_matters
from casetracker.cases.models import (
    Awaited,
    Case,
    CaseDeadline,
    CaseStay,
    Decision,
    DecisionService,
    Event,
    Party,
)
from casetracker.cases.models.awaited import CLOCK, COURT, LAW, PUBLICATION, SERVICE
from casetracker.cases.unserved import lacks_service
from casetracker.law import ConfirmedOtherRules, UnverifiedLaw
from casetracker.registry.models import Body

NOT_COMPUTED = "clock-not-computed"
# The law is not verified, or what an administrator confirmed were other rules than those in use.
UNVERIFIED = (UnverifiedLaw.code, ConfirmedOtherRules.code)
# What takes back that a clock could not be computed: it was, later.
COMPUTED = ("deadline-set", "deadline-moved", "deadline-stayed", "deadline-ended")

Cases = Sequence[int] | sa.Select[Any]
OfDecisions = sa.Select[str, int, int, dt.datetime]


def awaiting(what: str, scope: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Return the statement of the ids of the decisions inside a scope that wait for something.

    *scope* is a condition on ``Body``, or on ``Case`` too, from ``queries.named_when_few``. Only for the
    latter are the cases looked at, which are far more than the rows that wait.
    """
    statement = sa.select(Awaited.decision_id).select_from(Awaited).join(Body, Awaited.body_id == Body.id)
    if _names_cases(scope):
        statement = statement.join(Case, Awaited.case_id == Case.id)
    return statement.where(Awaited.what == what, scope)


def _names_cases(scope: sa.ColumnElement[bool]) -> bool:
    return any(getattr(part, "table", None) is Case.__table__ for part in visitors.iterate(scope))


def waits_for(what: str) -> sa.ColumnElement[bool]:
    """Return the condition on ``Case`` that it, or a decision of it, waits for something."""
    return Case.id.in_(sa.select(Awaited.case_id).where(Awaited.what == what))


def renew_service(session: Session, cases: Cases) -> None:
    """Make anew which decisions of these cases wait for their service."""
    renew(session, SERVICE, cases, of_decisions(SERVICE, lacks_service()))


def renew_clocks(session: Session, cases: Cases) -> None:
    """Make anew which of these cases lack a clock, and which lack one for want of verified law."""
    for what, condition in ((CLOCK, _lacks_clock()), (LAW, _lacks_law())):
        found = sa.select(sa.literal(what), Event.case_id)
        renew(session, what, cases, found.where(Event.kind == NOT_COMPUTED, condition).distinct())


def renew_courts(session: Session, cases: Cases) -> None:
    """Make anew which of these cases stand still although the court has decided."""
    renew(session, COURT, cases, cases_with_decision())


def renew_courts_of(session: Session, matters: Sequence[int]) -> None:
    """Make anew what waits for the cases of matters whose cases just changed in bulk."""
    renew_courts(session, session.scalars(waiting_for_matters(matters)).all())


def note_new_decisions(session: Session, cases: Cases) -> None:
    """Note what the first decisions of cases wait for, that were just written in bulk."""
    renew_service(session, cases)
    renew(session, PUBLICATION, cases, of_decisions(PUBLICATION, sa.true()))


def of_decisions(what: str, condition: sa.ColumnElement[bool]) -> OfDecisions:
    """Return the statement of the rows of decisions that a condition on ``Decision`` holds for."""
    return sa.select(sa.literal(what), Decision.case_id, Decision.id, Decision.taken_at).where(condition)


def renew(session: Session, what: str, cases: Cases, rows: sa.Select[str, int] | OfDecisions) -> None:
    """Make the rows of one kind anew, of these cases; *rows* finds them for any case."""
    connection = session.connection()
    case_id = rows.selected_columns["case_id"]
    connection.execute(sa.delete(Awaited).where(Awaited.what == what, Awaited.case_id.in_(cases)))
    found = rows.where(case_id.in_(cases)).subquery()
    columns = ["what", "case_id", "decision_id", "since"][: len(found.columns)]
    with_body = sa.select(*found.columns, Case.body_id).join(Case, Case.id == found.c.case_id)
    connection.execute(sa.insert(Awaited).from_select([*columns, "body_id"], with_body))


def _lacks_clock() -> sa.ColumnElement[bool]:
    """Return the condition on ``Event`` that the clock is not there which could not be computed."""
    return ~sa.exists().where(
        CaseDeadline.case_id == Event.case_id,
        CaseDeadline.state != "replaced",
        CaseDeadline.rule_id == Event.data["rule"].as_string(),
    )


def _lacks_law() -> sa.ColumnElement[bool]:
    """Return the condition on ``Event`` that the newest word on a clock is that its law is not verified."""
    later = aliased(Event)
    computed_since = sa.exists().where(
        later.case_id == Event.case_id,
        later.id > Event.id,
        # By no index: the events of the one case are few, those of a kind are as many as the cases.
        sa.func.coalesce(later.kind, "").in_(COMPUTED),
        later.data["rule"].as_string() == Event.data["rule"].as_string(),
    )
    return sa.and_(Event.data["code"].as_string().in_(UNVERIFIED), ~computed_since)


def _follow(session: Session, _context: Any) -> None:
    touched = [*session.new, *session.dirty, *session.deleted]
    served = set(_with_service(touched))
    if served:
        renew_service(session, sorted(served))
    standing = {it.case_id for it in touched if isinstance(it, CaseStay)}
    deciding = {it.case_id for it in touched if isinstance(it, Decision)} | set(_received_otherwise(session))
    if deciding:
        standing |= set(session.connection().scalars(waiting_for_cases(sorted(deciding))))
    if standing:
        renew_courts(session, sorted(standing))
    unclear = {it.case_id for it in session.new if isinstance(it, Event) and it.kind == NOT_COMPUTED}
    if unclear:
        renew_clocks(session, sorted(unclear))


def _received_otherwise(session: Session) -> Iterator[int]:
    """Return the cases whose receipt was corrected: by it a later instance is told from an earlier one."""
    for thing in session.dirty:
        if isinstance(thing, Case) and sa.inspect(thing).attrs.received_at.history.has_changes():
            yield thing.id


def _with_service(touched: Sequence[object]) -> Iterator[int]:
    """Return the cases of whose decisions or parties something changed."""
    for thing in touched:
        if isinstance(thing, Decision):
            yield thing.case_id
        elif isinstance(thing, DecisionService):
            yield thing.decision.case_id
        elif isinstance(thing, Party) and thing.case.version > 1:
            # A case of which nothing was changed yet has no decision that must be served on its parties.
            yield thing.case_id


def follow_cases() -> None:
    """Let every session renew what the cases wait for that it changes (asked for once, at the start)."""
    if not sa.event.contains(Session, "after_flush", _follow):
        sa.event.listen(Session, "after_flush", _follow)
