"""The register of bodies and the elections, as the product ships them."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.bulk import table_of
from casetracker.registry.loading import load_bodies, load_elections
from casetracker.registry.models import Body, Election
from casetracker.registry.reading import read_bodies, read_elections
from config.settings import CONFIG_DIR

ASTANA = "kz-rec-astana"
PRECINCT_372 = "kz-pec-astana-372"
CENTRAL = "kz-cec"
PRESIDENTIAL = "2022-pres"


BODIES, ELECTIONS = table_of(Body), table_of(Election)
TABLES = (BODIES, ELECTIONS)
_stored: dict[str, list[dict[str, Any]]] = {}


@cache
def _records() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return read_bodies(CONFIG_DIR / "bodies"), read_elections(CONFIG_DIR / "elections")


def create_registry(session: Session) -> None:
    """Store every body and election of ``config/``.

    The product reads, checks and stores them for the first test; the next ones get the rows that it stored.
    """
    is_empty = not any(session.execute(sa.select(table.c.id).limit(1)).first() for table in TABLES)
    if is_empty and _stored:
        for table in TABLES:
            session.execute(sa.insert(table), _stored[table.name])
        return
    bodies, elections = _records()
    load_bodies(session, bodies)
    load_elections(session, elections)
    if is_empty:
        session.flush()
        _stored["bodies"] = _rows(session, BODIES, BODIES.c.path)
        _stored["elections"] = _rows(session, ELECTIONS, ELECTIONS.c.id)


def _rows(session: Session, table: sa.Table, order: sa.ColumnElement[str]) -> list[dict[str, Any]]:
    # A path begins with the path of the parent, which so comes first.
    return [dict(row) for row in session.execute(sa.select(table).order_by(order)).mappings()]
