"""What the scheduler does again and again: each poll looks at the state of things and does what is due.

A poll may come late, twice or on another machine: what is due stands in the database.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts.answered import MOST_PER_PASS as MOST_FORGOTTEN
from casetracker.accounts.answered import forget_answers
from casetracker.alerts.actions import plan_occasions, plan_pass
from casetracker.alerts.addresses import mail_domain
from casetracker.alerts.bounces.receiving import receive
from casetracker.alerts.delivery import deliver
from casetracker.alerts.faults import forget_outdated
from casetracker.alerts.filers.actions import forget_unconfirmed as forget_unconfirmed_filers
from casetracker.alerts.filers.planning import tell_filers
from casetracker.alerts.looking import forget_marks
from casetracker.alerts.subscriptions.actions import forget_unconfirmed
from casetracker.alerts.subscriptions.planning import tell_subscribers
from casetracker.cases.drafts import drop_expired_drafts
from casetracker.cases.erasing import run_erasures
from casetracker.cases.recomputing import run_recomputations
from casetracker.cases.unstaffed import unstaffed_bodies
from casetracker.documents.quarantine import scan_waiting
from casetracker.documents.reading.following import read_documents
from casetracker.documents.receiving import scanner_of
from casetracker.documents.sweeping import sweep
from casetracker.exchange.jobs import forget_old
from casetracker.exchange.opendata.dumping import dump_when_due
from casetracker.exchange.running import Runner
from casetracker.filing.drafts import drop_expired_filings
from casetracker.jobs.intervals import Intervals
from casetracker.publication.following import MOST_PER_PASS as MOST_PUBLISHED
from casetracker.publication.following import follow_clocks
from casetracker.runtime import document_store, lawbook
from casetracker.sealing.box import SealBox
from casetracker.search.actions import reindex
from config.settings import Settings

log = structlog.get_logger(__name__)

# Marks only save work: so often every clock is looked at whatever they say.
LOOK_AT_ALL_SECONDS = 3600.0
# So many cases are indexed in one transaction: others want to write, too.
MOST_INDEXED = 50

Job = Callable[[], None]


class Polls:
    """The polls of one process; each needs an application context."""

    def __init__(self, settings: Settings, process: str, should_stop: Callable[[], bool]) -> None:
        self.settings, self.process, self.should_stop = settings, process, should_stop
        self._looked_at_all: float | None = None
        self._mbox_read: int | None = None

    def each(self, intervals: Intervals) -> tuple[tuple[str, Job, float], ...]:
        """Return the name of each poll, what it does, and how often, in seconds."""
        return (
            ("plan", self.plan, intervals.plan),
            ("occasions", self.plan_occasions, intervals.occasions),
            ("subscribers", self.tell_subscribers, intervals.plan),
            ("deliver", self.deliver, intervals.deliver),
            ("recompute", self.recompute, intervals.recompute),
            ("publish", self.publish, intervals.publish),
            ("read", self.read, intervals.read),
            ("scan", self.scan, intervals.scan),
            ("sweep", self.sweep, intervals.sweep),
            ("tidy", self.tidy, intervals.tidy),
            ("erase", self.erase, intervals.erase),
            ("imports", self.bring_in, intervals.imports),
            ("bounces", self.read_bounces, intervals.bounces),
            ("open_data", self.dump_open_data, intervals.open_data),
            ("index", self.index, intervals.index),
        )

    def plan(self) -> None:
        """Decide what is told of clocks now."""
        self._look_at_all()
        is_done = False
        while not is_done and not self.should_stop():
            with db.unit_of_work() as session:
                is_done = plan_pass(session, db.now(), domain=mail_domain(self.settings)).is_done

    def _look_at_all(self) -> None:
        """Forget, now and then, when clocks are due to be looked at; so after a clock was put back."""
        steady = time.monotonic()
        if self._looked_at_all is None or steady - self._looked_at_all > LOOK_AT_ALL_SECONDS:
            with db.unit_of_work() as session:
                forget_marks(session)
                forget_outdated(session, db.now())
                _warn_of_unstaffed(session)
            self._looked_at_all = steady

    def look_at_all_again(self) -> None:
        """Let the next plan look at every clock: the wall clock of the machine was put back."""
        self._looked_at_all = None

    def plan_occasions(self) -> None:
        """Decide what is told of hearings, decisions and mails that failed."""
        with db.unit_of_work() as session:
            plan_occasions(session, db.now(), domain=mail_domain(self.settings))

    def deliver(self) -> None:
        """Send what waits."""
        deliver(self.settings, self.process, should_stop=self.should_stop)

    def tell_subscribers(self) -> None:
        """Decide what subscribers are told of what became public, and those who filed of their case."""
        with db.unit_of_work() as session:
            tell_subscribers(session, db.now(), domain=mail_domain(self.settings))
        with db.unit_of_work() as session:
            box = SealBox(self.settings.identity_keys)
            tell_filers(session, box, db.now(), domain=mail_domain(self.settings))

    def recompute(self) -> None:
        """Compute the clocks again that a change of facts or law touches."""
        run_recomputations(lawbook(), should_stop=self.should_stop)

    def publish(self) -> None:
        """Let published clocks follow those of the case file."""
        followed = MOST_PUBLISHED
        while followed >= MOST_PUBLISHED and not self.should_stop():
            with db.unit_of_work() as session:
                followed = follow_clocks(session, db.now())

    def read(self) -> None:
        """Read the text of new documents."""
        read_documents(document_store(), self.settings.documents, should_stop=self.should_stop)

    def scan(self) -> None:
        """Scan the documents that wait for the virus scanner."""
        scan_waiting(document_store(), scanner_of(self.settings.documents), self.should_stop)

    def sweep(self) -> None:
        """Set aside contents that belong to no document, and discard them when nobody missed them."""
        sweep(db.db.session, document_store(), db.now())

    def tidy(self) -> None:
        """Delete drafts and addresses that nobody came back to, and answers nobody asks for again."""
        with db.unit_of_work() as session:
            drop_expired_drafts(session)
        with db.unit_of_work() as session:
            forget_unconfirmed(session, db.now())
            forget_unconfirmed_filers(session, db.now())
        with db.unit_of_work() as session:
            drop_expired_filings(session)
        forgotten = MOST_FORGOTTEN
        while forgotten >= MOST_FORGOTTEN and not self.should_stop():
            with db.unit_of_work() as session:
                forgotten = forget_answers(session, db.now())
        # PostgreSQL counts by itself; SQLite chooses indexes badly until it is asked to.
        if db.db.engine.dialect.name == "sqlite":
            db.refresh_statistics(db.db.engine)

    def erase(self) -> None:
        """Erase the names whose erasure was confirmed."""
        run_erasures(should_stop=self.should_stop)

    def bring_in(self) -> None:
        """Carry out the imports that were sent through the pages; delete files that nobody needs any more."""
        Runner(lawbook(), self.settings.identity_keys).run(should_stop=self.should_stop)
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
            receive(path, SealBox(self.settings.identity_keys), self.should_stop)
            self._mbox_read = written_at

    def dump_open_data(self) -> None:
        """Write the open data of today unless it lies there; take away what must not be given any more."""
        done = dump_when_due(db.db.engine, self.settings, db.now())
        if done.made or done.removed:
            log.info("open_data_dumped", made=done.made, removed=done.removed)

    def index(self) -> None:
        """Analyse again what an older version of the analyser has written, as after a release."""
        written = MOST_INDEXED
        while written >= MOST_INDEXED and not self.should_stop():
            with db.unit_of_work() as session:
                written = reindex(session, outdated_only=True, most=MOST_INDEXED)


def _warn_of_unstaffed(session: Session) -> None:
    found = unstaffed_bodies(session)
    if found:
        # Filed, and on nobody's desk: whoever runs the service gives the body its accounts.
        log.warning("cases_before_bodies_without_staff", bodies={it.body.code: it.cases for it in found})
