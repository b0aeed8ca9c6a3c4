"""The scheduler process: a few fixed polls, run by the leader, each looking at the state of things.

No job store is shared: what is due stands in the database, not in the scheduler, so a pass may come
late, twice or on another machine.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import OperationalError

from casetracker import db
from casetracker.accounts.answered import MOST_PER_PASS as MOST_FORGOTTEN
from casetracker.accounts.answered import forget_answers
from casetracker.alerts.actions import note_heartbeat, plan_occasions, plan_pass
from casetracker.alerts.addresses import mail_domain
from casetracker.alerts.bounces.receiving import receive
from casetracker.alerts.delivery import deliver
from casetracker.alerts.looking import forget_marks
from casetracker.alerts.subscriptions.actions import forget_unconfirmed
from casetracker.alerts.subscriptions.planning import tell_subscribers
from casetracker.cases.drafts import drop_expired_drafts
from casetracker.cases.erasing import run_erasures
from casetracker.cases.recomputing import run_recomputations
from casetracker.documents.quarantine import scan_waiting
from casetracker.documents.reading.following import read_documents
from casetracker.documents.receiving import scanner_of
from casetracker.documents.sweeping import sweep
from casetracker.exchange.jobs import forget_old
from casetracker.exchange.running import Runner
from casetracker.jobs.leadership import Leadership, leadership_for
from casetracker.publication.following import MOST_PER_PASS as MOST_PUBLISHED
from casetracker.publication.following import follow_clocks
from casetracker.runtime import document_store, lawbook
from casetracker.sealing.box import SealBox
from config.settings import Settings

log = structlog.get_logger(__name__)

PLAN_SECONDS = 15.0
OCCASIONS_SECONDS = 60.0
DELIVER_SECONDS = 5.0
HEARTBEAT_SECONDS = 15.0
RECOMPUTE_SECONDS = 5.0
PUBLISH_SECONDS = 15.0
READ_SECONDS = 5.0
SCAN_SECONDS = 15.0
SWEEP_SECONDS = 3600.0
TIDY_SECONDS = 3600.0
ERASE_SECONDS = 15.0
IMPORT_SECONDS = 2.0
BOUNCES_SECONDS = 60.0
LOOK_AROUND_SECONDS = 1.0
# The wall clock may be corrected by this much without anybody caring.
CLOCK_SLACK = dt.timedelta(seconds=5)
# Marks only save work: so often every clock is looked at whatever they say.
LOOK_AT_ALL_SECONDS = 3600.0
ALERTS = "alerts"
ALERT_JOBS = frozenset({"plan", "occasions", "subscribers", "deliver", "heartbeat"})
# When one of these fails, alerts are late, or tell of clocks that are no longer so.
NEEDED_FOR_ALERTS = ALERT_JOBS - {"heartbeat"} | {"recompute"}

Job = Callable[[], None]


@dataclass(frozen=True)
class Intervals:
    """How often each poll runs, in seconds."""

    plan: float = PLAN_SECONDS
    occasions: float = OCCASIONS_SECONDS
    deliver: float = DELIVER_SECONDS
    heartbeat: float = HEARTBEAT_SECONDS
    recompute: float = RECOMPUTE_SECONDS
    publish: float = PUBLISH_SECONDS
    read: float = READ_SECONDS
    scan: float = SCAN_SECONDS
    sweep: float = SWEEP_SECONDS
    tidy: float = TIDY_SECONDS
    erase: float = ERASE_SECONDS
    imports: float = IMPORT_SECONDS
    bounces: float = BOUNCES_SECONDS


def process_name() -> str:
    """Return a name that no other process ever had: host, process number and something random."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"


class Scheduler:
    """Runs the polls of one process until it is told to stop."""

    def __init__(
        self,
        app: Flask,
        settings: Settings,
        intervals: Intervals | None = None,
        leadership: Leadership | None = None,
    ) -> None:
        self.app, self.settings = app, settings
        self.intervals = intervals or Intervals()
        self.leadership = leadership or leadership_for(settings.database_url, settings.var_dir)
        self.process = process_name()
        self._stop = threading.Event()
        self._failing: set[str] = set()
        self._led = False
        self._looked_at_all: float | None = None
        self._mbox_read: int | None = None
        self._jobs = self._background()

    def _background(self) -> BackgroundScheduler:
        jobs = BackgroundScheduler(
            timezone=dt.UTC,
            # Alerts wait for nobody: six long jobs at once must not make them late.
            executors={"default": ThreadPoolExecutor(4), ALERTS: ThreadPoolExecutor(len(ALERT_JOBS))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        polls = (
            ("plan", self.plan, self.intervals.plan),
            ("occasions", self.plan_occasions, self.intervals.occasions),
            ("subscribers", self.tell_subscribers, self.intervals.plan),
            ("deliver", self.deliver, self.intervals.deliver),
            ("heartbeat", self.beat, self.intervals.heartbeat),
            ("recompute", self.recompute, self.intervals.recompute),
            ("publish", self.publish, self.intervals.publish),
            ("read", self.read, self.intervals.read),
            ("scan", self.scan, self.intervals.scan),
            ("sweep", self.sweep, self.intervals.sweep),
            ("tidy", self.tidy, self.intervals.tidy),
            ("erase", self.erase, self.intervals.erase),
            ("imports", self.bring_in, self.intervals.imports),
            ("bounces", self.read_bounces, self.intervals.bounces),
        )
        for name, job, seconds in polls:
            guarded = self._guarded(name, job)
            executor = ALERTS if name in ALERT_JOBS else "default"
            jobs.add_job(
                guarded, "interval", seconds=seconds, id=name, next_run_time=db.now(), executor=executor
            )
        return jobs

    def _guarded(self, name: str, job: Job) -> Job:
        """Return the job so that it runs only while leading, and that no error of it ends the process."""

        def run() -> None:
            if self._stop.is_set():
                return
            try:
                if self._leads():
                    with self.app.app_context():
                        job()
                self._failing.discard(name)
            except OperationalError as error:
                self._failing.add(name)
                log.warning("job_without_database", job=name, error=str(error.orig))
            except Exception:
                self._failing.add(name)
                log.exception("job_failed", job=name)

        return run

    def _leads(self) -> bool:
        leads = self.leadership.is_leader()
        if leads != self._led:
            self._led = leads
            log.info("scheduler_leads" if leads else "scheduler_lost_lead", process=self.process)
            if leads:
                # Whoever takes over says so at once: until then alerts look late.
                self._jobs.modify_job("heartbeat", next_run_time=db.now())
        return leads

    def plan(self) -> None:
        """Decide what is told of clocks now."""
        self._look_at_all()
        is_done = False
        while not is_done and not self._stop.is_set():
            with db.unit_of_work() as session:
                is_done = plan_pass(session, db.now(), domain=mail_domain(self.settings)).is_done

    def _look_at_all(self) -> None:
        """Forget, now and then, when clocks are due to be looked at; so after a clock was put back."""
        steady = time.monotonic()
        if self._looked_at_all is None or steady - self._looked_at_all > LOOK_AT_ALL_SECONDS:
            with db.unit_of_work() as session:
                forget_marks(session)
            self._looked_at_all = steady

    def plan_occasions(self) -> None:
        """Decide what is told of hearings, decisions and mails that failed."""
        with db.unit_of_work() as session:
            plan_occasions(session, db.now(), domain=mail_domain(self.settings))

    def deliver(self) -> None:
        """Send what waits."""
        deliver(self.settings, self.process, should_stop=self._stop.is_set)

    def tell_subscribers(self) -> None:
        """Decide what subscribers are told of what became public."""
        with db.unit_of_work() as session:
            tell_subscribers(session, db.now(), domain=mail_domain(self.settings))

    def recompute(self) -> None:
        """Compute the clocks again that a change of facts or law touches."""
        run_recomputations(lawbook(), should_stop=self._stop.is_set)

    def publish(self) -> None:
        """Let published clocks follow those of the case file."""
        followed = MOST_PUBLISHED
        while followed >= MOST_PUBLISHED and not self._stop.is_set():
            with db.unit_of_work() as session:
                followed = follow_clocks(session, db.now())

    def read(self) -> None:
        """Read the text of new documents."""
        read_documents(document_store(), self.settings.documents, should_stop=self._stop.is_set)

    def scan(self) -> None:
        """Scan the documents that wait for the virus scanner."""
        scan_waiting(document_store(), scanner_of(self.settings.documents), self._stop.is_set)

    def sweep(self) -> None:
        """Set aside contents that belong to no document, and discard them when nobody missed them."""
        sweep(db.db.session, document_store(), db.now())

    def tidy(self) -> None:
        """Delete drafts and addresses that nobody came back to, and answers nobody asks for again."""
        with db.unit_of_work() as session:
            drop_expired_drafts(session)
        with db.unit_of_work() as session:
            forget_unconfirmed(session, db.now())
        forgotten = MOST_FORGOTTEN
        while forgotten >= MOST_FORGOTTEN and not self._stop.is_set():
            with db.unit_of_work() as session:
                forgotten = forget_answers(session, db.now())
        # PostgreSQL counts by itself; SQLite chooses indexes badly until it is asked to.
        if db.db.engine.dialect.name == "sqlite":
            db.refresh_statistics(db.db.engine)

    def erase(self) -> None:
        """Erase the names whose erasure was confirmed."""
        run_erasures(should_stop=self._stop.is_set)

    def bring_in(self) -> None:
        """Carry out the imports that were sent through the pages; delete files that nobody needs any more."""
        Runner(lawbook(), self.settings.identity_keys).run(should_stop=self._stop.is_set)
        with db.unit_of_work() as session:
            forget_old(session, db.now())

    def read_bounces(self) -> None:
        """Read the mails that came back, where they are delivered to us."""
        path = self.settings.bounces
        if path is None:
            return
        # An mbox is read whole each time: only when something was written into it.
        written_at = path.stat().st_mtime_ns if path.is_file() else None
        if written_at is None or written_at != self._mbox_read:
            receive(path, SealBox(self.settings.identity_keys), self._stop.is_set)
            self._mbox_read = written_at

    def beat(self) -> None:
        """Say that this process leads, unless alerts wait in vain: then ``/readyz`` shall say so."""
        if self._failing.isdisjoint(NEEDED_FOR_ALERTS):
            with db.unit_of_work() as session:
                note_heartbeat(session, self.process, db.now())

    def stop(self) -> None:
        """Let the process end; what is just being sent is finished first."""
        self._stop.set()

    def run(self) -> None:
        """Run the polls until :meth:`stop`."""
        self._jobs.start()
        log.info("scheduler_started", process=self.process)
        try:
            self._look_around_until_stopped()
        finally:
            self._stop.set()
            self._jobs.shutdown(wait=True)
            self.leadership.release()
            log.info("scheduler_stopped", process=self.process)

    def _look_around_until_stopped(self) -> None:
        """Wait; when the wall clock is put back, run the polls at once, not when it reaches the old hour."""
        wall, steady = db.now(), time.monotonic()
        while not self._stop.wait(LOOK_AROUND_SECONDS):
            passed = dt.timedelta(seconds=time.monotonic() - steady)
            if db.now() < wall + passed - CLOCK_SLACK:
                log.warning("clock_put_back", by=str(wall + passed - db.now()))
                self._looked_at_all = None
                for job in self._jobs.get_jobs():
                    job.modify(next_run_time=db.now())
            wall, steady = db.now(), time.monotonic()


def stop_on_signals(scheduler: Scheduler) -> None:
    """End the scheduler cleanly on SIGTERM and SIGINT (only in a main thread)."""

    def stop(number: int, _frame: FrameType | None) -> None:
        log.info("scheduler_stopping", signal=signal.Signals(number).name)
        scheduler.stop()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
