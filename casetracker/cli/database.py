"""``casetracker db``: migrations."""

from __future__ import annotations

from pathlib import Path

import click
import sqlalchemy as sa

from casetracker import migrating
from config.settings import load_settings


@click.group("db")
def database() -> None:
    """The database schema."""


@database.command()
@click.option("--revision", default="head", help="The revision to go up to.")
def upgrade(revision: str) -> None:
    """Bring the database up to date (creates an embedded one)."""
    url = load_settings().database_url
    file = sa.make_url(url).database
    if url.startswith("sqlite") and file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    migrating.upgrade(url, revision)
    click.echo(f"The database is at revision {revision}.")


@database.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the database down to REVISION."""
    migrating.downgrade(load_settings().database_url, revision)
    click.echo(f"The database is at revision {revision}.")


@database.command()
def current() -> None:
    """Tell which revision the database is at, and which one this code wants."""
    engine = migrating.open_engine(load_settings().database_url)
    with engine.connect() as connection:
        click.echo(f"database: {migrating.current_revision(connection) or 'empty'}")
    engine.dispose()
    click.echo(f"code: {', '.join(migrating.heads())}")
