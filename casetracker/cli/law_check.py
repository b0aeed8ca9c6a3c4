"""``casetracker law check``: prove the files of the law."""

from __future__ import annotations

from pathlib import Path

import click

from casetracker.cli.law_options import config_option
from casetracker.lawbook import countries, load_lawbook
from casetracker.lawbook.checking import check_lawbook


@click.command()
@config_option
def check(config_dir: Path) -> None:
    """Prove the rule files and the calendar of every country.

    Each problem is one line: file, line, entry, key, and what is allowed. A rule needs a citation, texts in
    three languages and editions without gap or overlap, and must say what the catalogue says; whatever
    nothing refers to is told too. Exit code 1: there are problems.
    """
    problems = check_lawbook(config_dir)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        click.echo(f"{len(problems)} problem(s).", err=True)
        raise SystemExit(1)
    for country in countries(config_dir):
        book = load_lawbook(config_dir, country)
        parts = f"{len(book.rules)} rules, {len(book.procedures)} procedures"
        years = f"calendar {book.calendar.first_year}-{book.calendar.last_year}"
        click.echo(f"{country}: {parts}, {years}: no problem found.")
