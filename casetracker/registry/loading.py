"""Stores the register's records: adds what is new, updates what differs, leaves the rest alone.

Nothing is ever deleted: a body that ended has a last day. Loading twice changes nothing the second
time, and a full register of ten thousand bodies is a few bulk statements. What staff changed of an
election is newer than any file, and stays. Never commits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from casetracker.registry.changes import FIELDS
from casetracker.registry.checking import LANGUAGES, check_bodies, check_elections
from casetracker.registry.models import Body, Election
from casetracker.registry.reading import Record, RegistryDataError, read_bodies, read_elections
from casetracker.registry.spelling import folded_words

__all__ = [
    "Loaded",
    "RegistryDataError",
    "load_bodies",
    "load_elections",
    "load_folders",
    "read_bodies",
    "read_elections",
]

Row = dict[str, Any]
CLOCKS_HANG_ON = {
    Body: ("zone",),
    Election: ("called_on", "voting_on", "results_on", "results_at", "overrides"),
}


@dataclass(frozen=True)
class Loaded:
    """How many records were added, changed, or found as they should be.

    Attributes:
        kept: codes of elections whose dates the files tell otherwise than staff recorded them since.
        moved: ids of elections and bodies that changed in what clocks hang on: dates, plan, zone.
    """

    added: int
    changed: int
    unchanged: int
    kept: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


def load_folders(session: orm.Session, bodies: Path, elections: Path) -> tuple[Loaded, Loaded]:
    """Read, check and store both folders; raises RegistryDataError and stores nothing if one is wrong."""
    body_records, election_records = read_bodies(bodies), read_elections(elections)
    check_elections(election_records)
    return load_bodies(session, body_records), load_elections(session, election_records)


def load_bodies(session: orm.Session, bodies: Sequence[Record]) -> Loaded:
    """Store *bodies* (records as ``read_bodies`` or ``complete_register`` give them).

    A parent may be among *bodies* or stored already. Raises RegistryDataError before anything is written.
    """
    stored = session.execute(sa.select(Body.id, Body.code, Body.path)).all()
    check_bodies(bodies, stored={row.id: row.code for row in stored})
    paths = _paths(bodies, {row.id: row.path for row in stored})
    # Parents first: SQLite checks the foreign key row by row.
    ordered = sorted(bodies, key=lambda body: paths[body["id"]].count("/"))
    return _upsert(session, Body, [_body_row(body, paths[body["id"]]) for body in ordered])


def load_elections(session: orm.Session, elections: Sequence[Record]) -> Loaded:
    """Store *elections* (records as ``read_elections`` gives them).

    Raises RegistryDataError before anything is written.
    """
    stored = session.execute(sa.select(Election.id, Election.code)).all()
    check_elections(elections, stored={row.id: row.code for row in stored})
    rows = [_election_row(election) for election in elections]
    kept = _keep_what_staff_changed(session, rows)
    return replace(_upsert(session, Election, rows), kept=kept)


def _keep_what_staff_changed(session: orm.Session, rows: list[Row]) -> tuple[str, ...]:
    """Put what is stored into the rows of elections that staff changed; return those that differed."""
    statement = sa.select(Election).where(Election.changed_at.is_not(None))
    changed = {election.id: election for election in session.scalars(statement)}
    kept = []
    for row in rows:
        election = changed.get(row["id"])
        if election is None:
            continue
        stored = {name: getattr(election, name) for name in FIELDS}
        if any(row[name] != stored[name] for name in FIELDS):
            kept.append(election.code)
        row.update(stored)
    return tuple(kept)


def _paths(bodies: Sequence[Record], stored: dict[str, str]) -> dict[str, str]:
    """Return for each body the ids from the root down to itself, each followed by a slash.

    So "this body and all below it" is one prefix comparison.
    """
    parents = {body["id"]: body.get("parent") for body in bodies}
    paths: dict[str, str] = {}

    def path_of(body_id: str) -> str:
        if body_id not in parents:
            return stored[body_id]
        if body_id not in paths:
            parent = parents[body_id]
            paths[body_id] = (path_of(parent) if parent else "") + body_id + "/"
        return paths[body_id]

    return {body_id: path_of(body_id) for body_id in parents}


def _body_row(body: Record, path: str) -> Row:
    return {
        "id": body["id"],
        "code": body["code"],
        "kind": body["kind"],
        "level": body["level"],
        "parent_id": body.get("parent"),
        "path": path,
        "region": body.get("region"),
        "zone": body["zone"],
        "valid_from": body.get("valid_from"),
        "valid_to": body.get("valid_to"),
        "address": body.get("address"),
        "email": body.get("email"),
        "generated": bool(body.get("generated", False)),
        "source": _source(body),
        "words": folded_words(body["code"], *_name_columns(body).values()),
        **_name_columns(body),
    }


def _source(body: Record) -> str | None:
    told = [str(body[key]) for key in ("source", "source_note") if body.get(key)]
    return " – ".join(told) or None


def _election_row(election: Record) -> Row:
    return {
        "id": election["id"],
        "code": election["code"],
        "kind": election["kind"],
        "called_on": election.get("called_on"),
        "voting_on": election["voting_on"],
        "results_on": election.get("results_on"),
        "results_at": election.get("results_at"),
        "zone": election["zone"],
        "overrides": _as_json(election.get("overrides") or {}),
        "sources": _as_json(election.get("sources") or {}),
        **_name_columns(election),
    }


def _name_columns(record: Record) -> Row:
    return {f"name_{language}": str(record["name"][language]).strip() for language in LANGUAGES}


def _as_json(value: Any) -> Any:
    """Return *value* with dates as ISO text, as the JSON columns hold them."""
    if isinstance(value, dict):
        return {str(key): _as_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_as_json(part) for part in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _upsert(session: orm.Session, model: type[Body] | type[Election], rows: list[Row]) -> Loaded:
    if not rows:
        return Loaded(added=0, changed=0, unchanged=0)
    decisive = CLOCKS_HANG_ON[model]
    columns = [getattr(model, key) for key in rows[0]]
    stored = {row.id: dict(row._mapping) for row in session.execute(sa.select(*columns))}
    new = [row for row in rows if row["id"] not in stored]
    changed = [row for row in rows if row["id"] in stored and row != stored[row["id"]]]
    if new:
        session.execute(sa.insert(model), new)
    if changed:
        session.execute(sa.update(model), changed)
        session.expire_all()
    moved = (row["id"] for row in changed if any(row[name] != stored[row["id"]][name] for name in decisive))
    return Loaded(len(new), len(changed), len(rows) - len(new) - len(changed), moved=tuple(moved))
