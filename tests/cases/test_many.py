"""Registering many at once leaves what registering one by one leaves: the same rows in every table."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.audit.actions import GENESIS
from casetracker.audit.models import AuditHead, AuditRow
from casetracker.audit.queries import chain_faults
from casetracker.cases.actions import register_complaint
from casetracker.cases.decisions import record_decision
from casetracker.cases.inputs import DecisionSchema, read_input
from casetracker.cases.intake import check_complaint
from casetracker.cases.many import draft_of, register_many
from casetracker.cases.models import (
    Awaited,
    Case,
    CaseCounter,
    CaseDeadline,
    Decision,
    Event,
    Identity,
    Matter,
    Party,
)
from casetracker.cases.models.party import IdentityMark
from casetracker.cases.models.sketch import CaseSketch
from casetracker.db import unit_of_work
from casetracker.runtime import lawbook
from tests.builders.cases import complaint_values, vault
from tests.builders.registry import create_registry

# What differs between any two registrations: when, and what was drawn by lot or counted up.
OF_THE_MOMENT = {"id", "tracking_hash", "registered_at", "recorded_at", "set_at", "created_at", "version"}
NUMBERS = {"case_id", "matter_id", "decision_id", "identity_id", "replaces_id", "mark", "sealed"}
DELETED = (
    *(AuditRow, Awaited, CaseSketch, CaseDeadline, Decision, Event, Party, IdentityMark, Identity),
    *(Case, Matter, CaseCounter),
)
COMPARED = (
    *(Case, Party, Identity, IdentityMark, Event, CaseDeadline, Decision),
    *(Awaited, CaseCounter, CaseSketch, AuditRow),
)
DECISION = {"number": "7", "outcome": "refused", "operative": "Отказать.", "language": "ru"}
# Before a commission and a court; in time and late (after the ten days); open, decided in time and too late.
ROWS: list[tuple[dict[str, Any], str | None]] = [
    ({"received_at": "2022-11-21T10:00"}, None),
    ({"received_at": "2022-12-12T10:00"}, "2022-12-13T10:00"),
    ({"received_at": "2022-11-22T10:00"}, "2022-11-23T10:00"),
    ({"received_at": "2022-11-22T11:00", "complainant_name": None}, "2022-12-09T10:00"),
    ({"received_at": "2022-11-22T12:00", "contested_body": None, "contested_number": "12/3"}, None),
    (
        {"received_at": "2022-11-23T10:00", "body": "kz-siac-astana", "procedure": "election-claim"},
        "2022-11-25T10:00",
    ),
]


@pytest.fixture
def stored(session: Session) -> Session:
    """Give a session with the registry in the database."""
    with unit_of_work(session):
        create_registry(session)
    return session


def decision(taken_at: str | None) -> dict[str, Any] | None:
    return taken_at and read_input(DecisionSchema(), DECISION | {"taken_at": taken_at})  # type: ignore[return-value]


def one_by_one(session: Session) -> None:
    for changes, taken_at in ROWS:
        values = complaint_values(**changes)
        case = register_complaint(session, lawbook(), vault(), values, actor="test").case
        taken = decision(taken_at)
        if taken:
            record_decision(session, lawbook(), case, taken, actor="test", text_known=False)


def at_once(session: Session) -> None:
    drafts = [
        draft_of(
            check_complaint(session, lawbook(), complaint_values(**changes)),
            decision(taken_at),
            actor="test",
            import_key=None,
        )
        for changes, taken_at in ROWS
    ]
    register_many(session, lawbook(), vault(), drafts)


def left_behind(session: Session) -> dict[str, list[Any]]:
    """Return what stands in the tables, without what differs anyway."""
    told: dict[str, list[Any]] = {"cases": [case.reference for case in session.scalars(sa.select(Case))]}
    cases = {case.id: case.reference for case in session.scalars(sa.select(Case))}
    for model in COMPARED:
        table = model.__table__
        skipped = (
            OF_THE_MOMENT | {"at", "seq", "hash", "previous_hash"} if model is AuditRow else OF_THE_MOMENT
        )
        rows = []
        for row in session.execute(sa.select(table)).mappings():
            kept = {
                name: value is not None if name in NUMBERS else value
                for name, value in row.items()
                if name not in skipped
            }
            if model is Event:
                kept["data"] = {key: value for key, value in row["data"].items() if key != "decision"}
                kept["at"] = row["at"] if row["at"] < row["recorded_at"] - dt.timedelta(hours=1) else "now"
            rows.append(repr((cases.get(row.get("case_id", 0)), sorted(kept.items(), key=str))))
        told[model.__tablename__] = sorted(rows)
    told["matters"] = [len(session.scalars(sa.select(Matter)).all())]
    return told


def test_many_at_once_leave_what_one_by_one_leave(stored: Session) -> None:
    left = []
    for register in (one_by_one, at_once):
        with unit_of_work(stored):
            register(stored)
            stored.commit()
            assert list(chain_faults(stored)) == []
            left.append(left_behind(stored))
            stored.expunge_all()
            for model in DELETED:
                stored.execute(sa.delete(model))
            reset_chain(stored)
    for table, rows in left[0].items():
        assert left[1][table] == rows, table
    assert len(left[0]["cases"]) == len(ROWS)
    assert any("'is_late', True" in row for row in left[0]["cases"] + left[0][Case.__tablename__])


def reset_chain(session: Session) -> None:
    session.execute(sa.update(AuditHead).values(seq=0, hash=GENESIS))
