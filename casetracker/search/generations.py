"""Which state of projection and index is the newest, and what changed since another.

Told to whoever keeps the index or pages in memory: a change of anything that public pages tell is another
state, whether or not an entry of the index changes with it.

Each change takes a number and a random token in its own transaction. Who changes the index waits for who
changed it before, so the numbers have no gap; and a state that was undone is never taken for another one
with the same number, because its token is not there.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from casetracker import db
from casetracker.db import Base

# Whoever is further behind reads everything anew.
KEPT_GENERATIONS = 2_000
MOST_CHANGES = 5_000
# Stands for no entry: only the state becomes another.
NO_ENTRY = 0
# Unused for so long, a connection may have ended without anybody being told.
TRUSTED_SECONDS = 5.0


class SearchState(Base):
    """The one row that tells the newest state of the index."""

    __tablename__ = "search_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    generation: Mapped[int]
    token: Mapped[str] = mapped_column(sa.String(32))


class SearchChange(Base):
    """An entry that was made, changed or removed in a generation."""

    __tablename__ = "search_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    generation: Mapped[int] = mapped_column(index=True)
    token: Mapped[str] = mapped_column(sa.String(32))
    entry_id: Mapped[int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A state of the index."""

    generation: int
    token: str


BEGINNING = Mark(0, "")


# The same on both databases.
_NEWEST_SENT = str(sa.select(SearchState.generation, SearchState.token))


def newest_mark(session: Session) -> Mark:
    """Return the newest state of the index that this session sees."""
    return _newest_on(session.connection())


def committed_mark(engine: sa.Engine) -> Mark:
    """Return the newest state of all that were committed, whatever a session sees."""
    with db.connect_for_statements(engine) as connection:
        return _newest_on(connection)


def _newest_on(connection: sa.Connection) -> Mark:
    # Made ready as for objects, it would take four times as long.
    row = connection.exec_driver_sql(_NEWEST_SENT).one_or_none()
    return Mark(row.generation, row.token) if row else BEGINNING


class NewestMark:
    """Asks for the newest state of all over one connection that is kept for it; threads ask in turn.

    Each answer is a transaction of its own: one message to the database and back. The question is asked for
    nearly every public page, and taking a connection from the pool costs many times as much as the answer.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._connection: sa.Connection | None = None
        self._asked_at = 0.0
        sa.event.listen(engine, "engine_disposed", self._close)

    def read(self) -> Mark:
        """Return it. Who reads the projection afterwards sees this state or a newer one."""
        with self._lock:
            if time.perf_counter() - self._asked_at > TRUSTED_SECONDS:
                # The pool finds out whether a connection that was not used for a while is alive.
                self._let_go()
            try:
                return self._asked()
            except sa.exc.DBAPIError as error:
                self._let_go()
                # The server was started anew since the connection was used last.
                if not error.connection_invalidated:
                    raise
                return self._asked()

    def _asked(self) -> Mark:
        if self._connection is None:
            self._connection = db.connect_for_statements(self._engine)
        mark = _newest_on(self._connection)
        self._asked_at = time.perf_counter()
        return mark

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _close(self, _engine: sa.Engine) -> None:
        with self._lock:
            if self._connection is not None:
                # Its pool is no more: nobody else would ever close it.
                self._connection.detach()
            self._let_go()


def note_changes(session: Session, entry_ids: Collection[int]) -> None:
    """Note that these entries are not what they were; never commits."""
    if not entry_ids:
        return
    connection, token = session.connection(), secrets.token_hex(16)
    generation = _noted(connection, token, sorted(entry_ids))
    if generation is None:
        connection.execute(sa.insert(SearchState).values(id=1, generation=0, token=token))
        generation = _noted(connection, token, sorted(entry_ids)) or 1
    # Not each time: some that nobody needs any more do no harm.
    if generation % max(1, KEPT_GENERATIONS // 20) == 0:
        too_old = SearchChange.generation <= generation - KEPT_GENERATIONS
        connection.execute(sa.delete(SearchChange).where(too_old))


# Made once, all three: making them takes as long as running them.
_TOKEN = sa.bindparam("token", type_=sa.String)
_NEXT = (
    sa.update(SearchState)
    .values(generation=SearchState.generation + 1, token=_TOKEN)
    .returning(SearchState.generation)
)


def _next_with_entries() -> ReturningInsert[int]:
    """Take the next number and note the entries, by one message."""
    state = _NEXT.cte("state")
    ids = sa.func.unnest(sa.bindparam("entry_ids", type_=postgresql.ARRAY(sa.Integer)))
    rows = sa.select(state.c.generation, _TOKEN, ids)
    insert = sa.insert(SearchChange).from_select(["generation", "token", "entry_id"], rows)
    return insert.returning(SearchChange.generation)


_NEXT_ON_POSTGRESQL = _next_with_entries()


def _noted(connection: sa.Connection, token: str, entry_ids: Sequence[int]) -> int | None:
    """Take the next number for these entries and return it; None when there is no state yet."""
    if connection.dialect.name == "postgresql":
        return connection.scalar(_NEXT_ON_POSTGRESQL, {"token": token, "entry_ids": entry_ids})
    generation = connection.scalar(_NEXT, {"token": token})
    if generation is not None:
        told = [{"generation": generation, "token": token, "entry_id": number} for number in entry_ids]
        connection.execute(sa.insert(SearchChange), told)
    return generation


def changed_since(session: Session, mark: Mark) -> set[int] | None:
    """Return the entries that changed since a state; None when that cannot be told any more."""
    statement = (
        sa.select(SearchChange.generation, SearchChange.token, SearchChange.entry_id)
        .where(SearchChange.generation >= mark.generation)
        .order_by(SearchChange.generation)
        .limit(MOST_CHANGES + 1)
    )
    rows = session.execute(statement).all()
    follows = any(row.generation == mark.generation and row.token == mark.token for row in rows)
    if not follows or len(rows) > MOST_CHANGES:
        return None
    return {row.entry_id for row in rows if row.generation > mark.generation}
