"""The scheduler in this process: its polls go on, whatever happens to one of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from casetracker import labels
from casetracker.alerts.faults import failing_polls
from casetracker.alerts.passes import Pass
from casetracker.alerts.queries import last_heartbeat
from casetracker.cases.drafts import save_draft
from casetracker.cases.models import Case, IntakeDraft
from casetracker.db import now, unit_of_work
from casetracker.jobs import polls
from casetracker.jobs import scheduler as jobs
from casetracker.jobs.intervals import Intervals
from casetracker.jobs.scheduler import Scheduler
from config.settings import Settings
from tests.alerts.conftest import Outbox
from tests.builders.accounts import create_user
from tests.builders.cases import create_case, vault
from tests.builders.registry import create_registry
from tests.support.mail import SmtpServer
from tests.support.waiting import wait_until

LAST_DAY = dt.datetime(2022, 11, 24, 3, 0, tzinfo=dt.UTC)  # Thursday
Heartbeat = Callable[[], tuple[str, dt.datetime] | None]

QUICK = Intervals(plan=0.1, occasions=0.2, deliver=0.1, heartbeat=0.1, recompute=0.1, publish=0.1, retry=0.2)


@contextmanager
def running(app: Flask, settings: Settings, intervals: Intervals = QUICK) -> Iterator[Scheduler]:
    process = Scheduler(app, settings, intervals)
    thread = threading.Thread(target=process.run)
    thread.start()
    try:
        yield process
    finally:
        process.stop()
        thread.join(timeout=30)
        assert not thread.is_alive()


@pytest.fixture
def heartbeat(session: Session) -> Heartbeat:
    """Give a function that reads which process was last heard of, and when."""

    def read() -> tuple[str, dt.datetime] | None:
        with unit_of_work(session):
            beat = last_heartbeat(session)
            return (beat.process, beat.at) if beat else None

    return read


def test_reminder_goes_out_and_the_process_says_that_it_lives(
    case: Case,
    app: Flask,
    smtp_settings: Settings,
    smtp_server: SmtpServer,
    heartbeat: Heartbeat,
) -> None:
    with time_machine.travel(LAST_DAY, tick=True), running(app, smtp_settings) as process:
        smtp_server.wait_for(1, timeout=20)
        wait_until(lambda: heartbeat() is not None)
        assert process._failing == set()
    beat = heartbeat()
    assert beat is not None
    assert beat[0] == process.process
    assert LAST_DAY <= beat[1] < LAST_DAY + dt.timedelta(minutes=1)
    assert len(smtp_server.received) == 1


def test_failing_poll_is_logged_and_tried_again_and_no_heartbeat_hides_it(
    case: Case,
    app: Flask,
    smtp_settings: Settings,
    smtp_server: SmtpServer,
    heartbeat: Heartbeat,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    real, tries, mended = polls.plan_pass, [], threading.Event()

    def failing(*arguments: object, **options: object) -> Pass:
        tries.append(1)
        if not mended.is_set():
            raise RuntimeError("a fault of the planner")
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(polls, "plan_pass", failing)
    later = dataclasses.replace(QUICK, heartbeat=1.0)
    with time_machine.travel(LAST_DAY, tick=True), running(app, smtp_settings, later) as process:
        wait_until(lambda: len(tries) >= 3)
        assert "a fault of the planner" in caplog.text
        assert process._failing == {"plan"}
        beat = heartbeat()
        mended.set()
        smtp_server.wait_for(1, timeout=20)
        wait_until(lambda: (now := heartbeat()) is not None and (beat is None or now[1] > beat[1]))


def test_poll_that_no_alert_waits_for_may_fail_without_making_them_late(
    app: Flask, settings: Settings, session: Session, heartbeat: Heartbeat, tmp_path: Path
) -> None:
    # The folder of returned mails is not there.
    astray = dataclasses.replace(settings, bounces=tmp_path / "no-such-folder")
    with running(app, astray, dataclasses.replace(QUICK, bounces=0.1)):
        wait_until(lambda: _failing(session) == ["bounces"])
        first = heartbeat()
        wait_until(lambda: (beat := heartbeat()) is not None and beat != first)
        told = app.test_client().get("/readyz", headers={"Accept-Language": "en"}).get_json()
        assert (told["alerts"], told["failing"]) == ("ok", {"bounces": "Mails that came back are not read."})
        (tmp_path / "no-such-folder").write_bytes(b"")
        wait_until(lambda: not _failing(session))


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_every_poll_when_it_fails_has_words_for_what_is_not_done(settings: Settings) -> None:
    of_process = polls.Polls(settings, "one", lambda: False)
    names = {name for name, _job, _seconds in of_process.each(Intervals())} | {"heartbeat"}
    assert names == dict(labels.choices("failing-poll")).keys()


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_cases_before_a_body_without_staff_are_warned_of(
    app: Flask, session: Session, settings: Settings
) -> None:
    with unit_of_work(session):
        create_registry(session)
        create_case(session, body="kz-pd-astana", procedure="law-enforcement-report")
    with app.app_context(), capture_logs() as logs:
        polls.Polls(settings, "one", lambda: False).plan()
    told = [log["bodies"] for log in logs if log["event"] == "cases_before_bodies_without_staff"]
    assert told == [{"PD-ASTANA": 1}]


def _failing(session: Session) -> list[str]:
    with unit_of_work(session):
        return list(failing_polls(session))


def test_mbox_is_read_again_only_when_something_was_written_into_it(
    app: Flask, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mbox, read = tmp_path / "mbox", list[Path]()
    mbox.write_bytes(b"")
    monkeypatch.setattr(polls, "receive", lambda path, *_rest: read.append(path))
    process = Scheduler(app, dataclasses.replace(settings, bounces=mbox))
    for _minute in range(3):
        process.polls.read_bounces()
    assert read == [mbox]
    os.utime(mbox, ns=(0, 0))
    process.polls.read_bounces()
    assert read == [mbox, mbox]


def test_clock_put_back_does_not_stop_the_polls(app: Flask, settings: Settings, heartbeat: Heartbeat) -> None:
    with time_machine.travel(LAST_DAY, tick=True) as clock, running(app, settings):
        wait_until(lambda: heartbeat() is not None)
        clock.shift(-dt.timedelta(hours=3))
        wait_until(lambda: (beat := heartbeat()) is not None and beat[1] < LAST_DAY - dt.timedelta(hours=2))


def test_standby_does_nothing(app: Flask, settings: Settings, case: Case, outbox: Outbox) -> None:
    leader = jobs.leadership_for(settings.database_url, settings.var_dir)
    assert leader.is_leader()
    try:
        with time_machine.travel(LAST_DAY, tick=True), running(app, settings):
            time.sleep(0.5)
            assert outbox() == []
            leader.release()
            wait_until(lambda: [mail.state for mail in outbox()] == ["sent"])
    finally:
        leader.release()


class TestPostgresGone:
    @pytest.fixture
    def database_engine(self) -> str:
        return "postgresql"

    def test_database_that_goes_away_and_comes_back(
        self, case: Case, app: Flask, settings: Settings, outbox: Outbox, session: Session, database_url: str
    ) -> None:
        name = sa.make_url(database_url).database
        elsewhere = sa.create_engine(
            sa.make_url(jobs.db.driver_url(database_url)).set(database="postgres"),
            isolation_level="AUTOCOMMIT",
            poolclass=sa.NullPool,
        )
        end_all = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608
        session.close()
        with elsewhere.connect() as admin:
            admin.execute(sa.text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'))
            admin.execute(sa.text(end_all))
            with time_machine.travel(LAST_DAY, tick=True), running(app, settings) as process:
                time.sleep(0.5)
                assert not process._led
                admin.execute(sa.text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'))
                wait_until(lambda: process._led)
                admin.execute(sa.text(end_all))
                wait_until(lambda: _states(outbox) == ["sent"])


def _states(outbox: Outbox) -> list[str]:
    """Read the states of the mails although the connection in hand may just have been ended."""
    try:
        return [mail.state for mail in outbox()]
    except sa.exc.OperationalError:
        return []


def test_draft_that_nobody_came_back_to_is_deleted(app: Flask, settings: Settings, session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        clerk = create_user(session, role="clerk")
        for number in range(2):
            save_draft(session, vault().box, clerk.id, str(uuid.UUID(int=number)), {}, version=0)
        session.flush()
        past = sa.update(IntakeDraft).where(IntakeDraft.form_id == str(uuid.UUID(int=0)))
        session.execute(past.values(expires_at=now() - dt.timedelta(seconds=1)))
    with app.app_context():
        Scheduler(app, settings).polls.tidy()
    with unit_of_work(session):
        assert session.scalars(sa.select(IntakeDraft.form_id)).all() == [str(uuid.UUID(int=1))]
