"""The figures follow the projection by themselves, in the unit of work that changes it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from casetracker.publication import measuring
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.statistics.models import CaseFigures

TOUCHED = "figures_touched"
BATCH = 500
_COPIED = ("election_id", "body_id", "body_level", "region", "subject", "complainant_kind", "is_late")


def count_case(session: Session, case: PublicCase) -> CaseFigures:
    """Make the figures of one case what its projection says now."""
    figures = session.get(CaseFigures, case.id) or CaseFigures(public_case_id=case.id)
    for name, value in figures_of(case).items():
        setattr(figures, name, value)
    session.add(figures)
    return figures


def recount(session: Session) -> int:
    """Count every public case anew, after what is counted of a case has changed; return how many there are.

    Memory stays bounded: each batch is flushed and let go.
    """
    ids = list(session.scalars(sa.select(PublicCase.id).order_by(PublicCase.id)))
    for start in range(0, len(ids), BATCH):
        batch = sa.select(PublicCase).where(PublicCase.id.in_(ids[start : start + BATCH]))
        for case in session.scalars(batch.options(selectinload(PublicCase.decisions))).all():
            count_case(session, case)
        session.flush()
    return len(ids)


def figures_of(case: PublicCase) -> dict[str, Any]:
    """Return what is counted of a public case, by the name of its column."""
    received_on = _local_day(case.received_at, case.zone)
    told: dict[str, Any] = {name: getattr(case, name) for name in _COPIED}
    return (
        told
        | {
            "shown": case.state == "published",
            "forum": measuring.forum_of(case.body_level),
            "received_on": received_on,
            "filing_days": _days(case.contested_on, measuring.last_day_of(case, measuring.FILING)),
            "review_days": _days(received_on, measuring.last_day_of(case, measuring.REVIEW)),
            "result": measuring.result_of(case),
            "timeliness": measuring.timeliness_of(case),
            "due_at": measuring.due_at_of(case),
        }
        | _of_ending(case)
        | _of_publication(case)
    )


def _of_ending(case: PublicCase) -> dict[str, Any]:
    decision = measuring.ending_decision(case)
    if decision is None:
        nothing = ("ground", "remedy", "decided_on", "decided_days", "decided_seconds")
        return {"is_decided": False} | dict.fromkeys(
            (*nothing, "open_session", "reasoned", "can_be_contested")
        )
    decided_on = _local_day(decision.taken_at, case.zone)
    received_on = _local_day(case.received_at, case.zone)
    took = int((decision.taken_at - case.received_at).total_seconds())
    is_known = case.receipt_known and took >= 0
    return {
        "is_decided": True,
        "ground": decision.inadmissibility_ground,
        "remedy": decision.remedy,
        "decided_on": decided_on,
        "decided_days": (decided_on - received_on).days if is_known else None,
        "decided_seconds": took if is_known else None,
        "open_session": decision.open_session,
        "reasoned": decision.reasoned,
        "can_be_contested": measuring.has_limit_to_contest(case, decision),
    }


def _of_publication(case: PublicCase) -> dict[str, Any]:
    finals = [decision for decision in case.decisions if decision.kind == "final"]
    last = max(finals, key=lambda it: (it.taken_at, it.ordinal), default=None)
    if last is None:
        return {"lag_days": None, "lag_seconds": None}
    lag = _local_day(last.published_at, case.zone) - _local_day(last.taken_at, case.zone)
    return {"lag_days": max(0, lag.days), "lag_seconds": last.lag_seconds}


def _days(first: dt.date | None, last: dt.date | None) -> int | None:
    return max(0, (last - first).days) if first and last else None


def _local_day(at: dt.datetime, zone: str) -> dt.date:
    return at.astimezone(ZoneInfo(zone)).date()


def _note(session: Session, _context: Any) -> None:
    for thing in (*session.new, *session.dirty):
        case = thing.case if isinstance(thing, PublicDecision) else thing
        if isinstance(case, PublicCase):
            session.info.setdefault(TOUCHED, {})[case] = True


def _count(session: Session) -> None:
    # The end of a savepoint is not the end of the unit of work.
    if session.in_nested_transaction():
        return
    session.flush()
    for case in session.info.pop(TOUCHED, {}):
        # A savepoint that was undone took its rows out of the session.
        if case in session:
            count_case(session, case)
    session.flush()
    session.info.pop(TOUCHED, None)


def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(TOUCHED, None)


def follow_publication() -> None:
    """Let every session count what it publishes (asked for once, when the application is built)."""
    for event, listener in (("after_flush", _note), ("before_commit", _count), ("after_rollback", _forget)):
        if not sa.event.contains(Session, event, listener):
            sa.event.listen(Session, event, listener)
