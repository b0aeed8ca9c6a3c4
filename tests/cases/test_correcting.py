"""Corrections: the history keeps both, every clock is judged again, and what does not fit is told."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.audit.models import AuditRow
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from casetracker.publication.models import PublicCase
from tests.builders.cases import create_case, create_decision
from tests.builders.proceedings import correct, create_stay, on, review_clocks
from tests.builders.publication import publish_case
from tests.builders.registry import create_registry


@pytest.fixture
def registry(session: Session) -> Session:
    with unit_of_work(session):
        create_registry(session)
    return session


@pytest.fixture
def case(registry: Session) -> Case:
    """About Sunday 20 November 2022, received Monday 21: to be decided by the end of Thursday 24."""
    with unit_of_work(registry):
        return create_case(registry)


def filing(case: Case) -> str:
    [clock] = [clock for clock in case.deadlines if clock.role == "filing" and clock.state != "replaced"]
    return f"{clock.state} {clock.due_on:%a %d %b}"


# What was entered wrongly, how it is corrected, the two clocks after that, and whether it was filed late.
TABLE: list[tuple[dict[str, Any], dict[str, Any], str, str, bool]] = [
    # Received a day later: Tuesday, so until Friday.
    ({}, {"received_at": "2022-11-22T10:00"}, "met Wed 30 Nov", "running Fri 25 Nov", False),
    # About Wednesday 9 November: ten days until Saturday 19, and filed on Monday 21.
    ({}, {"contested_on": "2022-11-09"}, "missed Sat 19 Nov", "running Thu 24 Nov", True),
    # The other way round: it was not late after all.
    (
        {"contested_on": "2022-11-09"},
        {"contested_on": "2022-11-11"},
        "met Mon 21 Nov",
        "running Thu 24 Nov",
        False,
    ),
    # Sent by post on Saturday 19, which counts for the filing.
    (
        {"contested_on": "2022-11-09"},
        {"filed_at": "2022-11-19T17:00"},
        "met Sat 19 Nov",
        "running Thu 24 Nov",
        False,
    ),
    # Filed and received were one; both move, to Friday 18.
    (
        {"contested_on": "2022-11-09"},
        {"received_at": "2022-11-18T10:00"},
        "met Sat 19 Nov",
        "running Mon 21 Nov",
        False,
    ),
]


def test_correction_judges_filing_and_review_again(registry: Session) -> None:
    for entered, corrected, filed, review, is_late in TABLE:
        with unit_of_work(registry):
            case = create_case(registry, **entered)
        with unit_of_work(registry):
            correct(registry, case, **corrected)
        assert (filing(case), review_clocks(case)[-1], case.is_late) == (filed, review, is_late), corrected
        with unit_of_work(registry):
            assert correct(registry, case, **corrected) == []


@pytest.mark.parametrize(
    ("received", "clock"),
    [("2022-11-22T10:00", "met Fri 25 Nov"), ("2022-11-20T10:00", "missed Wed 23 Nov")],  # Tuesday, Sunday
)
def test_decision_is_judged_by_the_corrected_facts(
    registry: Session, case: Case, received: str, clock: str
) -> None:
    with unit_of_work(registry):
        # Thursday for the one, too late for the other.
        create_decision(registry, case, taken_at="2022-11-24T10:00")
    with unit_of_work(registry):
        correct(registry, case, received_at=received, contested_on="2022-11-19")
    assert review_clocks(case)[-1] == clock


def test_history_keeps_both_and_says_what_corrects_what(registry: Session, case: Case) -> None:
    with unit_of_work(registry):
        correct(registry, case, received_at="2022-11-22T10:00", reason="The stamp was misread.")
    with unit_of_work(registry):
        correct(registry, case, received_at="2022-11-22T11:00", contested_on="2022-11-19")
    events = {event.id: event for event in case.events}
    [received] = [event for event in events.values() if event.kind == "received"]
    assert received.at == on("2022-11-21T10:00")
    corrections = sorted((it for it in events.values() if it.kind == "corrected"), key=lambda it: it.id)
    assert [event.data["field"] for event in corrections] == [
        "received_at",
        "filed_at",
        "received_at",
        "filed_at",
        "contested_on",
    ]
    first, filed_first, second, _filed_second, contested = corrections
    assert first.data == {
        "field": "received_at",
        "old": on("2022-11-21T10:00").astimezone(first.at.tzinfo).isoformat(),
        "new": on("2022-11-22T10:00").astimezone(first.at.tzinfo).isoformat(),
        "reason": "The stamp was misread.",
    }
    assert (first.corrects_id, second.corrects_id) == (received.id, first.id)
    assert events[filed_first.corrects_id or 0].kind == "filed"
    assert events[contested.corrects_id or 0].kind == "registered"
    rows = registry.scalars(sa.select(AuditRow).where(AuditRow.action == "case.corrected")).all()
    # The chain can never be cleaned of a name: it tells which facts, and not why.
    assert [row.details for row in rows] == [
        {"facts": ["filed_at", "received_at"]},
        {"facts": ["contested_on", "filed_at", "received_at"]},
    ]


def test_public_history_tells_what_is_known_now(registry: Session) -> None:
    with unit_of_work(registry):
        case = create_case(registry, contested_on="2022-11-09")
        publish_case(registry, case)
    [public] = registry.scalars(sa.select(PublicCase)).all()
    assert "filed-late" in [item["kind"] for item in public.timeline]
    with unit_of_work(registry):
        correct(registry, case, received_at="2022-11-22T10:00", contested_on="2022-11-20")
        publish_case(registry, case)
    told = {item["kind"]: item["at"] for item in public.timeline}
    assert "filed-late" not in told
    assert told["received"] == case.received_at.isoformat()
    assert (public.is_late, public.contested_on) == (False, case.contested_on)


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"received_at": "2098-11-20T10:00"}, "received_at", "future"),
    ({"received_at": "yesterday"}, "received_at", "is not a date and time"),
    ({"filed_at": "2022-11-21T10:01"}, "filed_at", "Filed after it was received"),
    ({"contested_on": "2022-11-22"}, "contested_on", "after the complaint was received"),
    ({"contested_on": "2021-11-01"}, "contested_on", "more than a year"),
    # The election and the body stay; it is the day that does not fit them.
    (
        {"received_at": "2022-09-20T10:00", "contested_on": "2022-09-20"},
        "received_at",
        "ran from its calling",
    ),
    (
        {"received_at": "2022-11-22T12:01", "filed_at": "2022-11-21T10:00"},
        "received_at",
        "stayed on 2022-11-22",
    ),
    ({"received_at": "2022-11-22T10:00", "reason": " "}, "reason", "Fill in"),
]


def test_correction_that_does_not_fit_is_told_and_changes_nothing(
    app: Flask, registry: Session, case: Case
) -> None:
    with unit_of_work(registry):
        create_stay(registry, case)  # from Tuesday 22, 12:00
    before = [event.kind for event in case.events]
    for changes, field, told in BAD:
        with app.test_request_context("/?lang=en"), pytest.raises(InvalidInput) as refusal:  # noqa: SIM117
            with unit_of_work(registry):
                correct(registry, case, **changes)
        assert told in " ".join(refusal.value.errors[field]), changes
    registry.expire_all()
    assert [event.kind for event in case.events] == before
    assert case.received_at == on("2022-11-21T10:00")


def test_decision_cannot_come_before_the_receipt(app: Flask, registry: Session, case: Case) -> None:
    with unit_of_work(registry):
        create_decision(registry, case)  # Wednesday 23
    with app.test_request_context("/?lang=en"), pytest.raises(InvalidInput) as refusal:  # noqa: SIM117
        with unit_of_work(registry):
            correct(registry, case, received_at="2022-11-24T10:00")
    assert "decision was taken on 2022-11-23" in refusal.value.errors["received_at"][0]


def test_case_that_somebody_else_changed_is_refused(registry: Session, case: Case) -> None:
    seen = case.version
    with unit_of_work(registry):
        correct(registry, case, contested_on="2022-11-19", version=seen)
    with pytest.raises(StaleCase), unit_of_work(registry):
        correct(registry, case, contested_on="2022-11-18", version=seen)
