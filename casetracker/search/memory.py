"""What a process keeps of the index: the columns, and which entries hold the words asked for last.

For each database one memory. It is brought up to the newest state of the index before each search; only what
changed since is read. Sets of entries are bits, so that even very many are joined and counted in an instant.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from casetracker.db import to_read
from casetracker.search.columns import Bits, Columns, Numbers, read_columns, renewed
from casetracker.search.ddl import FULL_TEXT_TABLE
from casetracker.search.generations import (
    BEGINNING,
    NO_ENTRY,
    Mark,
    changed_since,
    committed_mark,
    newest_mark,
)
from casetracker.search.models import SearchEntry
from casetracker.search.query import Alternative, Group, Query, to_fts5, to_tsquery

# What is kept of words is let go beyond this, what was asked for longest ago first.
MOST_BYTES = 48 * 1024 * 1024
# After more changes since it was read, a word is read anew.
MOST_PENDING = 500
STEMS, TITLE = "stems", "title_stems"

Packed = npt.NDArray[np.uint8]
_FULL_TEXT = sa.table(FULL_TEXT_TABLE, sa.column("rowid", sa.Integer))


@dataclass(frozen=True)
class _Posting:
    """The entries that hold a word: packed bits, and the entries to look at anew first."""

    bits: Packed
    pending: frozenset[int] = frozenset()


class Memory:
    """The index of one database, as far as it is in memory; several threads may use it."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._lock = threading.Lock()
        self._state: tuple[Mark, Columns] | None = None
        self._postings: OrderedDict[tuple[str, Group], _Posting] = OrderedDict()
        self._bytes, self._most_bytes = 0, most_bytes

    def known(self) -> tuple[Mark, Columns] | None:
        """Return the columns as they were last, with their state, without asking the database."""
        state = self._state
        return state if state and state[0] != BEGINNING else None

    def columns(self, session: Session) -> Columns:
        """Return the columns at the newest state of the index that this session sees."""
        return self.newest(session)[1]

    def newest(self, session: Session) -> tuple[Mark, Columns]:
        """Return the newest state of the index that this session sees, and the columns at it."""
        mark, known = newest_mark(session), self.known()
        if known and known[0] == mark:
            return known
        with self._lock:
            # While this one waited, another may have gone on.
            mark, known = newest_mark(session), self.known()
            if known and known[0] == mark:
                return known
            if not self._is_past(session, mark):
                self._state = mark, self._renewed(session)
                return self._state
        # What all others need is not given up for one who looks at the past.
        return mark, read_columns(session)

    def _is_past(self, session: Session, mark: Mark) -> bool:
        """Tell whether the session sees less than what was committed and is remembered."""
        remembered = self._state[0] if self._state else BEGINNING
        return (
            mark.generation < remembered.generation
            and committed_mark(session.connection().engine) == remembered
        )

    def _renewed(self, session: Session) -> Columns:
        changed = changed_since(session, self._state[0]) if self._state else None
        if changed is None or self._state is None:
            self._postings.clear()
            self._bytes = 0
            return read_columns(session)
        changed.discard(NO_ENTRY)
        if not changed:
            return self._state[1]
        for key, posting in self._postings.items():
            self._postings[key] = _Posting(posting.bits, posting.pending | changed)
        return renewed(session, self._state[1], changed)

    def holding(self, session: Session, columns: Columns, column: str, group: Group) -> Bits:
        """Return which entries hold one of the alternatives of a group in a column of stems."""
        key = (column, group)
        with self._lock:
            # Places in other columns are other entries.
            posting = self._postings.get(key) if self._are_kept(columns) else None
            if posting is not None:
                self._postings.move_to_end(key)
        if posting is None or len(posting.pending) > MOST_PENDING:
            bits = columns.bits_of(matching_ids(session, column, group))
        else:
            bits = _unpacked(posting.bits, columns.size)
            if not posting.pending:
                return bits
            pending = np.array(sorted(posting.pending), np.int64)
            bits[columns.places_of(pending)] = False
            bits[columns.places_of(matching_ids(session, column, group, posting.pending))] = True
        self._keep(key, np.packbits(bits), columns)
        return bits

    def _are_kept(self, columns: Columns) -> bool:
        return self._state is not None and columns is self._state[1]

    def _keep(self, key: tuple[str, Group], bits: Packed, columns: Columns) -> None:
        with self._lock:
            # Who looks in older columns does not know what changed in this word since.
            if not self._are_kept(columns):
                return
            old = self._postings.pop(key, None)
            self._bytes += bits.nbytes - (old.bits.nbytes if old else 0)
            self._postings[key] = _Posting(bits)
            while self._bytes > self._most_bytes and len(self._postings) > 1:
                _key, oldest = self._postings.popitem(last=False)
                self._bytes -= oldest.bits.nbytes


def _unpacked(bits: Packed, size: int) -> Bits:
    """Return the bits of so many places; those that came since are not set."""
    known = np.unpackbits(bits).view(np.bool_)[:size]
    if len(known) == size:
        return known
    return np.concatenate([known, np.zeros(size - len(known), np.bool_)])


def matching_ids(session: Session, column: str, group: Group, among: frozenset[int] | None = None) -> Numbers:
    """Ask the database which entries (of *among*, if given) hold a group in a column of stems."""
    bind = session.get_bind()
    if bind.dialect.name == "postgresql":
        numbers = sa.func.string_agg(sa.cast(SearchEntry.id, sa.Text), ",")
        statement = sa.select(numbers).where(_holds(column, group))
        narrowed = statement if among is None else statement.where(SearchEntry.id.in_(among))
    else:
        statement = sa.select(sa.func.group_concat(_FULL_TEXT.c.rowid)).where(_matches(column, group))
        narrowed = statement if among is None else statement.where(_FULL_TEXT.c.rowid.in_(among))
    # One text instead of a row for each of very many entries.
    text = session.scalar(narrowed)
    return np.fromstring(text, np.int64, sep=",") if text else np.zeros(0, np.int64)


def holds_any(session: Session, column: str, stem: str) -> bool:
    """Ask the database whether any entry holds a stem in a column of stems."""
    group = (Alternative((stem,)),)
    if session.get_bind().dialect.name == "postgresql":
        statement = sa.select(SearchEntry.id).where(_holds(column, group))
    else:
        statement = sa.select(_FULL_TEXT.c.rowid).where(_matches(column, group))
    return session.execute(statement.limit(1)).first() is not None


def _holds(column: str, group: Group) -> sa.ColumnElement[bool]:
    asked = sa.bindparam(None, to_tsquery(Query((group,))), sa.Text, unique=True)
    return getattr(SearchEntry, column).op("@@", is_comparison=True)(sa.cast(asked, TSQUERY))


def _matches(column: str, group: Group) -> sa.ColumnElement[bool]:
    asked = sa.bindparam(None, f"{{{column}}} : ({to_fts5(Query((group,)))})", sa.Text, unique=True)
    return sa.literal_column(_FULL_TEXT.name).op("MATCH", is_comparison=True)(asked)


_MEMORIES: WeakKeyDictionary[Engine, Memory] = WeakKeyDictionary()
_MEMORIES_LOCK = threading.Lock()


def memory_of(session: Session) -> Memory:
    """Return the memory of the database that a session is on."""
    engine = to_read(session).engine
    with _MEMORIES_LOCK:
        return _MEMORIES.setdefault(engine, Memory())
