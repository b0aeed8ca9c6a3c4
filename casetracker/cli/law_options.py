"""What the commands of ``casetracker law`` share: where the rules are, and how a question is refused."""

from __future__ import annotations

from pathlib import Path

import click

from casetracker.lawbook import DEFAULT_COUNTRY, LawBook, LawbookError, load_lawbook
from config.settings import CONFIG_DIR

config_option = click.option(
    "--config",
    "config_dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=CONFIG_DIR,
    show_default="the one of this installation",
    help="The directory that holds law/ and calendar/, each with a part for each country.",
)
country_option = click.option(
    "--country", default=DEFAULT_COUNTRY, show_default=True, help="Whose law: a directory of law/."
)


class RefusedError(click.ClickException):
    """The question cannot be answered as it was put."""

    exit_code = 2


def open_lawbook(config_dir: Path, country: str = DEFAULT_COUNTRY) -> LawBook:
    """Return the law book, or refuse with every problem of its files."""
    try:
        return load_lawbook(config_dir, country)
    except LawbookError as error:
        raise RefusedError(f"The rule files have problems; see 'casetracker law check'.\n{error}") from error
