"""``casetracker registry``: load bodies and elections."""

from __future__ import annotations

import click

from casetracker.cases.elections import follow_files
from casetracker.cli.application import with_app
from casetracker.db import unit_of_work
from casetracker.registry.generating import complete_register
from casetracker.registry.loading import Loaded, RegistryDataError, load_bodies, load_folders
from casetracker.registry.reading import read_bodies
from casetracker.runtime import settings
from casetracker.search.generations import NO_ENTRY, note_changes

ACTOR = "command line"


@click.group()
def registry() -> None:
    """Commissions, courts and elections."""


@registry.command()
@click.option(
    "--scale", is_flag=True, help="Also make the full 1 + 239 + 10 101 commissions (marked as generated)."
)
@with_app
def load(scale: bool) -> None:
    """Load config/bodies and config/elections; loading again changes only what differs."""
    folder = settings().config_dir
    try:
        with unit_of_work() as session:
            bodies, elections = load_folders(session, folder / "bodies", folder / "elections")
            if scale:
                bodies = load_bodies(session, complete_register(read_bodies(folder / "bodies")))
            follow_files(session, bodies, elections, reason="casetracker registry load", actor=ACTOR)
            # Lists of results name bodies and elections: who has such a page must ask for it anew.
            note_changes(session, {NO_ENTRY})
    except RegistryDataError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"Bodies: {_told(bodies)}. Elections: {_told(elections)}.")
    if elections.kept:
        click.echo(
            f"Staff changed the dates of {', '.join(elections.kept)}: they stay as recorded,"
            " although the files say something else."
        )


def _told(loaded: Loaded) -> str:
    return f"{loaded.added} added, {loaded.changed} changed, {loaded.unchanged} as they were"
