"""``casetracker law compute``: one deadline, with its explanation."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from casetracker.cli.law_options import (
    RefusedError,
    config_option,
    country_option,
    open_lawbook,
)
from casetracker.cli.moments import CIVIL_DAY, MOMENT
from casetracker.law import Deadline, Facts, LawError, MissingFact, compute, explain, tell_error
from casetracker.law.facts import Confirmation, Override, Stay
from casetracker.law.rules import GROUNDS
from casetracker.law.telling import told_deadline
from casetracker.law.wording import LANGUAGES
from casetracker.lawbook import DEFAULT_ZONE, LawBook

HOW_TO_GIVE = {"election-day": "--election-day YYYY-MM-DD", "event-time": "--on YYYY-MM-DDTHH:MM"}
NO_SOURCE = "(not given)"


class StayInterval(click.ParamType):
    """A stay such as ``parallel-court:2022-11-10..2022-11-15``; without the second date it still lasts."""

    name = "ground:date[..date]"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Stay:
        if isinstance(value, Stay):
            return value
        ground, colon, interval = str(value).partition(":")
        begins, _, ends = interval.partition("..")
        if not colon or ground not in GROUNDS:
            allowed = ", ".join(GROUNDS)
            self.fail(f"'{value}' is no stay; expected GROUND:FROM..UNTIL with one of {allowed}.", param, ctx)
        until = MOMENT.convert(ends, param, ctx) if ends else None
        return Stay(MOMENT.convert(begins, param, ctx), ground, NO_SOURCE, until)


@click.command("compute")
@click.argument("rule_id", metavar="RULE")
@click.option(
    "--on", "event", type=MOMENT, required=True, help="When it happened; a time without offset is local."
)
@click.option("--election-day", type=CIVIL_DAY, help="The day of voting.")
@click.option("--results-on", type=MOMENT, help="When the results were announced.")
@click.option("--called-on", type=CIVIL_DAY, help="The day the election was called.")
@click.option(
    "--stay",
    "stays",
    type=StayInterval(),
    multiple=True,
    help="A stay of the proceedings, without the second date if it lasts. May be given again.",
)
@click.option("--plan-date", type=CIVIL_DAY, help="The date that the election's calendar plan sets.")
@click.option("--confirmed-on", type=CIVIL_DAY, help="Compute by rules confirmed for new law on that day.")
@click.option(
    "--source", default=NO_SOURCE, help="The document that sets the plan's date, the stay, the confirmation."
)
@click.option("--zone", default=DEFAULT_ZONE, show_default=True, help="IANA time zone of the body.")
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Write JSON, with the whole trace.")
@country_option
@config_option
def compute_command(
    rule_id: str, language: str, as_json: bool, country: str, config_dir: Path, **given: Any
) -> None:
    """Compute the deadline of RULE and explain it.

    Two dates are told where the law leaves open whether the day of the event counts. Exit code 2: the
    question lacks a fact, or there is no verified law for that date.
    """
    book = open_lawbook(config_dir, country)
    deadline = _computed(book, rule_id, _facts(rule_id, **given), language)
    if as_json:
        click.echo(json.dumps(told_deadline(deadline, language), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(explain(deadline, language)))


def _facts(
    rule_id: str,
    event: date | datetime,
    plan_date: date | None,
    confirmed_on: date | None,
    stays: tuple[Stay, ...],
    source: str,
    **given: Any,
) -> Facts:
    return Facts(
        event,
        overrides={rule_id: Override(plan_date, source)} if plan_date else {},
        confirmed=Confirmation(confirmed_on, source) if confirmed_on else None,
        stays=tuple(replace(stay, source=source) for stay in stays),
        **given,
    )


def _computed(book: LawBook, rule_id: str, facts: Facts, language: str) -> Deadline:
    try:
        return compute(book.rules.get(rule_id), facts, book.calendar)
    except MissingFact as error:
        hint = HOW_TO_GIVE[str(error.params["fact"])]
        raise RefusedError(f"{tell_error(error, language, book.rules)} ({hint})") from error
    except LawError as error:
        raise RefusedError(tell_error(error, language, book.rules)) from error
