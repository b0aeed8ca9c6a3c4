"""Compute the clocks of cases again inside the change that made it necessary. Never commits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.models import Case
from casetracker.cases.recomputing.judging import Move, Verdict, judge, moves_of
from casetracker.cases.recomputing.reading import read_one
from casetracker.cases.recomputing.writing import Why, write, write_clocks
from casetracker.lawbook import LawBook

REFRESHED = ("deadlines", "events", "is_late", "version")


def recompute_case(
    session: Session,
    book: LawBook,
    case: Case,
    *,
    actor: str,
    reason: str,
    facts_corrected: bool = False,
    service_corrected: bool = False,
) -> list[Move]:
    """Compute the clocks of a case by what is known now; return what moved, nothing when nothing did.

    A clock that moved is replaced by a new row that names the old one and the *reason* (a slug of the
    labels ``move-reason``); one that can no longer be computed keeps its last known date, and the timeline
    says so once. With *facts_corrected* the limits that filing and decision were judged by are judged
    again, and the flag of lateness with them; with *service_corrected* what was used of the limits to
    contest a decision. The case is locked until the transaction ends and gets its
    next version when something moved.
    """
    session.flush()
    dossier = read_one(session, case.id)
    verdict = judge(book, dossier, facts_corrected=facts_corrected, service_corrected=service_corrected)
    moves = moves_of(verdict)
    if moves:
        write(session, book, [verdict], Why(actor, reason, db.now()))
        for clock in case.deadlines:
            session.expire(clock)
        session.expire(case, REFRESHED)
        _note(session, case.ref, moves, actor, reason)
    return moves


def note_verdicts(
    session: Session, book: LawBook, verdicts: Sequence[Verdict], *, actor: str, reason: str
) -> None:
    """Write the new clocks of cases that are just being written, with their next version, and record it."""
    changed = [verdict for verdict in verdicts if verdict.changes]
    write_clocks(session, book, changed, Why(actor, reason, db.now()))
    for verdict in changed:
        _note(session, f"case:{verdict.dossier.reference}", moves_of(verdict), actor, reason)


def _note(session: Session, thing: str, moves: Sequence[Move], actor: str, reason: str) -> None:
    details = {"reason": reason, "moved": [_detail(move) for move in moves]}
    record(session, actor=actor, action="clocks.recomputed", thing=thing, details=details)


def _detail(move: Move) -> dict[str, Any]:
    days = {"from": move.from_due_on, "to": move.to_due_on}
    told = {key: day.isoformat() for key, day in days.items() if day is not None}
    return {"rule": move.rule_id, **told, "state": move.to_state, "problem": move.problem}
