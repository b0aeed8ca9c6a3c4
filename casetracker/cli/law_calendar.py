"""``casetracker law diff-calendar``: hold our calendar against a package that others keep, as an alarm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from casetracker.cli.law_options import RefusedError, config_option, country_option, open_lawbook
from casetracker.law import Calendar

INSTALL = (
    "The package 'holidays' is not installed; it is needed only for this comparison. Install it with"
    " '.venv/bin/pip install \"holidays>=0.90\"', or the application with its extra 'calendar'."
)
KINDS = {"holiday": "holiday", "moved-off": "moved day off", "worked": "worked weekend day"}
LANGUAGE = "en_US"


@dataclass(frozen=True)
class Day:
    """What one calendar says of a day: its kind, one of ``KINDS``, and its name."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{KINDS[self.kind]} ({self.name})" if self.name else KINDS[self.kind]


@dataclass(frozen=True)
class Difference:
    """A day of which the two calendars say different things; one of them may say nothing."""

    on: date
    ours: Day | None
    theirs: Day | None

    def __str__(self) -> str:
        ours, theirs = self.ours or "nothing special", self.theirs or "nothing special"
        return f"{self.on:%Y-%m-%d %a}  ours: {ours}; the package: {theirs}"


@click.command("diff-calendar")
@click.option("--strict", is_flag=True, help="Exit with code 1 when there are differences.")
@country_option
@config_option
def diff_calendar(strict: bool, country: str, config_dir: Path) -> None:
    """Compare our working days with the package 'holidays'; change nothing.

    The calendar file names a source for each day and is the truth; the package is an alarm. For years that
    nobody has decreed yet it computes moved days and estimates feasts: people judge each difference.
    """
    calendar = open_lawbook(config_dir, country).calendar
    years = range(calendar.first_year, calendar.last_year + 1)
    theirs, version = package_days(country, years)
    found = list(differences(our_days(calendar), theirs))
    click.echo(f"calendar/{country}.yaml and holidays {version} ({country.upper()}), {years[0]}-{years[-1]}:")
    for year in years:
        of_year = [difference for difference in found if difference.on.year == year]
        if of_year:
            click.echo(f"\n{year}{_remark(calendar, year)}")
            click.echo("\n".join(str(difference) for difference in of_year))
    click.echo(f"\n{_summary(found)}")
    if strict and found:
        raise SystemExit(1)


def our_days(calendar: Calendar) -> dict[date, Day]:
    """Return the special days of our calendar."""
    return {on: Day(day.kind, day.names["en"]) for on, day in calendar.days.items()}


def package_days(country: str, years: range) -> tuple[dict[date, Day], str]:
    """Return what the package says of a country's days, and the version of the package.

    Raises:
        RefusedError: the package is not installed, or does not know the country.
    """
    try:
        import holidays
    except ImportError as problem:
        raise RefusedError(INSTALL) from problem
    code = country.upper()
    try:
        listed: Any = holidays.country_holidays(code, years=years, language=LANGUAGE)
        plain: Any = holidays.country_holidays(code, years=years, observed=False)
    except NotImplementedError as problem:
        raise RefusedError(f"The package 'holidays' does not know the country {code}.") from problem
    label = getattr(listed, "substituted_label", None)
    moved = listed.tr(label).partition("%s")[0] if label else None
    days = {on: Day(_kind(on, name, plain, moved), name) for on, name in listed.items()}
    worked = {on: Day("worked", "") for on in listed.weekend_workdays if on.year in years}
    return {**days, **worked}, holidays.__version__


def differences(ours: Mapping[date, Day], theirs: Mapping[date, Day]) -> Iterator[Difference]:
    """Yield the days that are not of the same kind in both, in their order; names may differ."""
    for on in sorted({*ours, *theirs}):
        our, their = ours.get(on), theirs.get(on)
        if our is None or their is None or our.kind != their.kind:
            yield Difference(on, our, their)


def _kind(on: date, name: str, plain: Any, moved: str | None) -> str:
    """Tell a holiday from a day off that stands in for another: given in exchange, or after a weekend."""
    if on not in plain or (moved is not None and name.startswith(moved)):
        return "moved-off"
    return "holiday"


def _remark(calendar: Calendar, year: int) -> str:
    return " (our calendar says that its sources are incomplete)" if year in calendar.incomplete_years else ""


def _summary(found: list[Difference]) -> str:
    if not found:
        return "No difference."
    only_ours = sum(difference.theirs is None for difference in found)
    only_theirs = sum(difference.ours is None for difference in found)
    both = len(found) - only_ours - only_theirs
    return (
        f"{len(found)} difference(s): {only_theirs} only in the package, {only_ours} only in ours, {both} of"
        " another kind. Nothing was changed."
    )
