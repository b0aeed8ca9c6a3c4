"""``casetracker audit``: is the chain whole?"""

from __future__ import annotations

import sys

import click

from casetracker.audit.queries import chain_faults
from casetracker.cli.application import with_app
from casetracker.db import db

TOLD = {
    "changed": "row %d was changed",
    "removed": "row %d is missing",
    "inserted": "row %d does not follow from the row before it",
    "cut": "the end of the chain was cut off or forged at row %d",
}


@click.group()
def audit() -> None:
    """The record of who did what."""


@audit.command()
@with_app
def verify() -> None:
    """Check every row of the chain; exit 1 and name the rows when it does not hold."""
    faults = list(chain_faults(db.session))
    for fault in faults:
        click.echo(TOLD[fault.kind] % fault.seq, err=True)
    if faults:
        sys.exit(1)
    click.echo("The audit chain is whole.")
