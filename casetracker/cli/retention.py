"""``casetracker retention``: names whose time has ended, and their confirmed erasure."""

from __future__ import annotations

import click
import sqlalchemy as sa

from casetracker import db
from casetracker.cases.erasing import run_erasures
from casetracker.cases.models import Erasure
from casetracker.cases.retention import kept_names
from casetracker.cli.application import with_app
from casetracker.runtime import settings


@click.group()
def retention() -> None:
    """How long the names of parties are kept."""


@retention.command("list")
@with_app
def list_kept() -> None:
    """List the elections of which names are kept, until when, and how many could be erased."""
    found = kept_names(db.db.session, sa.true(), settings().retention_months)
    for it in found:
        end = f"until {it.ends_on}" if it.ends_on else "until its results are known"
        state = "ended" if it.has_ended else "runs"
        begun = f"; erasure {it.erasure.state}" if it.erasure else ""
        click.echo(
            f"{it.election.code}: {it.names} names, {it.months} months, {end} ({state});"
            f" {it.erasable} of closed matters{begun}"
        )
    if not found:
        click.echo("No names are kept.")


@retention.command("erase")
@with_app
def erase() -> None:
    """Carry out what one person reviewed and another confirmed; may be interrupted and started again."""
    done: dict[int, Erasure] = {}

    def tell(erasure: Erasure) -> None:
        done[erasure.id] = erasure
        click.echo(f"{erasure.election.code}: {erasure.erased} of {erasure.found} names erased")

    run_erasures(tell=tell)
    for it in done.values():
        click.echo(f"{it.election.code}: {it.state}; {it.kept} kept because their matter is open")
    if not done:
        click.echo("No erasure waits to be carried out. It is reviewed and confirmed at /staff/retention.")
