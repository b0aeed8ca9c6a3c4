"""Write the audit chain.

Rows are collected while an action runs and written just before the commit, in the same
transaction: the head of the chain is locked last and shortly, so two units of work can never
wait for each other in a circle.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, SessionTransaction

from casetracker import db
from casetracker.audit.models import AuditHead, AuditRow
from casetracker.bulk import insert_rows

GENESIS = "0" * 64
PENDING = "audit_pending"
SAVEPOINTS = "audit_savepoints"
# Made once: an encoder for each row would take longer than the hash.
_canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def record(
    session: Session, *, actor: str, action: str, thing: str, details: dict[str, Any] | None = None
) -> None:
    """Note that *actor* did *action* to *thing*; the row is written with this unit of work.

    ``actor`` and ``thing`` are references such as ``user:12`` or ``case:2022-PRES/CEC/0001``.
    ``details`` must be JSON values and must not hold personal data.
    """
    entry = {"at": db.now(), "actor": actor, "action": action, "thing": thing, "details": details or {}}
    session.info.setdefault(PENDING, []).append(entry)


def row_hash(seq: int, entry: dict[str, Any], previous_hash: str) -> str:
    """Return the SHA-256 that binds a row to its content and to the row before it."""
    content = {**entry, "at": entry["at"].isoformat(), "seq": seq, "previous_hash": previous_hash}
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


def write_pending(session: Session) -> None:
    """Append the collected rows to the chain (called by the session just before it commits).

    The end of a savepoint is not the end of the unit of work: its rows wait for that, so that the
    head of the chain is locked last there too.
    """
    if session.in_nested_transaction():
        return
    pending = session.info.pop(PENDING, [])
    if not pending:
        return
    session.flush()
    head = session.scalars(sa.select(AuditHead).where(AuditHead.id == 1).with_for_update()).one()
    rows = []
    for entry in pending:
        seq = head.seq + 1
        digest = row_hash(seq, entry, head.hash)
        rows.append({"seq": seq, "previous_hash": head.hash, "hash": digest, **entry})
        head.seq, head.hash = seq, digest
    insert_rows(session, AuditRow, rows)
    session.flush()


def _note_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault(SAVEPOINTS, {})[transaction] = len(session.info.get(PENDING, []))


def _leave_savepoint(session: Session, transaction: SessionTransaction) -> None:
    session.info.get(SAVEPOINTS, {}).pop(transaction, None)


def _forget(session: Session) -> None:
    """Drop what was noted in a transaction that is undone: of a savepoint, only what was noted since."""
    savepoint = session.get_nested_transaction()
    if savepoint is None:
        session.info.pop(PENDING, None)
    else:
        del session.info.get(PENDING, [])[session.info[SAVEPOINTS][savepoint] :]


sa.event.listen(Session, "before_commit", write_pending)
sa.event.listen(Session, "after_transaction_create", _note_savepoint)
sa.event.listen(Session, "after_transaction_end", _leave_savepoint)
sa.event.listen(Session, "after_rollback", _forget)
