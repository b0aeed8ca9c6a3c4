"""A search reads by one statement if it can, never an older state, and in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from psycopg.pq import TransactionStatus
from sqlalchemy.orm import Session

from casetracker.db import unit_of_work
from casetracker.publication.models import PublicCase
from casetracker.search import queries
from casetracker.search.actions import index_case
from casetracker.search.generations import NO_ENTRY, Mark, note_changes
from casetracker.search.hits import FoundEntry
from casetracker.search.memory import memory_of
from casetracker.search.queries import search
from casetracker.search.query import parse
from casetracker.streaming import each_row
from tests.search.builders import public_case

WORD = parse("протокол")
EVERY_CASE = sa.select(PublicCase.id)


def index_one(session: Session, serial: int) -> PublicCase:
    case = public_case(session, serial, summary="Наблюдателю отказано в копии протокола.")
    index_case(session, case)
    session.commit()
    return case


@pytest.fixture
def reader(index_session: Session) -> Iterator[Session]:
    """Give a session of somebody else in the same process, in which nothing was begun."""
    index_one(index_session, 1)
    with Session(index_session.get_bind(), expire_on_commit=False) as session:
        yield session


def test_search_whose_words_are_known_is_one_statement(reader: Session) -> None:
    said = list[str]()
    assert search(reader, WORD).total == 1
    reader.close()
    sa.event.listen(reader.get_bind(), "before_cursor_execute", lambda *told: said.append(told[2]))
    assert search(reader, WORD).total == 1
    assert [statement for statement in said if not statement.startswith("BEGIN")] == said[-1:]


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
def test_search_sends_no_messages_that_begin_and_end(reader: Session) -> None:
    assert search(reader, WORD).total == 1
    driver: Any = reader.connection().connection.dbapi_connection
    assert driver.info.transaction_status == TransactionStatus.IDLE
    reader.close()
    with unit_of_work(reader):
        assert search(reader, WORD).total == 1
        driver = reader.connection().connection.dbapi_connection
        assert driver.info.transaction_status == TransactionStatus.INTRANS


def test_change_while_a_search_is_under_way_is_in_its_result(
    reader: Session, index_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words and figures come from memory, hits from the database: never do they tell of two states."""
    read, changed = queries.found_entries, list[PublicCase]()

    def meanwhile(session: Session, ids: Sequence[int]) -> tuple[Mark, Sequence[FoundEntry]]:
        if not changed:
            changed.append(index_one(index_session, 2))
        return read(session, ids)

    assert search(reader, WORD).total == 1
    reader.close()
    monkeypatch.setattr(queries, "found_entries", meanwhile)
    found = search(reader, WORD)
    assert (found.total, len(found.hits)) == (2, 2)
    assert sum(facet.count for facet in found.facets["body"]) == 2


def test_long_list_can_be_read_after_a_search_in_the_same_session(reader: Session) -> None:
    assert search(reader, WORD).total == 1
    assert len(list(each_row(reader, EVERY_CASE, at_once=1))) == 1


def test_unit_of_work_after_a_search_is_done_whole_or_not_at_all(
    reader: Session, index_session: Session
) -> None:
    assert search(reader, WORD).total == 1
    with pytest.raises(RuntimeError):
        give_up_half_way(reader, 2)
    assert len(index_session.scalars(EVERY_CASE).all()) == 1
    with unit_of_work(reader):
        public_case(reader, 3)
    reader.close()
    # So is the one of whoever gets the connection next.
    with pytest.raises(RuntimeError):
        give_up_half_way(reader, 4)
    index_session.rollback()
    assert len(index_session.scalars(EVERY_CASE).all()) == 2


def give_up_half_way(session: Session, serial: int) -> None:
    with unit_of_work(session):
        public_case(session, serial)
        session.flush()
        raise RuntimeError("half-way")


def test_reader_who_sees_an_older_state_leaves_nothing_of_it_to_others(
    reader: Session, index_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_asked: object) -> None:
        raise RuntimeError("gone")

    with Session(index_session.get_bind()) as older:
        older.scalars(EVERY_CASE).all()
        index_one(index_session, 2)
        assert search(reader, parse("")).total == 2
        reader.close()
        with monkeypatch.context() as here:
            here.setattr(queries, "found_entries", fails)
            with pytest.raises(RuntimeError):
                search(older, WORD)
        assert search(reader, WORD).total == 2
        reader.close()
        kept = memory_of(reader).known()
        reader.close()
        found = search(older, WORD)
        assert found.total == len(found.hits)
        # Nor does it make the others read everything anew.
        assert memory_of(reader).known() is kept is not None
        reader.close()
    assert search(reader, WORD).total == 2


def test_reader_whose_columns_are_no_longer_kept_is_told_the_right_hits(
    reader: Session, index_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same place of columns that were read anew is another entry."""
    cases = [index_one(index_session, serial) for serial in (2, 3)]
    assert search(reader, WORD).total == 3
    reader.close()
    cases[0].state = "withdrawn"
    index_case(index_session, cases[0])
    index_session.commit()
    assert search(reader, WORD).total == 2
    reader.close()
    searched, kept = queries._searched, memory_of(reader)
    reader.close()

    def meanwhile(asked: queries._Search, *more: Any) -> Any:
        if not others:
            others.append(1)
            # Another thread, too far behind, reads everything anew; then somebody asks for the word.
            with Session(reader.get_bind()) as other:
                kept._state = None
                assert search(other, WORD).total == 2
        return searched(asked, *more)

    others = list[int]()
    monkeypatch.setattr(queries, "_searched", meanwhile)
    found = search(reader, WORD)
    assert [hit.slug[-1] for hit in found.hits] == ["3", "1"]


def test_change_of_what_is_no_entry_leaves_the_columns_as_they_are(
    reader: Session, index_session: Session
) -> None:
    kept = memory_of(reader)
    columns = kept.columns(reader)
    reader.close()
    note_changes(index_session, {NO_ENTRY})
    index_session.commit()
    assert kept.columns(reader) is columns
    reader.close()
    index_one(index_session, 2)
    assert kept.columns(reader) is not columns
