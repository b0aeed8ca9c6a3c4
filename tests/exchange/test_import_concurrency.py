"""Two imports of one file at the same time: every row once, and nobody waits for ever."""

from __future__ import annotations

import io
import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.audit.queries import chain_faults
from casetracker.cases.actions import register_complaint
from casetracker.cases.models import Case
from casetracker.db import db, unit_of_work
from casetracker.exchange.imports import Report, Terms, import_journal
from casetracker.exchange.tables import open_journal
from casetracker.runtime import lawbook
from tests.builders.cases import complaint_values, vault
from tests.builders.journals import as_csv, row
from tests.builders.registry import create_registry

BODIES = ("CEC", "REC-ASTANA", "REC-ALMATY")
ROWS = [row(registered_number=str(number), body=BODIES[number % 3]) for number in range(30)]


@pytest.fixture
def stored(session: Session) -> Session:
    """Give a session with the registry in the database."""
    with unit_of_work(session):
        create_registry(session)
    return session


class Worker(threading.Thread):
    """Runs a piece of work in an application context of its own and keeps what it gave or raised."""

    def __init__(self, app: Flask, start: threading.Barrier, content: bytes | None) -> None:
        super().__init__(daemon=True)
        self.app, self.begin, self.content = app, start, content
        self.report: Report | None = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            with self.app.app_context():
                self.begin.wait(20)
                self.work()
        except BaseException as error:  # noqa: BLE001 - told by the test
            self.error = error

    def work(self) -> None:
        if self.content is None:
            for _ in range(10):
                with unit_of_work() as session:
                    register_complaint(
                        session, lawbook(), vault(), complaint_values(body="kz-cec"), actor="clerk"
                    )
            return
        with open_journal(io.BytesIO(self.content), "j.csv") as journal, unit_of_work() as session:
            self.report = import_journal(session, lawbook(), vault(), journal, Terms("test"))


def run_together(app: Flask, contents: list[bytes | None]) -> list[Worker]:
    start = threading.Barrier(len(contents))
    workers = [Worker(app, start, content) for content in contents]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert not worker.is_alive()
        assert worker.error is None, worker.error
    return workers


def serials(session: Session) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for body, serial in session.execute(
        sa.select(Case.body_id, Case.serial).order_by(Case.body_id, Case.serial)
    ):
        found.setdefault(body, []).append(serial)
    return found


def test_two_imports_of_the_same_file_at_once_register_each_row_once(stored: Session, app: Flask) -> None:
    # The second one is turned round: it wants the counters of the bodies in another order.
    contents: list[bytes | None] = [as_csv(ROWS), as_csv(ROWS[::-1])]
    workers = run_together(app, contents)
    states = [[fate.state for fate in worker.report.fates] for worker in workers if worker.report]
    assert sorted(len(set(each)) for each in states) == [1, 1]
    assert sorted(each[0] for each in states) == ["duplicate", "registered"]
    assert list(serials(stored).values()) == [list(range(1, 11))] * 3


def test_an_import_and_a_clerk_at_the_same_desk_do_not_lock_each_other(stored: Session, app: Flask) -> None:
    run_together(app, [as_csv(ROWS), None, None])
    assert serials(stored)["kz-cec"] == list(range(1, 31))
    assert list(chain_faults(db.session)) == []
