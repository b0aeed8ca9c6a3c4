"""Which of several scheduler processes works: one leads, the others stand by.

The lock only saves work. That nothing is told twice rests on unique keys and claims, so a moment with
two leaders, or with none, does no harm.
"""

from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path
from typing import IO, Protocol

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from casetracker.db import driver_url

log = structlog.get_logger(__name__)

# Any number, as long as every scheduler of a database uses the same; advisory locks are per database.
LOCK_NUMBER = 7_308_332_045_127_001
# A connection whose other end has vanished must be noticed in seconds, not in the kernel's two hours.
KEEP_ALIVE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "application_name": "casetracker scheduler",
}


class Leadership(Protocol):
    """A lock that at most one process holds, and that its death sets free."""

    def is_leader(self) -> bool:
        """Tell whether this process leads now, taking the lead when it is free."""

    def release(self) -> None:
        """Give up the lead."""


def leadership_for(database_url: str, var_dir: Path) -> Leadership:
    """Return the lock of the schedulers that work on a database."""
    url = sa.make_url(driver_url(database_url))
    if url.get_backend_name() == "postgresql":
        return AdvisoryLock(url)
    is_file = url.database and url.database != ":memory:"
    database = Path(url.database) if is_file and url.database else var_dir / "casetracker.db"
    return FileLock(database.with_name(database.name + ".scheduler-lock"))


class AdvisoryLock:
    """A session lock of PostgreSQL on a connection of its own.

    The lock lives exactly as long as the session, so a session that answers still holds it. A pooler
    that shares sessions between clients would break that: connect the scheduler directly.
    """

    def __init__(self, url: sa.URL) -> None:
        self._engine = sa.create_engine(
            url, poolclass=sa.NullPool, connect_args=KEEP_ALIVE, isolation_level="AUTOCOMMIT"
        )
        self._session: sa.Connection | None = None
        self._guard = threading.Lock()

    def is_leader(self) -> bool:
        """See :class:`Leadership`; a database that does not answer has no leader."""
        with self._guard:
            try:
                return self._still_holds() or self._take()
            except SQLAlchemyError as error:
                log.warning("leadership_unknown", error=str(error).splitlines()[0])
                self._let_go()
                return False

    def _still_holds(self) -> bool:
        return self._session is not None and self._session.scalar(sa.text("SELECT 1")) == 1

    def _take(self) -> bool:
        session = self._engine.connect()
        lock = sa.text("SELECT pg_try_advisory_lock(:number)")
        if session.scalar(lock, {"number": LOCK_NUMBER}):
            self._session = session
            return True
        session.close()
        return False

    def _let_go(self) -> None:
        if self._session is not None:
            # Invalidated first: closing alone would speak to a server that may not be there.
            self._session.invalidate()
            self._session.close()
            self._session = None

    def release(self) -> None:
        """See :class:`Leadership`."""
        with self._guard:
            self._let_go()
            self._engine.dispose()


class FileLock:
    """A lock on a file beside the SQLite database; the kernel frees it when the process dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None
        self._guard = threading.Lock()

    def is_leader(self) -> bool:
        """See :class:`Leadership`; a lock file that was removed or replaced is taken anew."""
        with self._guard:
            return self._still_holds() or self._take()

    def _still_holds(self) -> bool:
        if self._file is None:
            return False
        try:
            if os.path.samestat(os.fstat(self._file.fileno()), self.path.stat()):
                return True
        except FileNotFoundError:
            pass
        self._let_go()
        return False

    def _take(self) -> bool:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file
        return True

    def _let_go(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def release(self) -> None:
        """See :class:`Leadership`."""
        with self._guard:
            self._let_go()
