"""``casetracker import``: a journal of applications from XLSX or CSV.

The work is an import like those that are sent through the pages: judged whole, then registered batch by
batch. After a kill the same command takes it up again, or the scheduler does.
"""

from __future__ import annotations

import getpass
import io
import os
import sys
import time
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale
from flask_babel import gettext as _

from casetracker.audit.actions import record
from casetracker.cli.application import with_app
from casetracker.db import db, unit_of_work
from casetracker.exchange import jobs, operating, queries
from casetracker.exchange.errors import ImportFileError
from casetracker.exchange.mapping import Reading
from casetracker.exchange.models import WORKING, ImportJob
from casetracker.exchange.operating import Order
from casetracker.exchange.running import Runner
from casetracker.exchange.surveying import survey
from casetracker.exchange.writing import MIME_TYPES, table_chunks
from casetracker.runtime import lawbook, settings
from casetracker.sealing.box import SealBox

SOME_ROWS_FAILED, UNREADABLE_FILE = 1, 2
# The scheduler is at work on the same import: its next batch is a moment away.
LOOK_AGAIN_SECONDS = 0.5
LONGEST_NAME = 60


def _login() -> str:
    """Return who runs the command; behind sudo, who asked for it."""
    try:
        return (os.environ.get("SUDO_USER") or getpass.getuser())[:LONGEST_NAME]
    except (KeyError, OSError):
        return f"uid-{os.getuid()}"


def _ending(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    if path is not None and path.suffix.lower().lstrip(".") not in MIME_TYPES:
        raise click.BadParameter("Give the file of errors a name that ends with .xlsx or .csv.")
    return path


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--election", help="The election (id or code); rows of another one are refused.")
@click.option("--body", help="The commission or court (id or code) of rows that name none.")
@click.option("--dry-run", is_flag=True, help="Tell every row's fate and change nothing.")
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    callback=_ending,
    help="Write the rows to correct, with what to correct, to an .xlsx or .csv.",
)
@click.option("--language", default="en", type=click.Choice(["kk", "ru", "en"]), show_default=True)
@click.option("--operator", default=_login, help="Who is told to have imported.  [default: the login]")
@with_app
def import_command(file: Path, dry_run: bool, errors: Path | None, **options: Any) -> None:
    """Register the applications of a journal FILE (.xlsx or .csv).

    Importing a file again changes nothing; an import that was interrupted goes on where it stopped. Exit
    code: 0 when every row went well, 1 when some did not, 2 when the file cannot be read.
    """
    order = Order(file_name=file.name, content=file.read_bytes(), **options)
    with force_locale(order.language):
        try:
            job = _carried_out(_taken_up(order, dry_run), dry_run)
        except ImportFileError as error:
            click.echo(f"{file.name}: {error}", err=True)
            sys.exit(UNREADABLE_FILE)
        _tell(job, order, dry_run)
        if errors:
            _write_errors(job, order, errors)
        if dry_run:
            _undone(job)
    if job.error:
        sys.exit(SOME_ROWS_FAILED)


def _taken_up(order: Order, dry_run: bool) -> int:
    """Return the number of an import that was left, or of a new one."""
    with unit_of_work() as session:
        left = None if dry_run else operating.unfinished(session, order)
        if left is None:
            return operating.begin(session, lawbook(), SealBox(settings().identity_keys), order).id
        click.echo(_("An import of this file was interrupted; it goes on where it stopped."), err=True)
        return left.id


def _carried_out(number: int, dry_run: bool) -> ImportJob:
    job = _worked(number)
    while job.state == "previewed" and not dry_run:
        try:
            with unit_of_work() as session:
                job = session.get_one(
                    ImportJob, number, populate_existing=True, with_for_update={"of": ImportJob}
                )
                jobs.confirm(session, lawbook(), job, jobs.preview_digest(job), actor=job.actor)
        except jobs.StaleImport as stale:
            raise ImportFileError(
                _("The rules changed while the file was read. Start the command again.")
            ) from stale
        job = _worked(number)
    if job.state in ("failed", "discarded"):
        raise ImportFileError(job.problem or _("The import was given up. Start the command again."))
    return job


def _worked(number: int) -> ImportJob:
    """Work on an import until nothing of it waits, whoever else is at work on it."""
    runner = Runner(lawbook(), settings().identity_keys)
    job = _now(number)
    bar = click.progressbar(length=job.total, file=sys.stderr, hidden=not sys.stderr.isatty())
    with bar:
        bar.update(job.seen)
        while job.state in WORKING:
            if not runner.run(job_id=number, tell=bar.update):
                time.sleep(LOOK_AGAIN_SECONDS)
            job = _now(number)
    return job


def _now(number: int) -> ImportJob:
    db.session.rollback()
    return db.session.get_one(ImportJob, number, populate_existing=True)


def _tell(job: ImportJob, order: Order, dry_run: bool) -> None:
    for row in queries.refused_rows(db.session, job):
        for problem in row.problems:
            click.echo(_line(row.number, problem), err=True)
    _tell_unread(job, order)
    counts = {"registered": job.registered, "duplicate": job.duplicate, "error": job.error}
    if dry_run:
        summary = _(
            "Nothing was changed. %(registered)d would be registered, %(duplicate)d are known already, "
            "%(error)d have errors.",
            **counts,
        )
    else:
        summary = _(
            "%(registered)d registered, %(duplicate)d known already, %(error)d with errors.", **counts
        )
    click.echo(summary)


def _tell_unread(job: ImportJob, order: Order) -> None:
    unknown = Reading.of(job.mapping).as_columns().unknown
    if unknown:
        click.echo(_("Columns that are not known were not read: %(names)s.", names="; ".join(unknown)))
    sheets = survey(io.BytesIO(order.content), order.file_name).other_sheets
    if sheets:
        click.echo(_("Other sheets were not read: %(names)s.", names="; ".join(sheets)))


def _line(number: int, problem: dict[str, Any]) -> str:
    if problem["column"]:
        return _(
            "row %(row)d, column “%(column)s”: %(sentence)s",
            row=number,
            column=problem["column"],
            sentence=problem["sentence"],
        )
    return _("row %(row)d: %(sentence)s", row=number, sentence=problem["sentence"])


def _write_errors(job: ImportJob, order: Order, path: Path) -> None:
    """Write the same file that the pages give: the rows as they stood, and what to correct in each."""
    with unit_of_work() as session:
        # The rows hold names: who takes them out is recorded.
        record(session, actor=job.actor, action="import.errors-taken", thing=job.ref)
    headings, rows = queries.error_table(db.session, job, io.BytesIO(order.content), order.language)
    with path.open("wb") as file:
        file.writelines(table_chunks(path.suffix.lower().lstrip("."), _("What to correct"), headings, rows))


def _undone(job: ImportJob) -> None:
    with unit_of_work() as session:
        jobs.discard(session, session.get_one(ImportJob, job.id), actor=job.actor)
