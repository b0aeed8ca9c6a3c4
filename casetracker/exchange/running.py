"""Carry imports out, batch by batch: what a batch changed, its counts and the cursor are one transaction.

The process that sent the file does the first batch (a command does them all), the scheduler the rest;
whoever is killed leaves the work to the next. The file is opened once per process and read on from where it
was.
"""

from __future__ import annotations

import gc
import io
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from functools import partial

import sqlalchemy as sa
import structlog
from flask_babel import force_locale
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.audit.actions import record
from casetracker.bulk import insert_rows
from casetracker.cases.identities import Vault
from casetracker.exchange.desk import Desk, Earlier
from casetracker.exchange.errors import ImportFileError
from casetracker.exchange.fates import Fate, Terms
from casetracker.exchange.imports import BATCH
from casetracker.exchange.jobs import begin_preview, file_of, forget
from casetracker.exchange.mapping import Reading
from casetracker.exchange.models import WORKING, ImportJob, ImportRow
from casetracker.exchange.surveying import reading_rows
from casetracker.exchange.tables import Row
from casetracker.exchange.values import understand
from casetracker.lawbook import LawBook
from casetracker.registry.models import Body
from casetracker.sealing.box import SealBox

log = structlog.get_logger(__name__)
Rights = Callable[[Body], bool]
BREATH_SECONDS = 0.03
"""Between two batches others are let in: who waits for SQLite's lock asks for it every tenth of a second."""


@dataclass
class _Walk:
    """The open file of one import and how far it was read."""

    job_id: int
    mapping: dict[str, object]
    at: int
    rows: Iterator[Row]
    close: AbstractContextManager[Iterator[Row]]


class Runner:
    """Works on the imports that wait; keeps the file of the one it is at open between two batches."""

    def __init__(self, book: LawBook, keys: Sequence[str]) -> None:
        self.book, self.vault, self.box = book, Vault(keys), SealBox(keys)
        self._walk: _Walk | None = None

    def run(
        self,
        *,
        should_stop: Callable[[], bool] = lambda: False,
        job_id: int | None = None,
        most: int | None = None,
        batch: int = BATCH,
        tell: Callable[[int], None] = lambda _rows: None,
    ) -> int:
        """Do what waits, the oldest first, or only *job_id*, at most so many batches; return how many rows.

        Several may run this at once: the work of one is passed over by the others. *tell* is called with the
        number of rows of each batch that is done.
        """
        rows = batches = 0
        try:
            while not should_stop() and (most is None or batches < most):
                with _swept_once(), db.unit_of_work() as session:
                    done = self._do_batch(session, job_id, batch)
                    is_sqlite = session.get_bind().dialect.name == "sqlite"
                session.expunge_all()
                if done is None:
                    break
                rows, batches = rows + done, batches + 1
                tell(done)
                if is_sqlite:
                    time.sleep(BREATH_SECONDS)
        finally:
            self._leave()
        return rows

    def _do_batch(self, session: Session, job_id: int | None, size: int) -> int | None:
        job = _claim(session, job_id)
        if job is None:
            return None
        if job.law_fingerprint != self.book.fingerprint:
            # By other rules than those that were looked at nothing is registered: people look again.
            begin_preview(session, self.book, job)
        may_take = _rights(session, job)
        with force_locale(job.language):
            try:
                if may_take is None:
                    _fail(session, job, None)
                    return 0
                return self._advance(session, job, may_take, size)
            except ImportFileError as broken:
                # What earlier batches took in stays; whoever sent the file is told why it goes no further.
                _fail(session, job, str(broken))
                return 0

    def _advance(self, session: Session, job: ImportJob, may_take: Rights, size: int) -> int:
        reading = Reading.of(job.mapping)
        rows = self._next_rows(session, job, reading, size)
        if not rows:
            _finish(session, job)
            return 0
        terms = _terms(job.actor, reading, may_take)
        desk = Desk(session, self.book, self.vault, reading.as_columns(), terms)
        if job.state == "previewing":
            desk.earlier = partial(_seen_before, session, job.id)
            judged = desk.foresee(rows)
        else:
            judged = desk.take(rows)
        _note(session, job, rows, judged, desk)
        return len(rows)

    def _next_rows(self, session: Session, job: ImportJob, reading: Reading, size: int) -> list[Row]:
        walk = self._walk
        if walk is None or (walk.job_id, walk.mapping, walk.at) != (job.id, job.mapping, job.cursor):
            self._leave()
            walk = self._walk = self._open(session, job, reading)
        rows: list[Row] = []
        for row in walk.rows:
            if row.number > job.cursor:
                rows.append(row)
                if len(rows) == size:
                    break
        walk.at = rows[-1].number if rows else job.cursor
        return rows

    def _open(self, session: Session, job: ImportJob, reading: Reading) -> _Walk:
        content = file_of(session, self.box, job)
        opening = reading_rows(content or io.BytesIO(), job.file_name, reading)
        return _Walk(job.id, job.mapping, job.cursor, opening.__enter__(), opening)

    def _leave(self) -> None:
        if self._walk is not None:
            self._walk.close.__exit__(None, None, None)
            self._walk = None


@contextmanager
def _swept_once() -> Iterator[None]:
    """Let the garbage of a batch be collected at its end: looking for it all the time costs a tenth more."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # What was there before the batch is in the oldest generation, and is not looked at.
        gc.collect(1)
        if was_enabled:
            gc.enable()


def _claim(session: Session, job_id: int | None) -> ImportJob | None:
    waiting = sa.select(ImportJob).where(ImportJob.state.in_(WORKING)).order_by(ImportJob.id).limit(1)
    if job_id is not None:
        waiting = waiting.where(ImportJob.id == job_id)
    waiting = waiting.with_for_update(skip_locked=True, of=ImportJob)
    return session.scalars(waiting.execution_options(populate_existing=True)).first()


def _rights(session: Session, job: ImportJob) -> Rights | None:
    """Return for which bodies the sender may register, None for one who may import no more."""
    if job.operator:
        # Whoever has the command line has the database.
        return lambda _body: True
    user = session.get(User, job.user_id)
    if not policy.can(user, policy.IMPORT):
        return None
    return lambda body: policy.can(user, policy.IMPORT, body)


def _terms(actor: str, reading: Reading, may_take: Rights) -> Terms:
    return Terms(
        actor=actor,
        election=reading.election,
        fixed=dict(reading.fixed),
        adjust=lambda texts: understand(texts, reading.values),
        may_take=may_take,
    )


def _seen_before(session: Session, job_id: int, keys: set[str]) -> dict[str, Earlier]:
    """Return what the preview of a file has seen under these keys in earlier batches."""
    statement = sa.select(ImportRow.key, ImportRow.received_at, ImportRow.number).where(
        ImportRow.job_id == job_id, ImportRow.key.in_(keys), ImportRow.state == "registered"
    )
    return {
        key: Earlier(None, received_at, number)
        for key, received_at, number in session.execute(statement)
        if key and received_at
    }


def _note(session: Session, job: ImportJob, rows: Sequence[Row], fates: Sequence[Fate], desk: Desk) -> None:
    insert_rows(
        session,
        ImportRow,
        [
            {
                "job_id": job.id,
                "number": fate.row,
                "state": fate.state,
                "is_late": fate.is_late,
                "reference": fate.reference,
                "key": desk.keys.get(fate.row, (None, None))[0],
                "received_at": desk.keys.get(fate.row, (None, None))[1],
                "problems": [asdict(problem) for problem in fate.problems],
            }
            for fate in fates
        ],
    )
    job.cursor, job.seen = rows[-1].number, job.seen + len(rows)
    for fate in fates:
        setattr(job, fate.state, getattr(job, fate.state) + 1)
        job.late += fate.is_late


def _finish(session: Session, job: ImportJob) -> None:
    job.finished_at = db.now()
    if job.state == "previewing":
        job.state = "previewed"
        return
    job.state = "done"
    figures = {"new": job.registered, "known": job.duplicate, "late": job.late, "refused": job.error}
    record(session, actor=job.actor, action="import.done", thing=job.ref, details=figures)
    if not job.error:
        # Nobody has anything to correct, so nobody needs the file any more.
        forget(session, job)


def _fail(session: Session, job: ImportJob, sentence: str | None) -> None:
    log.warning("import_failed", job=job.id, state=job.state)
    job.state, job.problem, job.finished_at = "failed", sentence, db.now()
