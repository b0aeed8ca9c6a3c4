"""The scheduler process: a few fixed polls, run by the leader, each looking at the state of things.

No job store is shared: what is due stands in the database, not in the scheduler, so a pass may come
late, twice or on another machine.
"""

from __future__ import annotations

import datetime as dt
import os
import queue
import secrets
import signal
import socket
import threading
import time
from types import FrameType

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from casetracker import db
from casetracker.alerts.actions import note_heartbeat
from casetracker.alerts.faults import POLL, Fault, error_in_short, forget_faults, note_faults
from casetracker.jobs.intervals import Intervals
from casetracker.jobs.leadership import Leadership, leadership_for
from casetracker.jobs.polls import Job, Polls
from config.settings import Settings

log = structlog.get_logger(__name__)

LOOK_AROUND_SECONDS = 1.0
# The wall clock may be corrected by this much without anybody caring.
CLOCK_SLACK = dt.timedelta(seconds=5)
ALERTS = "alerts"
ALERT_JOBS = frozenset({"plan", "occasions", "subscribers", "deliver", "heartbeat"})
# When one of these fails, alerts are late, or tell of clocks that are no longer so.
NEEDED_FOR_ALERTS = ALERT_JOBS - {"heartbeat"} | {"recompute"}


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
        self.polls = Polls(settings, self.process, self._stop.is_set)
        # What failed when it ran last, and what is known to work.
        self._failing: set[str] = set()
        self._working: set[str] = set()
        self._led = False
        # What is to run before its turn, and when. Only the thread of ``run`` brings jobs forward:
        # ending waits for the polls while it holds the lock that changing a job needs.
        self._soon: queue.SimpleQueue[tuple[str, dt.datetime]] = queue.SimpleQueue()
        self._jobs = self._background()

    def _background(self) -> BackgroundScheduler:
        jobs = BackgroundScheduler(
            timezone=dt.UTC,
            # Alerts wait for nobody: six long jobs at once must not make them late.
            executors={"default": ThreadPoolExecutor(4), ALERTS: ThreadPoolExecutor(len(ALERT_JOBS))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        polls = (("heartbeat", self.beat, self.intervals.heartbeat), *self.polls.each(self.intervals))
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
                if not self._leads():
                    # Another process knows now what works.
                    self._failing.discard(name)
                    self._working.discard(name)
                    return
                with self.app.app_context():
                    job()
                    self._works(name)
            except OperationalError as error:
                log.warning("job_without_database", job=name, error=str(error.orig))
                self._fails(name, error)
            except Exception as error:
                log.exception("job_failed", job=name)
                self._fails(name, error)

        return run

    def _works(self, name: str) -> None:
        """Let nobody be told any more that a poll fails."""
        self._failing.discard(name)
        if name not in self._working:
            with db.unit_of_work() as session:
                forget_faults(session, [f"{POLL}:{name}"])
            self._working.add(name)

    def _fails(self, name: str, error: Exception) -> None:
        """Let staff be told that a poll fails, as far as the database answers."""
        self._failing.add(name)
        self._working.discard(name)
        self._try_again_soon(name)
        fault = Fault(POLL, name, name, error_in_short(error))
        try:
            with self.app.app_context(), db.unit_of_work() as session:
                note_faults(session, [fault], db.now())
        except SQLAlchemyError:
            log.warning("fault_not_noted", job=name)

    def _try_again_soon(self, name: str) -> None:
        """Try what is done seldom again at once: it failed, say, only while the database was away."""
        self._soon.put((name, db.now() + dt.timedelta(seconds=self.intervals.retry)))

    def _leads(self) -> bool:
        leads = self.leadership.is_leader()
        if leads != self._led:
            self._led = leads
            log.info("scheduler_leads" if leads else "scheduler_lost_lead", process=self.process)
            if leads:
                # Whoever takes over says so at once: until then alerts look late.
                self._soon.put(("heartbeat", db.now()))
        return leads

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
                self.polls.look_at_all_again()
                for job in self._jobs.get_jobs():
                    job.modify(next_run_time=db.now())
            wall, steady = db.now(), time.monotonic()
            self._bring_forward()

    def _bring_forward(self) -> None:
        while not self._soon.empty():
            name, soon = self._soon.get()
            job = self._jobs.get_job(name)
            if job is not None and job.next_run_time is not None and job.next_run_time > soon:
                job.modify(next_run_time=soon)


def stop_on_signals(scheduler: Scheduler) -> None:
    """End the scheduler cleanly on SIGTERM and SIGINT (only in a main thread)."""

    def stop(number: int, _frame: FrameType | None) -> None:
        log.info("scheduler_stopping", signal=signal.Signals(number).name)
        scheduler.stop()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
