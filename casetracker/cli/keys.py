"""``casetracker keys``: the keys that protect identities."""

from __future__ import annotations

import click

from config.settings import new_identity_key


@click.group()
def keys() -> None:
    """Keys that encrypt complainants' identities."""


@keys.command("new")
def new() -> None:
    """Print a fresh key for IDENTITY_KEYS (put it first; keep the older ones behind it)."""
    click.echo(new_identity_key())
