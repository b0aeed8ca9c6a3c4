"""Read imports: those of a scope, the fates of their rows, and the rows to correct."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker.exchange.mapping import OURS, Reading
from casetracker.exchange.models import ImportJob, ImportRow
from casetracker.exchange.surveying import raw_rows
from casetracker.exchange.workbooks import UNREADABLE
from casetracker.registry.models import Body

IMPORTS_A_PAGE = 25
ROWS_A_PAGE = 50
ERRORS_AT_ONCE = 1000


def imports_page(
    session: Session, scope: sa.ColumnElement[bool], page: int = 1
) -> tuple[Sequence[ImportJob], int]:
    """Return one page of the imports inside a scope, newest first, and how many there are."""
    inside = _inside(scope)
    total = session.scalar(
        sa.select(sa.func.count()).select_from(inside.with_only_columns(ImportJob.id).subquery())
    )
    rows = inside.order_by(ImportJob.id.desc()).limit(IMPORTS_A_PAGE).offset((page - 1) * IMPORTS_A_PAGE)
    return session.scalars(rows).all(), int(total or 0)


def import_by_id(
    session: Session, scope: sa.ColumnElement[bool], number: int, *, lock: bool = False
) -> ImportJob | None:
    """Return an import inside the scope, or None; *lock* lets nobody change it meanwhile."""
    statement = _inside(scope).where(ImportJob.id == number)
    if lock:
        statement = statement.with_for_update(of=ImportJob)
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def _inside(scope: sa.ColumnElement[bool]) -> sa.Select[ImportJob]:
    return sa.select(ImportJob).join(Body, ImportJob.body_id == Body.id).where(scope)


def rows_page(
    session: Session, job: ImportJob, fate: str | None, page: int = 1
) -> tuple[Sequence[ImportRow], int]:
    """Return one page of the rows of an import in the order of the file, and how many there are.

    *fate* is a state of a row, or ``late``; None for all.
    """
    chosen = sa.select(ImportRow).where(ImportRow.job_id == job.id)
    if fate == "late":
        chosen = chosen.where(ImportRow.is_late.is_(True))
    elif fate:
        chosen = chosen.where(ImportRow.state == fate)
    total = session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery()))
    rows = chosen.order_by(ImportRow.number).limit(ROWS_A_PAGE).offset((page - 1) * ROWS_A_PAGE)
    return session.scalars(rows).all(), int(total or 0)


def error_table(
    session: Session, job: ImportJob, file: io.BytesIO, language: str
) -> tuple[list[str], Iterator[list[Any]]]:
    """Return headings and rows of what could not be registered, as it stood, and what to correct in it."""
    reading = Reading.of(job.mapping)
    kept = [place for place, heading in enumerate(reading.headings) if heading not in OURS]
    ours = OURS[("kk", "ru", "en").index(language)]
    headings = [reading.headings[place] for place in kept]
    return [*headings, ours], _error_rows(session, job, file, reading, kept)


def _error_rows(
    session: Session, job: ImportJob, file: io.BytesIO, reading: Reading, kept: Sequence[int]
) -> Iterator[list[Any]]:
    errors = refused_rows(session, job)
    wanted = next(errors, None)
    with raw_rows(file, job.file_name, reading) as rows:
        for number, cells in rows:
            if wanted is None:
                return
            if number == wanted.number:
                yield [_shown(cells[place]) if place < len(cells) else None for place in kept] + [
                    _told(wanted)
                ]
                wanted = next(errors, None)


def refused_rows(session: Session, job: ImportJob) -> Iterator[ImportRow]:
    """Give what became of the rows that could not be registered, in the order of the file."""
    last = 0
    while True:
        statement = (
            sa.select(ImportRow)
            .where(ImportRow.job_id == job.id, ImportRow.state == "error", ImportRow.number > last)
            .order_by(ImportRow.number)
            .limit(ERRORS_AT_ONCE)
        )
        found = session.scalars(statement).all()
        if not found:
            return
        yield from found
        last = found[-1].number


def _shown(cell: Any) -> Any:
    return None if cell is UNREADABLE else cell


def _told(row: ImportRow) -> str:
    return " ".join(
        _("%(column)s: %(sentence)s", column=problem["column"], sentence=problem["sentence"])
        if problem["column"]
        else problem["sentence"]
        for problem in row.problems
    )
