"""Walk through all open cases, batch by batch, and compute again what a change of facts or law touches.

A batch is one transaction: what moved, the audit row that names the cases, and how far the walk has come.
A crash between any two lines leaves all of it or nothing, and the next pass goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.models import Case, Recomputation
from casetracker.cases.models.recomputation import CAUSES
from casetracker.cases.recomputing.judging import KEPT, Verdict, judge
from casetracker.cases.recomputing.reading import Dossier, read_batch
from casetracker.cases.recomputing.writing import Why, note_failures, write
from casetracker.lawbook import LawBook

log = structlog.get_logger(__name__)

UNFINISHED = ("waiting", "running")
BATCH = 500
"""Cases in a transaction: some tenths of a second, in which nobody else can write to a SQLite database."""
BREATH_SECONDS = 0.03
"""Between two batches others are let in there: who waits for the lock asks for it every tenth of a second."""


def request_recomputation(
    session: Session,
    *,
    cause: str,
    election_id: str | None,
    reason: str,
    actor: str,
    law: LawBook | None = None,
) -> Recomputation:
    """Ask that the clocks of all open cases, or of those of an election, be computed again.

    *cause* is one of ``CAUSES``, *reason* the words of whoever asks. *law* are the rules that somebody saw
    and decided to apply: only a process that works by them carries the request out, and an unfinished
    request for others is dropped. Never commits: the request and the change that made it necessary belong
    into one transaction.
    """
    if cause not in CAUSES:
        raise ValueError(f"the cause {cause!r} is none of {', '.join(CAUSES)}")
    fingerprint = law.fingerprint if law else None
    if fingerprint:
        _drop_others(session, fingerprint)
    job = Recomputation(
        cause=cause,
        election_id=election_id,
        reason=reason,
        law_fingerprint=fingerprint,
        requested_at=db.now(),
        requested_by=actor,
        state="waiting",
    )
    session.add(job)
    session.flush()
    details = {"cause": cause, "election": election_id, "reason": reason}
    record(session, actor=actor, action="recomputation.requested", thing=_name(job), details=details)
    return job


def _drop_others(session: Session, fingerprint: str) -> None:
    unfinished = sa.update(Recomputation).where(
        Recomputation.state.in_(UNFINISHED),
        Recomputation.law_fingerprint.is_not(None),
        Recomputation.law_fingerprint != fingerprint,
    )
    session.execute(unfinished.values(state="dropped", finished_at=db.now()))


def run_recomputations(
    book: LawBook, *, should_stop: Callable[[], bool] = lambda: False, batch: int = BATCH
) -> int:
    """Do what was asked for, oldest first, each batch in its own unit of work; return how many cases.

    Several may run this at once: the work of one is passed over by the others, or taken up after a batch.
    """
    seen = 0
    while not should_stop():
        with db.unit_of_work() as session:
            done = _do_batch(session, book, batch)
            is_sqlite = session.get_bind().dialect.name == "sqlite"
        if done is None:
            break
        seen += done
        if is_sqlite:
            time.sleep(BREATH_SECONDS)
    return seen


def _do_batch(session: Session, book: LawBook, size: int) -> int | None:
    """Do the next batch of the oldest request; None when nothing waits."""
    job = _claim(session, book.fingerprint)
    if job is None:
        return None
    if job.started_at is None:
        job.state, job.started_at = "running", db.now()
    batch, outcome = read_batch(session, *_cases_of(job), after=job.cursor, limit=size, lock=True), _Outcome()
    _compute(session, book, batch.dossiers, Why(job.requested_by, job.cause, db.now()), outcome)
    job.cursor = batch.cursor
    _note(session, job, batch.dossiers, outcome)
    if batch.is_last:
        _finish(session, job)
    return len(batch.dossiers)


def _claim(session: Session, fingerprint: str) -> Recomputation | None:
    asked_for = Recomputation.law_fingerprint
    waiting = (
        sa.select(Recomputation)
        .where(
            Recomputation.state.in_(UNFINISHED),
            sa.or_(asked_for.is_(None), asked_for == fingerprint),
        )
        .order_by(Recomputation.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(waiting.execution_options(populate_existing=True)).first()


def _cases_of(job: Recomputation) -> Iterator[sa.ColumnElement[bool]]:
    if job.election_id is not None:
        yield Case.election_id == job.election_id


@dataclass
class _Outcome:
    """The references of cases in a batch: what moved, what could not be computed, what failed."""

    moved: list[str] = field(default_factory=list)
    not_computed: list[str] = field(default_factory=list)
    failed: list[Dossier] = field(default_factory=list)

    def count(self, verdict: Verdict) -> None:
        """Note what became of a case."""
        kinds = {change.kind for change in verdict.changes}
        if kinds - {KEPT}:
            self.moved.append(verdict.dossier.reference)
        if KEPT in kinds:
            self.not_computed.append(verdict.dossier.reference)


def _compute(
    session: Session, book: LawBook, dossiers: Sequence[Dossier], why: Why, outcome: _Outcome
) -> None:
    verdicts = []
    for dossier in dossiers:
        with _alone(dossier, outcome):
            verdicts.append(judge(book, dossier))
    changed = [verdict for verdict in verdicts if verdict.changes]
    if not _written(session, book, changed, why):
        changed = _one_by_one(session, book, changed, why, outcome)
    for verdict in changed:
        outcome.count(verdict)
    note_failures(session, outcome.failed, why)


@contextmanager
def _alone(dossier: Dossier, outcome: _Outcome) -> Iterator[None]:
    """Let a case fail without the others; a database that does not answer is no fault of the case."""
    try:
        yield
    except OperationalError:
        raise
    except Exception:
        log.exception("recomputation_failed", case=dossier.reference)
        outcome.failed.append(dossier)


def _written(session: Session, book: LawBook, verdicts: Sequence[Verdict], why: Why) -> bool:
    """Write many cases at once; False, with nothing written, when one of them cannot be."""
    try:
        with session.begin_nested():
            write(session, book, verdicts, why)
    except OperationalError:
        raise
    except Exception as error:
        log.warning("recomputation_batch_refused", error=type(error).__name__)
        return False
    return True


def _one_by_one(
    session: Session, book: LawBook, verdicts: Sequence[Verdict], why: Why, outcome: _Outcome
) -> list[Verdict]:
    """Write each case for itself; return those that could be written."""
    done = []
    for verdict in verdicts:
        with _alone(verdict.dossier, outcome):
            with session.begin_nested():
                write(session, book, [verdict], why)
            done.append(verdict)
    return done


def _note(session: Session, job: Recomputation, dossiers: Sequence[Dossier], outcome: _Outcome) -> None:
    failed = [dossier.reference for dossier in outcome.failed]
    job.seen += len(dossiers)
    job.moved += len(outcome.moved)
    job.failed += len(failed) + len(outcome.not_computed)
    details = {"moved": outcome.moved, "not_computed": outcome.not_computed, "failed": failed}
    if any(details.values()):
        record(
            session,
            actor=job.requested_by,
            action="clocks.recomputed",
            thing=_name(job),
            details={"cause": job.cause, **details},
        )


def _finish(session: Session, job: Recomputation) -> None:
    job.state, job.finished_at = "done", db.now()
    figures = {"seen": job.seen, "moved": job.moved, "failed": job.failed}
    record(session, actor=job.requested_by, action="recomputation.done", thing=_name(job), details=figures)


def _name(job: Recomputation) -> str:
    return f"recomputation:{job.id}"
