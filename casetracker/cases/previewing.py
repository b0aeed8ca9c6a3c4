"""Which open cases would move, and by how much, before anything is applied: nothing is ever written here.

It judges the very dossiers that a recomputation judges, so what it shows is what applying does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from casetracker.cases.models import Case
from casetracker.cases.recomputing.judging import KEPT, Move, Verdict, judge, moves_of
from casetracker.cases.recomputing.reading import Dossier, read_batch
from casetracker.cases.recomputing.walking import BATCH
from casetracker.lawbook import LawBook
from casetracker.registry.models import Election

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ElectionChange:
    """Other facts of an election: its columns by name, only those that are to change.

    ``law_confirmation`` may be among them, to see what a confirmation would set.
    """

    election_id: str
    changes: Mapping[str, Any]


@dataclass
class Preview:
    """What a recomputation would do.

    Attributes:
        total_open: open cases that were looked at.
        moved: cases with a clock that would move, or that would be set.
        not_computed: cases with a clock that could no longer be computed, and would keep its date.
        failed: cases that would fail; each would say so in its timeline.
        clocks: how many clocks would change in all of them.
        items: the first clocks that would change, by the order in which the cases were registered.
    """

    total_open: int = 0
    moved: int = 0
    not_computed: int = 0
    failed: int = 0
    clocks: int = 0
    items: list[Move] = field(default_factory=list)


def preview(
    session: Session,
    book: LawBook,
    *,
    election: ElectionChange | None = None,
    scope: sa.ColumnElement[bool] | None = None,
    limit: int | None = 50,
) -> Preview:
    """Return what would move by this law book (another one, or the present) and these facts.

    With *election* only its cases are looked at. *scope* is a condition on ``Body``; *limit* bounds the
    clocks that are listed, None lists them all. Memory does not grow with the number of cases.
    """
    found = Preview()
    with reading_only(session):
        for dossier in _dossiers(session, election, scope):
            found.total_open += 1
            try:
                verdict = judge(book, dossier)
            except Exception:
                log.exception("preview_failed", case=dossier.reference)
                found.failed += 1
                continue
            _count(found, verdict, limit)
    return found


def _count(found: Preview, verdict: Verdict, limit: int | None) -> None:
    kinds = {change.kind for change in verdict.changes}
    found.moved += bool(kinds - {KEPT})
    found.not_computed += KEPT in kinds
    found.clocks += len(verdict.changes)
    if limit is None or len(found.items) < limit:
        found.items += moves_of(verdict)[: None if limit is None else limit - len(found.items)]


def _dossiers(
    session: Session, election: ElectionChange | None, scope: sa.ColumnElement[bool] | None
) -> Iterator[Dossier]:
    conditions = [] if scope is None else [scope]
    elections = {}
    if election is not None:
        conditions.append(Case.election_id == election.election_id)
        elections[election.election_id] = _changed(session, election)
    cursor, is_last = 0, False
    while not is_last:
        found, cursor, is_last = read_batch(
            session, *conditions, after=cursor, limit=BATCH, elections=elections
        )
        yield from found


def _changed(session: Session, change: ElectionChange) -> Election:
    """Return a copy of the election with other facts; the session does not know it."""
    stored = session.get_one(Election, change.election_id)
    columns = {column.key: getattr(stored, column.key) for column in sa.inspect(Election).column_attrs}
    return Election(**(columns | dict(change.changes)))


@contextmanager
def reading_only(session: Session) -> Iterator[None]:
    """Let the database itself refuse every write while this lasts."""
    session.flush()
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    with session.begin_nested() as savepoint:
        session.execute(sa.text("PRAGMA query_only=ON" if is_sqlite else "SET TRANSACTION READ ONLY"))
        try:
            yield
        finally:
            if is_sqlite:
                session.execute(sa.text("PRAGMA query_only=OFF"))
            # On PostgreSQL the end of the savepoint takes the setting back with it.
            savepoint.rollback()
