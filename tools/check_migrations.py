"""Check the migrations: one head, and on both databases the schema they make is that of the models."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from casetracker import migrating
from tests.support.postgres import postgres_server
from tools.tree import report


def head_problems(heads: list[str]) -> list[str]:
    """Return a problem unless there is exactly one head."""
    if len(heads) == 1:
        return []
    return [f"there are {len(heads)} heads ({', '.join(sorted(heads))}); migrations form one line"]


def differences(
    connection: sa.Connection, metadata: sa.MetaData, include_object: Callable[..., bool]
) -> list:
    """Return what alembic would change in the connected database to make it equal to *metadata*."""
    options = {"compare_type": True, "include_object": include_object}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def schema_problems(url: str) -> Iterator[str]:
    """Migrate the empty database at *url* and yield each difference from the models."""
    migrating.upgrade(url)
    engine = migrating.open_engine(url)
    try:
        with engine.connect() as connection:
            found = differences(connection, migrating.target_metadata(), migrating.include_object)
            for difference in found:
                yield f"{engine.dialect.name}: the models differ from the migrations: {difference}"
    finally:
        engine.dispose()


def main() -> int:
    """Run the check on a fresh SQLite file and a fresh PostgreSQL database; return the exit code."""
    problems = head_problems(migrating.heads())
    if not problems:
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            server = stack.enter_context(postgres_server())
            urls = [f"sqlite:///{Path(folder) / 'fresh.db'}", stack.enter_context(server.database())]
            problems = [problem for url in urls for problem in schema_problems(url)]
    return report(problems, "migrations")


if __name__ == "__main__":
    sys.exit(main())
