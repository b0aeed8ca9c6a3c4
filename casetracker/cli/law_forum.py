"""``casetracker law forum``: where a dispute can be taken, by whom, until when."""

from __future__ import annotations

import json
from datetime import date
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
from casetracker.law import LawError, tell_error
from casetracker.law.facts import Confirmation
from casetracker.law.forum import Guide, Question, advise, lines_of, told_advice, told_choices
from casetracker.law.wording import LANGUAGES
from casetracker.lawbook import DEFAULT_ZONE

ASKED = ("contested", "against", "by", "election")


@click.command("forum")
@click.option("--contested", help="What is contested, such as commission-act.")
@click.option("--against", help="Whose act it is, such as precinct.")
@click.option("--by", help="Who contests it, such as observer.")
@click.option("--election", help="The kind of election, such as presidential.")
@click.option("--on", type=MOMENT, help="When it happened; of a judgment, when its copy was served.")
@click.option("--filed-on", type=MOMENT, help="When it was filed. Without it review limits are estimates.")
@click.option("--election-day", type=CIVIL_DAY, help="The day of voting.")
@click.option("--results-on", type=MOMENT, help="When the results were announced.")
@click.option("--called-on", type=CIVIL_DAY, help="The day the election was called.")
@click.option("--confirmed-on", type=CIVIL_DAY, help="Compute by rules confirmed for new law on that day.")
@click.option("--source", default="(not given)", help="The document that confirms the rules.")
@click.option("--zone", default=DEFAULT_ZONE, show_default=True, help="IANA time zone of the body.")
@click.option("--choices", is_flag=True, help="List what can be given, and end.")
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Write JSON, with the whole trace of each limit.")
@country_option
@config_option
def forum(choices: bool, language: str, as_json: bool, country: str, config_dir: Path, **given: Any) -> None:
    """Tell where a dispute can be taken: bodies, standing, limits, and what follows.

    Exit code 2: something is missing, not known, or contradicts itself. That there is no route is an
    answer, with its reason.
    """
    book = open_lawbook(config_dir, country)
    if choices:
        click.echo("\n".join(_choices(book.forum, language)))
        return
    try:
        advice = advise(_question(book.forum, **given), book.forum, book.rules, book.calendar)
    except LawError as error:
        raise RefusedError(tell_error(error, language, book.rules)) from error
    told = told_advice(advice, language)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines_of(told, language)))


def _question(guide: Guide, confirmed_on: date | None, source: str, **given: Any) -> Question:
    allowed = {
        "contested": guide.contested,
        "against": guide.against,
        "by": guide.complainants,
        "election": guide.elections,
    }
    for name in (*ASKED, "on"):
        if given[name] is None:
            among = (
                f" One of: {', '.join(allowed[name])}."
                if name in allowed
                else " A date, perhaps with a time."
            )
            raise RefusedError(f"Give --{name}.{among}")
    return Question(**given, confirmed=Confirmation(confirmed_on, source) if confirmed_on else None)


def _choices(guide: Guide, language: str) -> list[str]:
    lines: list[str] = []
    for name, listed in told_choices(guide, language).items():
        lines += ["", f"--{name.removesuffix('s') if name == 'elections' else name}"]
        lines += [f"  {choice['slug']:24}{choice['name']}" for choice in listed]
    return lines[1:]
