"""Migrations: bring a database to a revision, and tell where it stands."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from casetracker import models
from casetracker.db import engine_options, prepare_engine
from config.settings import PROJECT_DIR


def target_metadata() -> sa.MetaData:
    """Return the metadata of every model of every room."""
    return models.metadata


def include_object(_thing: Any, name: str | None, kind: str, reflected: bool, _compare_to: Any) -> bool:
    """Leave out what no model describes: the full-text index, tables on SQLite, indexes on PostgreSQL."""
    return not (kind in ("table", "index") and reflected and (name or "").startswith("search_fts"))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(PROJECT_DIR / "migrations"))
    return config


def open_engine(url: str) -> sa.Engine:
    """Return an engine for *url*, prepared as the service's own engine is."""
    return prepare_engine(sa.create_engine(**engine_options(url)))


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at *url* up to *revision*."""
    _run(url, command.upgrade, revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database at *url* down to *revision*."""
    _run(url, command.downgrade, revision)


def _run(url: str, do: Any, revision: str) -> None:
    engine, config = open_engine(url), _config()
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            if connection.dialect.name == "sqlite":
                _let_tables_be_rebuilt(connection)
            do(config, revision)
            if connection.dialect.name == "sqlite":
                _check_references(connection)
            connection.commit()
    finally:
        engine.dispose()


def _let_tables_be_rebuilt(connection: sa.Connection) -> None:
    """Let SQLite drop a table that others refer to: it changes some columns only by copying their table."""
    driver = connection.connection.dbapi_connection
    if driver is not None:
        # Outside any transaction, where alone this setting is heard.
        driver.execute("PRAGMA foreign_keys=OFF")


def _check_references(connection: sa.Connection) -> None:
    """Refuse to commit when a copied table left references behind that lead nowhere."""
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if loose:
        raise RuntimeError(f"The migration would break references of {sorted({row[0] for row in loose})}.")


def heads() -> list[str]:
    """Return the heads of the migration scripts (there must be exactly one)."""
    return list(ScriptDirectory.from_config(_config()).get_heads())


def current_revision(connection: sa.Connection) -> str | None:
    """Return the revision that the connected database is at, or None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()
