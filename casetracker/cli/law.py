"""``casetracker law``: prove the rule files, and compute one deadline."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from casetracker.cli.moments import CIVIL_DAY, MOMENT
from casetracker.law import (
    Deadline,
    Facts,
    LawError,
    MissingFact,
    compute,
    explain,
    tell_error,
)
from casetracker.law.telling import told_deadline
from casetracker.law.wording import LANGUAGES
from casetracker.lawbook import LawBook, LawbookError, load_lawbook
from casetracker.lawbook.checking import check_lawbook
from config.settings import CONFIG_DIR

DEFAULT_ZONE = "Asia/Almaty"
HOW_TO_GIVE = {"election-day": "--election-day YYYY-MM-DD", "event-time": "--on YYYY-MM-DDTHH:MM"}

config_option = click.option(
    "--config",
    "config_dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=CONFIG_DIR,
    help="The directory that holds law/kz and calendar/kz.yaml.",
)


class RefusedError(click.ClickException):
    """The question cannot be answered as it was put."""

    exit_code = 2


@click.group()
def law() -> None:
    """The law: its rules as data, and the deadlines that follow from them."""


@law.command()
@config_option
def check(config_dir: Path) -> None:
    """Prove the rule files and the calendar; name every problem with its file and place."""
    problems = check_lawbook(config_dir)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SystemExit(1)
    book = load_lawbook(config_dir)
    years = f"{book.calendar.first_year}-{book.calendar.last_year}"
    click.echo(
        f"{len(book.rules)} rules, {len(book.procedures)} procedures, calendar {years}: no problem found."
    )


@law.command("compute")
@click.argument("rule_id", metavar="RULE")
@click.option(
    "--on", "event", type=MOMENT, required=True, help="When it happened; a time without offset is local."
)
@click.option("--election-day", type=CIVIL_DAY, help="The day of voting.")
@click.option("--results-on", type=MOMENT, help="When the results were announced.")
@click.option("--called-on", type=CIVIL_DAY, help="The day the election was called.")
@click.option("--zone", default=DEFAULT_ZONE, show_default=True, help="IANA time zone of the body.")
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@config_option
def compute_command(
    rule_id: str,
    event: date | datetime,
    election_day: date | None,
    results_on: date | datetime | None,
    called_on: date | None,
    zone: str,
    language: str,
    as_json: bool,
    config_dir: Path,
) -> None:
    """Compute the deadline of RULE and explain it."""
    facts = Facts(event, zone, election_day, results_on, called_on)
    deadline = _compute(_book(config_dir), rule_id, facts, language)
    if as_json:
        click.echo(json.dumps(told_deadline(deadline, language), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(explain(deadline, language)))


def _book(config_dir: Path) -> LawBook:
    try:
        return load_lawbook(config_dir)
    except LawbookError as error:
        raise RefusedError(f"The rule files have problems; see 'casetracker law check'.\n{error}") from error


def _compute(book: LawBook, rule_id: str, facts: Facts, language: str) -> Deadline:
    try:
        return compute(book.rules.get(rule_id), facts, book.calendar)
    except MissingFact as error:
        hint = HOW_TO_GIVE[str(error.params["fact"])]
        raise RefusedError(f"{tell_error(error, language)} ({hint})") from error
    except LawError as error:
        raise RefusedError(tell_error(error, language)) from error


if __name__ == "__main__":
    law()
