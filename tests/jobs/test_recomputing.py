"""The scheduler computes clocks again, and alerts are about the clocks that count now."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.cases.elections import change_election
from casetracker.cases.models import Case, CaseDeadline, Recomputation
from casetracker.cases.recomputing import run_recomputations, walking
from casetracker.db import unit_of_work
from casetracker.registry.models import Election
from casetracker.runtime import lawbook
from config.settings import Settings
from tests.alerts.conftest import Outbox
from tests.builders.registry import PRESIDENTIAL
from tests.jobs.test_scheduler import running
from tests.support.waiting import wait_until

REVIEW = "commission-complaint.higher.review"
LAST_DAY = dt.datetime(2022, 11, 24, 3, 0, tzinfo=dt.UTC)  # Thursday, the last day of the case


def plan(session: Session, due_on: str) -> None:
    """Let the commission's calendar plan name another last day for every complaint."""
    with unit_of_work(session):
        election = session.get_one(Election, PRESIDENTIAL, populate_existing=True)
        plan = {REVIEW: {"due_on": due_on, "note": "the commission's plan"}}
        seen, changes = election.changed_at, {"overrides": plan}
        change_election(session, lawbook(), election, changes, actor="user:1", reason="a plan", seen=seen)


def states(session: Session) -> list[str]:
    with unit_of_work(session):
        statement = sa.select(CaseDeadline).where(CaseDeadline.rule_id == REVIEW).order_by(CaseDeadline.id)
        clocks = session.scalars(statement.execution_options(populate_existing=True))
        return [f"{clock.due_on.day} {clock.state}" for clock in clocks]


def test_changed_election_moves_its_clocks_and_the_reminders(
    case: Case, app: Flask, settings: Settings, session: Session, outbox: Outbox
) -> None:
    with time_machine.travel(LAST_DAY, tick=True), running(app, settings):
        wait_until(lambda: [mail.state for mail in outbox()] == ["sent"])
        old = outbox()[0].variables
        plan(session, "2022-11-25")
        wait_until(lambda: states(session) == ["24 replaced", "25 running"])
        # The reminder of the new last day is due by now, too.
        wait_until(lambda: "2022-11-25" in [mail.variables["due_on"] for mail in outbox()])
        assert old["due_on"] == "2022-11-24"
        plan(session, "2022-12-20")
        wait_until(lambda: states(session)[-1] == "20 running")
        time.sleep(0.5)
    about = {mail.variables["due_on"]: mail.variables["deadline_id"] for mail in outbox()}
    with unit_of_work(session):
        replaced = set(session.scalars(sa.select(CaseDeadline.id).where(CaseDeadline.state == "replaced")))
    # What is not near yet is reminded of later, and never by a clock that was replaced.
    assert replaced >= {about["2022-11-24"], about["2022-11-25"]}
    assert not [mail for mail in outbox() if mail.intent == "deadline-overdue"]


class TestOnSqlite:
    @pytest.fixture
    def database_engine(self) -> str:
        return "sqlite"

    def test_others_can_write_between_two_batches(
        self, case: Case, app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ended, batches = threading.Event(), list[int]()

        def endless(*_arguments: object) -> int | None:
            time.sleep(0.2)
            batches.append(1)
            return None if ended.is_set() else 1

        monkeypatch.setattr(walking, "_do_batch", endless)
        session.commit()

        def run() -> None:
            with app.app_context():
                run_recomputations(lawbook())

        thread = threading.Thread(target=run)
        thread.start()
        try:
            wait_until(lambda: len(batches) > 1)
            began = time.monotonic()
            for number in range(5):
                with unit_of_work(session):
                    session.execute(sa.update(Case).values(subject=f"subject {number}"))
            assert time.monotonic() - began < 5
        finally:
            ended.set()
            thread.join()
        assert len(batches) > 2


def test_recomputation_survives_the_end_of_the_process(
    case: Case, app: Flask, settings: Settings, session: Session
) -> None:
    with time_machine.travel(LAST_DAY, tick=True):
        plan(session, "2022-12-20")
        with unit_of_work(session):
            session.execute(sa.update(Recomputation).values(state="running", started_at=LAST_DAY))
        with running(app, settings):
            wait_until(lambda: states(session) == ["24 replaced", "20 running"])
