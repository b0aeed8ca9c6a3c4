"""A migrated database of its own for each test, on SQLite and on PostgreSQL.

The migrations run once per test process and engine, into a template; a test gets a copy of it.
The product is imported where it is needed: a test of the pure law must not wait for the rest of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.support.postgres import PostgresServer, postgres_server
from tests.support.reusing import Databases

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Give the PostgreSQL server of this test process."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_database(postgres: PostgresServer) -> Iterator[str]:
    """Give the name of a migrated, empty PostgreSQL database, to be cloned and never written to."""
    from casetracker import migrating

    name = postgres.create_database()
    try:
        migrating.upgrade(postgres.url_of(name))
        yield name
    finally:
        postgres.drop_database(name)


@pytest.fixture(scope="session")
def postgres_template(migrated_database: str) -> str:
    """Give the name of the database that tests get a copy of; a test module may prepare another."""
    return migrated_database


@pytest.fixture(scope="session")
def postgres_databases(postgres: PostgresServer, migrated_database: str) -> Iterator[Databases]:
    """Give the databases of this test process."""
    with closing(Databases(postgres, migrated_database)) as databases:
        yield databases


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the path of a migrated, empty SQLite file, to be copied and never written to."""
    from casetracker import migrating

    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrating.upgrade(f"sqlite:///{path}")
    # Closing the last connection folds the write-ahead log into the file: one file is all.
    assert not path.with_name(path.name + "-wal").exists()
    return path


@pytest.fixture(params=ENGINES)
def database_engine(request: pytest.FixtureRequest) -> str:
    """Give the engine's name: a test that uses a database runs once for each."""
    return str(request.param)


@pytest.fixture
def database_url(database_engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a migrated, empty database that belongs to this test alone."""
    with one_database(database_engine, request, tmp_path) as url:
        yield url


@contextmanager
def one_database(engine: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Give the URL of a migrated, empty database for the duration of the block."""
    if engine == "sqlite":
        copy = folder / "test.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), copy)
        yield f"sqlite:///{copy}"
        return
    template = request.getfixturevalue("postgres_template")
    with request.getfixturevalue("postgres_databases").one(template) as url:
        yield url


@pytest.fixture
def empty_database_url(database_engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a database without any table, for tests of the migrations themselves."""
    if database_engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url
