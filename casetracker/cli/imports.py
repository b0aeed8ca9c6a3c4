"""``casetracker import``: a journal of applications from XLSX or CSV."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click
from flask_babel import force_locale
from flask_babel import gettext as _

from casetracker.cases.identities import Vault
from casetracker.cli.application import with_app
from casetracker.db import unit_of_work
from casetracker.exchange.errors import ImportFileError
from casetracker.exchange.imports import Fate, Problem, Report, Terms, import_journal, preview_journal
from casetracker.exchange.tables import open_journal
from casetracker.runtime import lawbook, settings

ACTOR = "command-line"
SOME_ROWS_FAILED, UNREADABLE_FILE = 1, 2


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--election", help="The election (id or code); rows of another one are refused.")
@click.option("--body", help="The commission or court (id or code) of rows that name none.")
@click.option("--dry-run", is_flag=True, help="Tell every row's fate and change nothing.")
@click.option(
    "--errors", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write errors to a CSV."
)
@click.option("--language", default="en", type=click.Choice(["kk", "ru", "en"]), show_default=True)
@with_app
def import_command(
    file: Path, election: str | None, body: str | None, dry_run: bool, errors: Path | None, language: str
) -> None:
    """Register the applications of a journal FILE (.xlsx or .csv).

    Importing a file again changes nothing. Exit code: 0 when every row went well, 1 when some did not,
    2 when the file cannot be read.
    """
    with force_locale(language):
        try:
            report = _imported(file, Terms(ACTOR, election, body), dry_run)
        except ImportFileError as error:
            click.echo(f"{file.name}: {error}", err=True)
            sys.exit(UNREADABLE_FILE)
        _tell(report, dry_run)
        if errors:
            _write_errors(errors, report)
    if report.count("error"):
        sys.exit(SOME_ROWS_FAILED)


def _imported(file: Path, terms: Terms, dry_run: bool) -> Report:
    do = preview_journal if dry_run else import_journal
    with file.open("rb") as stream, open_journal(stream, file.name) as journal, unit_of_work() as session:
        return do(session, lawbook(), Vault(settings().identity_keys), journal, terms)


def _tell(report: Report, dry_run: bool) -> None:
    for fate in report.fates:
        for problem in fate.problems:
            click.echo(_line(fate, problem), err=True)
    if report.unknown_columns:
        click.echo(
            _("Columns that are not known were not read: %(names)s.", names="; ".join(report.unknown_columns))
        )
    if report.other_sheets:
        click.echo(_("Other sheets were not read: %(names)s.", names="; ".join(report.other_sheets)))
    counts = {state: report.count(state) for state in ("registered", "duplicate", "error")}
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


def _line(fate: Fate, problem: Problem) -> str:
    if problem.column:
        return _(
            "row %(row)d, column “%(column)s”: %(sentence)s",
            row=fate.row,
            column=problem.column,
            sentence=problem.sentence,
        )
    return _("row %(row)d: %(sentence)s", row=fate.row, sentence=problem.sentence)


def _write_errors(path: Path, report: Report) -> None:
    # With a byte order mark, or spreadsheet programs take the Cyrillic for something else.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow((_("Row"), _("Column"), _("Error")))
        for fate in report.fates:
            writer.writerows(
                (fate.row, _harmless(each.column or ""), _harmless(each.sentence)) for each in fate.problems
            )


def _harmless(text: str) -> str:
    """Return the text so that a spreadsheet program does not take it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
