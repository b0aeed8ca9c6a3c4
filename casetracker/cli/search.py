"""``casetracker search``: the index of the public register."""

from __future__ import annotations

import click

from casetracker.cli.application import with_app
from casetracker.db import unit_of_work
from casetracker.search.actions import reindex as reindex_all


@click.group()
def search() -> None:
    """The search index."""


@search.command()
@click.option("--outdated", is_flag=True, help="Only what an older version of the analyser has written.")
@with_app
def reindex(outdated: bool) -> None:
    """Analyse the published texts again, after a new version of the analyser."""
    with unit_of_work() as session:
        count = reindex_all(session, outdated_only=outdated)
    click.echo(f"{count} entries were written.")
