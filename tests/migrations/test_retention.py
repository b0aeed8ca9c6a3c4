"""Identities survive the way up and down; what was erased does not come back."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker import migrating
from tests.migrations.test_migrations import CASE_ROWS, ROWS

BEFORE_IT = "0006"
BEFORE = (
    *ROWS,
    *CASE_ROWS[:2],
    "INSERT INTO identities (id, sealed, created_at) VALUES (1, :sealed, '2022-11-14 04:00:00')",
    "INSERT INTO identities (id, sealed, created_at) VALUES (2, :sealed, '2022-11-14 04:00:00')",
    "INSERT INTO parties (id, case_id, role, kind, identity_id) VALUES (3, 7, 'complainant', 'voter', 1)",
    "INSERT INTO parties (id, case_id, role, kind, identity_id) VALUES (4, 7, 'third-party', 'voter', 2)",
)
ERASED = "UPDATE identities SET sealed = NULL, erased_at = '2025-01-01 00:00:00' WHERE id = 2"


def test_identities_get_their_case_and_erased_ones_leave_only_their_party(empty_database_url: str) -> None:
    migrating.upgrade(empty_database_url, BEFORE_IT)
    engine = migrating.open_engine(empty_database_url)
    with engine.begin() as connection:
        for row in BEFORE:
            values = {"sealed": b"sealed"} if ":sealed" in row else {}
            connection.execute(sa.text(row).bindparams(**values))
    migrating.upgrade(empty_database_url)
    with engine.begin() as connection:
        cases = connection.execute(sa.text("SELECT case_id, index_key FROM identities ORDER BY id")).all()
        connection.execute(sa.text(ERASED))
    migrating.downgrade(empty_database_url, BEFORE_IT)
    with engine.connect() as connection:
        left = connection.execute(sa.text("SELECT id, sealed FROM identities")).all()
        parties = connection.execute(sa.text("SELECT identity_id FROM parties ORDER BY id")).scalars().all()
    migrating.upgrade(empty_database_url)
    engine.dispose()
    assert [tuple(row) for row in cases] == [(7, None), (7, None)]
    assert [(row.id, bytes(row.sealed)) for row in left] == [(1, b"sealed")]
    assert parties == [1, None]
