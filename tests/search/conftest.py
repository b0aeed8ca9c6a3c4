"""A session on a migrated, empty database of this test's own, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from casetracker.migrating import open_engine
from tests.search.builders import add_registry


@pytest.fixture
def index_session(database_url: str) -> Iterator[Session]:
    engine = open_engine(database_url)
    with Session(engine, expire_on_commit=False) as session:
        add_registry(session)
        yield session
    engine.dispose()
