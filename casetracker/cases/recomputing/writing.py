"""Write what moved: old clocks are kept as replaced, new ones refer to them, and the timeline says why.

A case changes whole or not at all, and many cases in few statements. Never commits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.bulk import insert_rows
from casetracker.cases.awaiting import renew_clocks
from casetracker.cases.clocks import FILING, REVIEW, stored_values
from casetracker.cases.models import Case, CaseDeadline, Event
from casetracker.cases.recomputing.judging import JUDGED, KEPT, MOVED, Change, Verdict
from casetracker.cases.recomputing.reading import NOT_COMPUTED, Dossier
from casetracker.lawbook import LawBook

Row = dict[str, Any]
CASES, CLOCKS, EVENTS = (cast("sa.Table", model.__table__) for model in (Case, CaseDeadline, Event))


@dataclass(frozen=True)
class Why:
    """Who has clocks computed again, when, and why: a slug that a timeline can tell."""

    actor: str
    reason: str
    at: dt.datetime


def write(session: Session, book: LawBook, verdicts: Sequence[Verdict], why: Why) -> None:
    """Write what changes in these cases; their versions are raised, so that forms opened before are stale.

    The cases must be locked, and the caller notes the audit row.
    """
    changed = [verdict for verdict in verdicts if verdict.changes]
    write_clocks(session, book, changed, why)
    for is_late in (True, False):
        _renew(session, [verdict.dossier for verdict in changed if verdict.is_late is is_late], is_late)


def write_clocks(session: Session, book: LawBook, changed: Sequence[Verdict], why: Why) -> None:
    """Write the new clocks and what is told of them; the cases themselves are the caller's business."""
    _replace(session, changed)
    insert_rows(session, CLOCKS, [row for verdict in changed for row in _clocks(book, verdict, why)])
    insert_rows(session, EVENTS, [row for verdict in changed for row in _events(verdict, why)])
    unclear = [it.dossier.case_id for it in changed if it.dossier.told or any(map(_kept, it.changes))]
    if unclear:
        renew_clocks(session, unclear)


def note_failures(session: Session, failed: Sequence[Dossier], why: Why) -> None:
    """Say in the timeline of each case that its clocks could not be computed again."""
    insert_rows(session, EVENTS, [_event(dossier, "recomputation-failed", why.at, why) for dossier in failed])


def _replace(session: Session, verdicts: Sequence[Verdict]) -> None:
    ids = [
        change.old.id for verdict in verdicts for change in verdict.changes if _moved(change) and change.old
    ]
    if ids:
        session.execute(sa.update(CLOCKS).where(CLOCKS.c.id.in_(ids)).values(state="replaced"))


def _moved(change: Change) -> bool:
    return change.kind == MOVED


def _kept(change: Change) -> bool:
    return change.kind == KEPT


def _renew(session: Session, dossiers: Sequence[Dossier], is_late: bool) -> None:
    if dossiers:
        session.execute(
            sa.update(CASES)
            .where(CASES.c.id.in_([dossier.case_id for dossier in dossiers]))
            .values(version=CASES.c.version + 1, is_late=is_late)
        )


def _clocks(book: LawBook, verdict: Verdict, why: Why) -> Iterator[Row]:
    dossier = verdict.dossier
    for change in verdict.changes:
        if change.kind != KEPT:
            yield {
                **stored_values(book, dossier.moments, change.clock, change.deadline),
                "case_id": dossier.case_id,
                "state": change.state,
                "ended_at": change.ended_at,
                "reason": why.reason,
                "replaces_id": change.old and change.old.id,
                "set_at": why.at,
            }


def _events(verdict: Verdict, why: Why) -> Iterator[Row]:
    for change in verdict.changes:
        yield _told(verdict.dossier, change, why)
        if change.state in JUDGED and change.kind != KEPT:
            yield from _judgement(verdict.dossier, change, why)


def _told(dossier: Dossier, change: Change, why: Why) -> Row:
    old, clock = change.old, _named(change)
    if change.kind == KEPT:
        kept = {"kept": old.due_on.isoformat()} if old else {}
        return _event(dossier, NOT_COMPUTED, why.at, why, **clock, code=change.problem, **kept)
    deadline = change.deadline
    due_on = deadline.due_on.isoformat()
    if old is None:
        return _event(dossier, "deadline-set", why.at, why, **clock, due_on=due_on, reason=why.reason)
    if deadline.ended_on is not None and change.state == "moot":
        ended = {"on": deadline.ended_on.isoformat(), "by": deadline.ended_by}
        return _event(dossier, "deadline-ended", why.at, why, **clock, **ended)
    if deadline.stayed_on is not None and old.state != "stayed":
        stayed = {"on": deadline.stayed_on.isoformat(), "remaining": deadline.remaining}
        return _event(dossier, "deadline-stayed", why.at, why, **clock, **stayed)
    moved: Row = {"from": old.due_on.isoformat(), "to": due_on, "reason": why.reason}
    if old.immediate != deadline.immediate:
        moved["immediate"] = deadline.immediate
    return _event(dossier, "deadline-moved", why.at, why, **clock, **moved)


def _judgement(dossier: Dossier, change: Change, why: Why) -> Iterator[Row]:
    """Say what follows from the new date for what was filed or decided by the old one."""
    told = _named(change) | {"due_on": change.deadline.due_on.isoformat()}
    was, at = change.old.state if change.old else None, change.ended_at or why.at
    if change.state == was:
        return
    if change.clock.role == REVIEW:
        yield _event(dossier, f"deadline-{change.state}", at, why, **told)
    elif change.clock.role == FILING and change.state == "missed":
        yield _event(dossier, "filed-late", at, why, **told)
    elif change.clock.role == FILING and was is not None:
        yield _event(dossier, "filed-in-time", at, why, **told)


def _named(change: Change) -> Row:
    """Name the clock; one rule may count for the filing and again for an appeal."""
    told = {"decision": change.clock.decision_id, "party_id": change.clock.party_id}
    named: Row = {"rule": change.clock.rule_id}
    return named | {name: value for name, value in told.items() if value is not None}


def _event(dossier: Dossier, kind: str, at: dt.datetime, why: Why, **data: Any) -> Row:
    return {
        "case_id": dossier.case_id,
        "kind": kind,
        "at": at,
        "recorded_at": why.at,
        "actor": why.actor,
        "data": data,
        "corrects_id": None,
    }
