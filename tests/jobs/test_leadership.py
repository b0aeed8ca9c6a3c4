"""One leads, and its end sets the lead free."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from casetracker.db import driver_url
from casetracker.jobs.leadership import AdvisoryLock, FileLock, Leadership, leadership_for
from tests.support.waiting import wait_until


@pytest.fixture
def pair(database_url: str, tmp_path: Path) -> Iterator[tuple[Leadership, Leadership]]:
    first, second = (leadership_for(database_url, tmp_path / "var") for _ in range(2))
    try:
        yield first, second
    finally:
        first.release()
        second.release()


def test_engine_decides_about_the_kind_of_lock(
    database_engine: str, pair: tuple[Leadership, Leadership]
) -> None:
    kind = {"sqlite": FileLock, "postgresql": AdvisoryLock}[database_engine]
    assert all(isinstance(each, kind) for each in pair)


def test_one_leads_until_it_gives_up(pair: tuple[Leadership, Leadership]) -> None:
    first, second = pair
    assert [first.is_leader(), second.is_leader(), first.is_leader(), second.is_leader()] == [
        True,
        False,
        True,
        False,
    ]
    first.release()
    assert second.is_leader()
    assert not first.is_leader()


class TestFileLock:
    @pytest.fixture
    def database_engine(self) -> str:
        return "sqlite"

    def test_removed_lock_file_is_noticed(self, pair: tuple[FileLock, FileLock]) -> None:
        first, second = pair
        assert first.is_leader()
        first.path.unlink()
        assert second.is_leader()
        assert not first.is_leader()

    @pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
    def test_database_without_a_file_is_locked_in_the_folder_for_data(self, url: str, tmp_path: Path) -> None:
        lock = leadership_for(url, tmp_path / "var")
        assert lock.is_leader()
        lock.release()
        assert [path.name for path in (tmp_path / "var").iterdir()] == ["casetracker.db.scheduler-lock"]


class TestAdvisoryLock:
    @pytest.fixture
    def database_engine(self) -> str:
        return "postgresql"

    def test_lost_session_is_a_lost_lead(
        self, pair: tuple[AdvisoryLock, AdvisoryLock], database_url: str
    ) -> None:
        first, second = pair
        assert first.is_leader()
        engine = sa.create_engine(driver_url(database_url), poolclass=sa.NullPool)
        with engine.begin() as connection:
            connection.execute(
                sa.text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    " AND datname = current_database() AND application_name = 'casetracker scheduler'"
                )
            )
        # The server ends a session in its own time.
        wait_until(second.is_leader)
        assert not first.is_leader()
        assert not first.is_leader()
        second.release()
        assert first.is_leader()

    def test_database_that_does_not_answer_has_no_leader(self) -> None:
        lock = leadership_for("postgresql://nobody@127.0.0.1:1/none", Path("unused"))
        assert not lock.is_leader()
        lock.release()
