"""``casetracker opendata``: the register as files for everybody."""

from __future__ import annotations

from pathlib import Path

import click

from casetracker import db
from casetracker.cli.application import with_app
from casetracker.exchange.opendata.dumping import local_day, make_dump, snapshot
from casetracker.runtime import settings


@click.group()
def opendata() -> None:
    """The open data."""


@opendata.command()
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to put it; without it, where /open-data finds it.",
)
@with_app
def dump(folder: Path | None) -> None:
    """Write everything that is published, as CSV and JSON Lines, into a folder called after today."""
    now = db.now()
    with snapshot(db.db.engine) as session:
        made = make_dump(session, folder or settings().open_data_dir, local_day(now), settings(), now)
    click.echo(f"The dump lies in {made}.")
