"""Read and verify the audit chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.audit.actions import GENESIS, row_hash
from casetracker.audit.models import AuditHead, AuditRow


@dataclass(frozen=True)
class ChainFault:
    """A place where the chain does not hold: ``seq`` and what is wrong there."""

    seq: int
    kind: str


def chain_faults(session: Session) -> Iterator[ChainFault]:
    """Yield each row that was changed, removed or inserted; nothing when the chain is whole."""
    previous, expected = GENESIS, 1
    for row in session.scalars(sa.select(AuditRow).order_by(AuditRow.seq).execution_options(yield_per=1000)):
        while expected < row.seq:
            yield ChainFault(expected, "removed")
            expected += 1
            previous = row.previous_hash
        entry = {key: getattr(row, key) for key in ("at", "actor", "action", "thing", "details")}
        if row.previous_hash != previous:
            yield ChainFault(row.seq, "inserted")
        elif row.hash != row_hash(row.seq, entry, previous):
            yield ChainFault(row.seq, "changed")
        previous, expected = row.hash, row.seq + 1
    head = session.get(AuditHead, 1, populate_existing=True)
    if head is not None and (head.seq, head.hash) != (expected - 1, previous):
        yield ChainFault(max(head.seq, expected - 1), "cut")
