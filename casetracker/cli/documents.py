"""``casetracker documents …``: whether every document is still what was stored, and what is left over."""

from __future__ import annotations

import sys

import click

from casetracker import db
from casetracker.cli.application import with_app
from casetracker.documents.sweeping import GRACE, orphans, verify
from casetracker.runtime import document_store


@click.group()
def documents() -> None:
    """Documents: verify what is stored, list what belongs to nothing."""


@documents.command("verify")
@with_app
def verify_command() -> None:
    """Check the content of every document against its SHA-256.

    Exit code 1: a content is missing or was changed; each is named.
    """
    faults = 0
    for fault in verify(db.db.session, document_store()):
        faults += 1
        click.echo(f"document {fault.document_id} of {fault.case}: {fault.problem} ({fault.sha256})")
    if faults:
        click.echo(f"Documents that cannot be given as they were stored: {faults}.")
        sys.exit(1)
    click.echo("The content of every document is what was stored.")


@documents.command("orphans")
@with_app
def orphans_command() -> None:
    """List contents that no document names; the scheduler sweeps them when they are a day old."""
    now, count = db.now(), 0
    for each in orphans(db.db.session, document_store()):
        count += 1
        state = "to be swept" if each.written_at < now - GRACE else "new"
        click.echo(f"{each.sha256}  {each.written_at:%Y-%m-%d %H:%M} UTC  {state}")
    click.echo(f"Contents that belong to no document: {count}.")
