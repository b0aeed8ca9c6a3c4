"""``casetracker keys``: the keys that protect identities and whatever else is stored sealed."""

from __future__ import annotations

import sys

import click

from casetracker.cli.application import with_app
from casetracker.db import db
from casetracker.runtime import settings
from casetracker.sealing.box import SealBox
from casetracker.sealing.columns import SealedColumn, sealed_columns
from casetracker.sealing.rotating import Opened, open_all, rotate, sealed_rows
from config.settings import new_identity_key

ACTOR = "command line"
MOST_NAMED = 20


@click.group()
def keys() -> None:
    """Keys that encrypt complainants' identities."""


@keys.command("new")
def new() -> None:
    """Print a fresh key for IDENTITY_KEYS (put it first; keep the older ones behind it)."""
    click.echo(new_identity_key())


@keys.command("rotate")
@with_app
def rotate_keys() -> None:
    """Seal everything anew with the first key of IDENTITY_KEYS, and make the blind index with it.

    May be interrupted and started again. Afterwards, when "keys check" agrees, older keys can be dropped.
    """
    box = SealBox(settings().identity_keys)
    locked = [_rotate(column, box) for column in sealed_columns()]
    if any(locked):
        click.echo(
            "What no key opens was left as it is. Add the key that sealed it, then rotate again.", err=True
        )
        sys.exit(1)
    click.echo(f"Everything is sealed with key 1 ({box.key_names[0]}). Drop older keys after “keys check”.")


def _rotate(column: SealedColumn, box: SealBox) -> int:
    total = sealed_rows(db.session, column)
    db.session.rollback()
    seen, locked = 0, tuple[int, ...]()
    for done in rotate(column, box, actor=ACTOR):
        seen, locked = done.seen, done.locked
        click.echo(f"{column.name}: {seen} of {max(total, seen)} rows, {done.renewed} sealed anew")
    if not seen:
        click.echo(f"{column.name}: no rows")
    _tell_locked(column, locked)
    return len(locked)


@keys.command("check")
@with_app
def check() -> None:
    """Tell with which key each sealed row opens; exit 1 when one opens with none."""
    box = SealBox(settings().identity_keys)
    for number, name in enumerate(box.key_names, start=1):
        click.echo(f"key {number}: {name}")
    opened = {column: open_all(db.session, column, box) for column in sealed_columns()}
    for column, found in opened.items():
        _tell(column, found)
    if any(found.locked for found in opened.values()):
        sys.exit(1)
    needed = {place for found in opened.values() for place in found.by_key}
    if needed - {0} or any(found.outdated for found in opened.values()):
        click.echo("Older keys are still needed. Run: casetracker keys rotate")
    elif len(box.key_names) > 1:
        click.echo("Only key 1 is needed: the others can be dropped.")


def _tell(column: SealedColumn, found: Opened) -> None:
    counts = [f"key {place + 1} opens {rows}" for place, rows in sorted(found.by_key.items())]
    click.echo(f"{column.name}: {', '.join(counts) or 'no rows'}")
    if found.outdated:
        click.echo(f"{column.name}: {found.outdated} rows have no marks of key 1 in the blind index yet")
    _tell_locked(column, found.locked)


def _tell_locked(column: SealedColumn, locked: tuple[int, ...]) -> None:
    if locked:
        named = ", ".join(str(number) for number in locked[:MOST_NAMED])
        rest = f" and {len(locked) - MOST_NAMED} more" if len(locked) > MOST_NAMED else ""
        click.echo(f"{column.name}: no key opens {len(locked)} rows: {named}{rest}", err=True)
