"""Documents in the schema: one content once in a case, unless it was withdrawn; and all of it up and down."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from casetracker import migrating
from tests.migrations.test_migrations import CASE_ROWS, ROWS

DOCUMENT = (
    "INSERT INTO documents (id, case_id, kind, language, is_public, name, content_type, size, sha256,"
    " added_at, added_by, scan_state, text_state, text_tries, withdrawn_at) VALUES"
    " ({id}, 7, 'evidence', 'kk', false, 'a.txt', 'text/plain', 5, '{sha256}',"
    " '2022-11-14 04:00:00', 'clerk', 'off', 'done', 0, {withdrawn})"
)
TEXT = (
    "INSERT INTO document_texts (document_id, text, method, is_cut, read_at)"
    " VALUES (1, 'мәтін', 'layer', false, '2022-11-14 04:00:00')"
)


def test_content_stands_once_in_a_case_and_the_tables_go_and_come(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, "0001")
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in (*ROWS, *CASE_ROWS):
            connection.execute(sa.text(row))
    migrating.upgrade(empty_database_url)
    with engine.begin() as connection:
        connection.execute(sa.text(DOCUMENT.format(id=1, sha256="a" * 64, withdrawn="'2022-11-15 04:00:00'")))
        connection.execute(sa.text(DOCUMENT.format(id=2, sha256="a" * 64, withdrawn="NULL")))
        connection.execute(sa.text(TEXT))
    twice = sa.text(DOCUMENT.format(id=3, sha256="a" * 64, withdrawn="NULL"))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(twice)
    engine.dispose()
    migrating.downgrade(empty_database_url, "0005")
    assert "documents" not in sa.inspect(engine).get_table_names()
    engine.dispose()
    migrating.upgrade(empty_database_url)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM documents")).scalar_one() == 0
        assert connection.execute(sa.text("SELECT count(*) FROM cases")).scalar_one() == 1
    engine.dispose()
