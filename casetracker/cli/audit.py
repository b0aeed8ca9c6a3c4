"""``casetracker audit``: is the chain whole?"""

from __future__ import annotations

import re
import sys

import click

from casetracker import db
from casetracker.audit.models import AuditCheck
from casetracker.audit.verifying import ChainFault, ChainWalk, witnesses_of
from casetracker.cli.application import with_app

TOLD = {
    "changed": "row %d was changed",
    "removed": "row %d is missing",
    "inserted": "row %d does not follow from the row before it",
    "cut": "the end of the chain was cut off or forged at row %d",
    "rewritten": "row %d is not the one that was seen there before",
}
WITNESS = re.compile(r"(\d{1,15}):([0-9a-f]{64})")
MOST_TOLD = 1000


@click.group()
def audit() -> None:
    """The record of who did what."""


@audit.command()
@click.option("--expect", metavar="ROW:HASH", help="What an earlier run printed, kept outside the database.")
@with_app
def verify(expect: str | None) -> None:
    """Check every row of the chain; exit 1 and name the rows when it does not hold."""
    walk = ChainWalk(db.db.session, witnesses_of(db.db.session) | _witness(expect))
    faults, first = 0, None
    for fault in walk.faults():
        faults, first = faults + 1, first or fault
        if faults <= MOST_TOLD:
            click.echo(TOLD[fault.kind] % fault.seq, err=True)
    _keep(walk, faults, first)
    if faults > MOST_TOLD:
        click.echo(f"… and {faults - MOST_TOLD} more", err=True)
    if faults:
        click.echo(f"The audit chain does not hold: {faults} faults in {walk.rows} rows.", err=True)
        sys.exit(1)
    click.echo(f"The audit chain is whole: {walk.rows} rows.")
    if walk.rows:
        click.echo("Keep this outside the database; a later run can be held to it:")
        click.echo(f"  casetracker audit verify --expect {walk.seq}:{walk.hash}")


def _witness(text: str | None) -> dict[int, str]:
    if text is None:
        return {}
    found = WITNESS.fullmatch(text.strip())
    if found is None:
        raise click.BadParameter("it must look like 1234:…, a number and 64 hexadecimal digits.")
    return {int(found[1]): found[2]}


def _keep(walk: ChainWalk, faults: int, first: ChainFault | None) -> None:
    """Note what was found beside the chain: a chain that does not hold is left as it is found."""
    check = AuditCheck(seq=walk.seq, hash=walk.hash, faults=faults, first_fault=first.seq if first else None)
    with db.unit_of_work() as session:
        check.at = db.now()
        session.add(check)
