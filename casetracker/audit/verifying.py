"""Verify the audit chain: every row is hashed again, and what does not hold is named.

Rows are read in batches, so that memory stays flat however long the chain is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.audit.actions import GENESIS, row_hash
from casetracker.audit.models import AuditCheck, AuditHead, AuditRow
from casetracker.streaming import each_row

READ_AT_ONCE = 2000
# So many rows put in or taken out in one place are recognised although the others were renumbered.
MOST_SHIFTED = 16
MOST_WITNESSES = 1000
COLUMNS = tuple(getattr(AuditRow, name) for name in ("at", "actor", "action", "thing", "details"))


@dataclass(frozen=True)
class ChainFault:
    """A place where the chain does not hold: ``seq``, and ``kind``.

    ``changed``: not what was hashed. ``removed``: missing. ``inserted``: does not follow from the row before
    it. ``cut``: the end is missing, or the head was edited. ``rewritten``: an earlier check saw another row.
    """

    seq: int
    kind: str


@dataclass(frozen=True)
class _Row:
    seq: int
    previous_hash: str
    hash: str
    entry: dict[str, Any]

    def is_of(self, number: int) -> bool:
        """Tell whether this is the row that was written as *number*, unchanged."""
        return self.hash == row_hash(number, self.entry, self.previous_hash)


class ChainWalk:
    """One walk over the chain; after :meth:`faults` is exhausted it knows where the chain ended."""

    def __init__(self, session: Session, witnesses: Mapping[int, str] | None = None) -> None:
        self._session = session
        self._witnesses = dict(witnesses or {})
        self.rows, self.seq, self.hash = 0, 0, GENESIS
        # Hashes of the last rows: an inserted row is known by the one after it, which follows an older one.
        self._links: deque[str] = deque([GENESIS], maxlen=MOST_SHIFTED + 1)
        self._held: list[ChainFault] = []
        self._expected, self._shift, self._is_open = 1, 0, False

    def faults(self) -> Iterator[ChainFault]:
        """Yield every fault, in the order of the rows."""
        head = _head(self._session)
        for row, following in _pairs(_rows(self._session)):
            yield from self._missing_before(row)
            yield from self._judge(row, following)
            if head is not None and row.seq == head[0] and not self._held and row.hash != head[1]:
                yield ChainFault(row.seq, "cut")
                head = None
            yield from self._contradicted(row.seq - self._shift, row.hash)
            self.rows, self.seq, self.hash = self.rows + 1, row.seq, row.hash
            self._links.append(row.hash)
            self._expected = row.seq + 1
        yield from self._held
        yield from self._end(head)

    def _missing_before(self, row: _Row) -> Iterator[ChainFault]:
        while self._expected < row.seq:
            yield ChainFault(self._expected, "removed")
            self._expected += 1
            # What a missing row was hashed to cannot be known: the next one is believed.
            self._is_open = True

    def _judge(self, row: _Row, following: _Row | None) -> Iterator[ChainFault]:
        number = row.seq - self._shift
        if row.is_of(number):
            follows = row.previous_hash == self._links[-1] or self._is_open or bool(self._held)
            yield from self._release()
            if not follows:
                yield ChainFault(row.seq, "inserted")
            self._is_open = False
            return
        shifted = self._shifted(row, number)
        # Rows that were swapped look like that, too; but then the next one was not renumbered.
        if following is None or not following.is_of(following.seq - self._shift - shifted):
            shifted = 0
        if shifted > 0:
            self._held = []
            yield from (ChainFault(seq, "inserted") for seq in range(row.seq - shifted, row.seq))
        elif shifted < 0:
            yield from self._release()
            yield ChainFault(row.seq, "removed")
        else:
            self._held.append(ChainFault(row.seq, "changed"))
            if len(self._held) > MOST_SHIFTED:
                yield self._held.pop(0)
        self._shift += shifted

    def _shifted(self, row: _Row, number: int) -> int:
        """Return how many rows were put in (or, below 0, taken out) just before a row that was renumbered."""
        for count in range(1, MOST_SHIFTED + 1):
            if len(self._links) > count and row.previous_hash == self._links[-1 - count]:
                return count if row.is_of(number - count) else 0
        missing = (count for count in range(1, MOST_SHIFTED + 1) if row.is_of(number + count))
        return -next(missing, 0)

    def _release(self) -> Iterator[ChainFault]:
        held, self._held = self._held, []
        yield from held

    def _contradicted(self, number: int, digest: str) -> Iterator[ChainFault]:
        known = self._witnesses.pop(number, None)
        if known is not None and known != digest and not self._held:
            yield ChainFault(number, "rewritten")

    def _end(self, head: tuple[int, str] | None) -> Iterator[ChainFault]:
        """The head is read again: others may have written meanwhile, but it never goes back."""
        now, last = _head(self._session), self.seq
        if head is not None and head[0] > last:
            yield ChainFault(head[0], "cut")
            return
        is_forged = head is not None and now is not None and now[0] == last and now[1] != self.hash
        if now is None or now[0] < last - max(self._shift, 0) or is_forged:
            yield ChainFault(last, "cut")
        if any(seq > last for seq in self._witnesses):
            yield ChainFault(last + 1, "cut")


def chain_faults(session: Session) -> Iterator[ChainFault]:
    """Yield each row that was changed, removed or inserted; nothing when the chain is whole."""
    return ChainWalk(session, witnesses_of(session)).faults()


def witnesses_of(session: Session) -> dict[int, str]:
    """Return the hashes of the rows at which earlier checks found the chain whole."""
    wanted = sa.select(AuditCheck.seq, AuditCheck.hash).where(AuditCheck.faults == 0, AuditCheck.seq > 0)
    rows = session.execute(wanted.order_by(AuditCheck.id.desc()).limit(MOST_WITNESSES))
    return {seq: digest for seq, digest in rows}


def _head(session: Session) -> tuple[int, str] | None:
    row = session.execute(sa.select(AuditHead.seq, AuditHead.hash).where(AuditHead.id == 1)).one_or_none()
    return (row.seq, row.hash) if row else None


def _pairs(rows: Iterator[_Row]) -> Iterator[tuple[_Row, _Row | None]]:
    """Yield each row with the one after it."""
    before = next(rows, None)
    for row in rows:
        if before is not None:
            yield before, row
        before = row
    if before is not None:
        yield before, None


def _rows(session: Session) -> Iterator[_Row]:
    wanted = sa.select(AuditRow.seq, AuditRow.previous_hash, AuditRow.hash, *COLUMNS).order_by(AuditRow.seq)
    for seq, previous_hash, digest, *entry in each_row(session, wanted, READ_AT_ONCE):
        names = ("at", "actor", "action", "thing", "details")
        yield _Row(seq, previous_hash, digest, dict(zip(names, entry, strict=True)))
