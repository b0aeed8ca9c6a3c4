"""A database with very many open cases, written in bulk: what a recomputation walks through."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.questions import SEED
from casetracker import db, migrating
from casetracker.cases.clocks import FILING, Moments, clocks_of, stored_values
from casetracker.cases.models import Case, CaseDeadline, Event, Matter
from casetracker.lawbook import LawBook
from casetracker.registry.loading import load_bodies, load_elections
from casetracker.registry.models import Body, Election
from casetracker.registry.reading import read_bodies, read_elections
from config.settings import CONFIG_DIR

ELECTION = "2022-pres"
BATCH = 2_000
ACTOR = "bench"
TEXT = "Байқаушы дауыс санау кезінде сайлау учаскесінен шығарылды; бұл заңға қайшы. " * 5
# What is brought before which body: complaints before commissions, claims before a court.
DOCKETS = (
    ("commission-complaint", "kz-rec-astana"),
    ("violation-application", "kz-cec"),
    ("election-claim", "kz-siac-astana"),
)
TABLES = tuple(cast("sa.Table", model.__table__) for model in (Matter, Case, CaseDeadline, Event))

Row = dict[str, Any]


@dataclass(frozen=True)
class Docket:
    """A procedure before a body, and the last serial given in it."""

    procedure: str
    body: Body


@contextmanager
def engine_for(url: str) -> Iterator[sa.Engine]:
    """Give an engine as the product sets it up, closed after the block."""
    options = db.engine_options(url)
    engine = db.prepare_engine(sa.create_engine(options.pop("url"), **options))
    try:
        yield engine
    finally:
        engine.dispose()


def fill(url: str, book: LawBook, amount: int, text_of: Callable[[int], str] = lambda _number: TEXT) -> None:
    """Migrate an empty database and store so many open cases of one election, with clocks and timelines."""
    migrating.upgrade(url)
    with engine_for(url) as engine:
        with Session(engine) as session, session.begin():
            load_bodies(session, read_bodies(CONFIG_DIR / "bodies"))
            load_elections(session, read_elections(CONFIG_DIR / "elections"))
        with Session(engine) as session:
            election = session.get_one(Election, ELECTION)
            dockets = [Docket(procedure, session.get_one(Body, body)) for procedure, body in DOCKETS]
        for first in range(1, amount + 1, BATCH):
            numbers = range(first, min(first + BATCH, amount + 1))
            insert(engine, TABLES, _rows(book, election, dockets, numbers, text_of))
        settle(engine)


def _rows(
    book: LawBook,
    election: Election,
    dockets: list[Docket],
    numbers: range,
    text_of: Callable[[int], str],
) -> tuple[list[Row], list[Row], list[Row], list[Row]]:
    """Return matters, cases, clocks and events, as their tables hold them."""
    matters: list[Row] = []
    cases: list[Row] = []
    clocks: list[Row] = []
    events: list[Row] = []
    for number in numbers:
        docket = dockets[number % len(dockets)]
        case = _case(election, docket, number) | {"text": text_of(number)}
        moments = Moments(
            election, docket.body.zone, case["received_at"], case["filed_at"], case["contested_on"]
        )
        matters.append({"id": number, "created_at": case["registered_at"]})
        cases.append(case)
        its_clocks = list(_clocks(book, docket, moments, case))
        clocks += its_clocks
        events += _events(case, its_clocks)
    return matters, cases, clocks, events


def _case(election: Election, docket: Docket, number: int) -> Row:
    chance = random.Random(SEED + number)  # noqa: S311  # the same cases every time, not secret ones
    acted = election.voting_on + dt.timedelta(days=chance.randrange(-25, 10))
    received = dt.datetime.combine(acted, dt.time(4), tzinfo=dt.UTC) + dt.timedelta(
        minutes=chance.randrange(7 * 24 * 60)
    )
    return {
        "id": number,
        "reference": f"{election.code}/{docket.body.code}/{number:06d}",
        "matter_id": number,
        "election_id": election.id,
        "body_id": docket.body.id,
        "serial": number,
        "tracking_hash": f"{hashlib.sha256(str(number).encode()).hexdigest()[:-6]}{number:06d}",
        "procedure": docket.procedure,
        "subject": "observers",
        "status": "registered",
        "contested_kind": "act",
        "contested_on": acted,
        "text": TEXT,
        "channel": "paper",
        "language": "kk",
        "filed_at": received,
        "received_at": received,
        "receipt_known": True,
        "registered_at": received,
        "is_late": False,
        "created_by": ACTOR,
        "version": 1,
    }


def _clocks(book: LawBook, docket: Docket, moments: Moments, case: Row) -> Iterator[Row]:
    for clock in clocks_of(book, docket.procedure, moments):
        if clock.deadline is None:
            raise ValueError(f"{clock.rule_id} of case {case['reference']}: {clock.problem}")
        judged = clock.role == FILING
        yield {
            **stored_values(book, moments, clock, clock.deadline),
            "case_id": case["id"],
            "state": "met" if judged else "running",
            "ended_at": case["filed_at"] if judged else None,
            "reason": "registered",
            "set_at": case["registered_at"],
        }


def _events(case: Row, clocks: list[Row]) -> Iterator[Row]:
    told: list[tuple[str, Row]] = [("received", {"channel": "paper"}), ("registered", {})]
    told += [("deadline-set", {"rule": it["rule_id"], "due_on": it["due_on"].isoformat()}) for it in clocks]
    for kind, data in told:
        at = case["registered_at"]
        yield {
            "case_id": case["id"],
            "kind": kind,
            "at": at,
            "recorded_at": at,
            "actor": ACTOR,
            "data": data,
        }


def insert(engine: sa.Engine, tables: Sequence[sa.Table], rows: tuple[list[Row], ...]) -> None:
    """Store the rows of each table."""
    with engine.begin() as connection:
        for table, its_rows in zip(tables, rows, strict=True):
            if its_rows:
                connection.execute(sa.insert(table), its_rows)


def settle(engine: sa.Engine, tables: Sequence[sa.Table] = TABLES) -> None:
    """Leave the database as a service that runs for long would: numbers taken, statistics known."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            for table in tables:
                if "id" not in table.c:
                    continue
                taken = sa.select(sa.func.max(table.c.id)).scalar_subquery()
                sequence = sa.func.pg_get_serial_sequence(table.name, "id")
                connection.execute(sa.select(sa.func.setval(sequence, taken)))
    db.refresh_statistics(engine)
