"""``casetracker statistics``: totals that add up."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from casetracker.cli.application import with_app
from casetracker.db import unit_of_work
from casetracker.statistics.checking import Finding, check
from casetracker.statistics.following import recount
from casetracker.statistics.reports import ReportFileError, read_report

DOES_NOT_ADD_UP, UNREADABLE_FILE = 1, 2


@click.group()
def statistics() -> None:
    """Figures, and whether they add up."""


@statistics.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
def check_report(file: Path) -> None:
    """Tell which totals of a report (JSON, YAML or CSV) do not add up, and by how much.

    Ends with 0 when all add up, with 1 when some do not, with 2 when the file cannot be read.
    """
    try:
        report = read_report(file.read_bytes(), file.name)
    except ReportFileError as error:
        click.echo(f"{file}: {error}", err=True)
        sys.exit(UNREADABLE_FILE)
    findings = check(report)
    for finding in findings:
        click.echo(_sentence(finding))
    if findings:
        sys.exit(DOES_NOT_ADD_UP)
    tables = ", ".join(f"{name} {table.sum}" for name, table in report.tables.items())
    click.echo(f"Everything adds up: {tables}.")


@statistics.command("recount")
@with_app
def recount_cases() -> None:
    """Count every published case anew, after a version that counts otherwise."""
    with unit_of_work() as session:
        count = recount(session)
    click.echo(f"{count} cases were counted.")


def _sentence(finding: Finding) -> str:
    stated = {
        "table": f"its own total is {finding.expected}",
        "report": f"the report states {finding.expected}",
        "tables": f"“{''.join(finding.others)}” adds up to {finding.expected}",
    }[finding.against]
    more = "too many" if finding.difference > 0 else "missing"
    return f"“{finding.table}” adds up to {finding.sum}, but {stated}: {abs(finding.difference)} {more}."
