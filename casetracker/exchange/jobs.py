"""The steps of an import: sent, mapped, looked at, confirmed, given up. Never commits."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts.models import User
from casetracker.audit.actions import record
from casetracker.documents.names import clean_name
from casetracker.exchange.columns import REQUIRED, check_required
from casetracker.exchange.errors import ImportFileError
from casetracker.exchange.mapping import Reading, headings_hash
from casetracker.exchange.models import (
    WORKING,
    ImportFile,
    ImportJob,
    ImportMapping,
    ImportRow,
    operator_ref,
)
from casetracker.exchange.surveying import survey
from casetracker.lawbook import LawBook
from casetracker.registry.models import Body
from casetracker.sealing.box import SealBox

# How long a file and the sentences about its rows are kept for those who correct it.
KEPT = dt.timedelta(days=7)


class StaleImport(Exception):
    """The preview that was confirmed is no longer true: the file is read otherwise, or the law changed."""


def file_of(session: Session, box: SealBox, job: ImportJob) -> io.BytesIO | None:
    """Return the file of an import, or None when it was deleted."""
    sealed = session.scalar(sa.select(ImportFile.sealed).where(ImportFile.job_id == job.id))
    return io.BytesIO(box.open(sealed)) if sealed else None


@dataclass(frozen=True)
class Operator:
    """Somebody at the command line; what is brought in is listed with the imports of *body*."""

    name: str
    body: Body

    @property
    def ref(self) -> str:
        """Return the reference that audit rows carry."""
        return operator_ref(self.name)


def start_import(
    session: Session, box: SealBox, sender: User | Operator, name: str, content: bytes, language: str
) -> ImportJob:
    """Keep a file that was sent, and how it will be read: as last time, or as its headings say.

    Raises :class:`ImportFileError` when it cannot be read as a table.
    """
    seen = survey(io.BytesIO(content), name)
    job = ImportJob(
        body=sender.body,
        user_id=None if isinstance(sender, Operator) else sender.id,
        operator=sender.name if isinstance(sender, Operator) else None,
        language=language,
        file_name=clean_name(name, PurePath(name).suffix.lower()),
        file_hash=hashlib.sha256(content).hexdigest(),
        file_size=len(content),
        mapping=_as_last_time(session, sender.body.id, seen.reading).to_dict(),
        state="mapping",
        total=seen.rows,
        created_at=db.now(),
    )
    session.add(job)
    session.flush()
    session.add(ImportFile(job_id=job.id, sealed=box.seal(content)))
    details = {"sha256": job.file_hash, "size": job.file_size, "rows": job.total}
    record(session, actor=sender.ref, action="import.sent", thing=job.ref, details=details)
    return job


def _as_last_time(session: Session, body_id: str, reading: Reading) -> Reading:
    kept = _remembered(session, body_id, reading.headings)
    if kept is None:
        return reading
    old = Reading.of(kept.mapping)
    by_heading = {old.headings[place]: name for place, name in old.columns.items()}
    columns = {place: by_heading[it] for place, it in enumerate(reading.headings) if it in by_heading}
    return Reading(reading.sheet, reading.heading_row, reading.headings, columns, old.values, old.fixed)


def _remembered(session: Session, body_id: str, headings: Sequence[str]) -> ImportMapping | None:
    statement = sa.select(ImportMapping).where(
        ImportMapping.body_id == body_id, ImportMapping.headings_hash == headings_hash(headings)
    )
    return session.scalars(statement).one_or_none()


def read_as(session: Session, book: LawBook, job: ImportJob, reading: Reading, *, actor: str) -> None:
    """Read a file by this mapping from now on and begin the preview.

    What a person said on the pages is remembered for the body; what was given to a command holds once. Raises
    :class:`ImportFileError` when columns are missing or two mean the same.
    """
    check_required(reading.as_columns(), {"channel", *reading.fixed})
    job.mapping = reading.to_dict()
    if job.user_id is not None:
        _remember(session, job.body_id, reading)
    begin_preview(session, book, job)
    record(session, actor=actor, action="import.mapped", thing=job.ref)


def _remember(session: Session, body_id: str, reading: Reading) -> None:
    kept = _remembered(session, body_id, reading.headings)
    if kept is None:
        kept = ImportMapping(body_id=body_id, headings_hash=headings_hash(reading.headings))
        session.add(kept)
    kept.mapping, kept.used_at = reading.to_dict(), db.now()


def begin_preview(session: Session, book: LawBook, job: ImportJob) -> None:
    """Judge every row anew, by the rules in use."""
    _restart(job, "previewing", book)
    session.execute(sa.delete(ImportRow).where(ImportRow.job_id == job.id))


def _restart(job: ImportJob, state: str, book: LawBook) -> None:
    job.state, job.law_fingerprint, job.problem = state, book.fingerprint, None
    job.cursor = job.seen = job.registered = job.duplicate = job.late = job.error = 0
    job.started_at, job.finished_at = db.now(), None


def preview_digest(job: ImportJob) -> str:
    """Return what tells one preview from another: the file, how it is read, by which law it was judged."""
    told = [
        job.file_hash,
        job.mapping,
        job.law_fingerprint,
        job.seen,
        job.registered,
        job.duplicate,
        job.error,
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def confirm(session: Session, book: LawBook, job: ImportJob, seen: str, *, actor: str) -> None:
    """Begin to register what a preview promised; *seen* is the digest of the preview that a person saw.

    Nothing happens when it was confirmed before. Raises :class:`StaleImport`.
    """
    if job.state in ("importing", "done"):
        return
    if job.state != "previewed" or seen != preview_digest(job) or job.law_fingerprint != book.fingerprint:
        raise StaleImport
    details = {"sha256": job.file_hash, "new": job.registered, "known": job.duplicate, "refused": job.error}
    _restart(job, "importing", book)
    session.execute(sa.delete(ImportRow).where(ImportRow.job_id == job.id))
    record(session, actor=actor, action="import.confirmed", thing=job.ref, details=details)


def discard(session: Session, job: ImportJob, *, actor: str) -> None:
    """Give an import up and delete its file; what was registered stays."""
    if job.state == "discarded":
        return
    forget(session, job)
    job.state, job.finished_at = "discarded", db.now()
    record(session, actor=actor, action="import.discarded", thing=job.ref)


def forget(session: Session, job: ImportJob) -> None:
    """Delete the file and what was told about its rows."""
    session.execute(sa.delete(ImportFile).where(ImportFile.job_id == job.id))
    session.execute(sa.delete(ImportRow).where(ImportRow.job_id == job.id))


def forget_old(session: Session, now: dt.datetime) -> int:
    """Delete the files that nobody worked with for a week; return how many."""
    idle = sa.func.coalesce(ImportJob.finished_at, ImportJob.started_at, ImportJob.created_at)
    old = sa.select(ImportJob).where(idle < now - KEPT, ImportJob.state.not_in(WORKING))
    jobs = session.scalars(old.where(sa.exists().where(ImportFile.job_id == ImportJob.id))).all()
    for job in jobs:
        forget(session, job)
        if job.state != "done":
            job.state, job.finished_at = "discarded", now
        record(session, actor="scheduler", action="import.forgotten", thing=job.ref)
    return len(jobs)


def check_reading(book: LawBook, fixed: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what is wrong with the values that hold for every row."""
    if fixed.get("procedure") and fixed["procedure"] not in book.procedures:
        return {"fixed-procedure": [_("Choose one of the list.")]}
    return {}


__all__ = ["REQUIRED", "ImportFileError"]
