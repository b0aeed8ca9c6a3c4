"""Hearings: set, moved, adjourned, cancelled, held; what is told of them first, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import marshmallow as ma
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.audit.models import AuditRow
from casetracker.cases import hearings
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.hearing_inputs import HearingSchema
from casetracker.cases.hearing_queries import hearings_between, hearings_without_result
from casetracker.cases.hearing_warnings import hearing_warnings
from casetracker.cases.models import Case
from casetracker.db import now, unit_of_work
from casetracker.registry.models import Body
from casetracker.runtime import lawbook
from tests.builders.cases import create_case, create_decision
from tests.builders.hearings import HEARING, adjourn, cancel, create_hearing, move, record
from tests.builders.registry import create_registry

MONDAY = dt.datetime(2022, 11, 21, 6, tzinfo=dt.UTC)  # 12:00 in Astana


@pytest.fixture
def case(session: Session, app: Flask) -> Case:
    """Return a complaint received by the commission of Astana on Monday 21 November 2022 at 10:00."""
    with unit_of_work(session):
        create_registry(session)
        return create_case(session)


def history(case: Case) -> list[str]:
    return [event.kind for event in case.events if event.kind.startswith(("hearing", "corrected"))]


def refused(session: Session, do: Any) -> dict[str, list[str]]:
    with pytest.raises(InvalidInput) as caught, unit_of_work(session):
        do()
    return caught.value.errors


@time_machine.travel(MONDAY, tick=False)
def test_hearing_when_set_moved_adjourned_and_held_then_history_keeps_everything(
    session: Session, case: Case
) -> None:
    with unit_of_work(session):
        first = create_hearing(session, case, starts_at="2022-11-22T15:00")  # Tuesday
    version = case.version
    with unit_of_work(session):
        move(session, first, starts_at="2022-11-22T16:30", room="7")
    assert (case.version, first.sequence) == (version + 1, 1)
    with time_machine.travel("2022-11-22T11:00Z", tick=False), unit_of_work(session):
        following = adjourn(session, first, next_starts_at="2022-11-23T10:00")  # Wednesday
    assert following is not None
    assert (following.follows, following.room, following.starts_at.hour) == (first, "7", 4)
    with time_machine.travel("2022-11-23T06:00Z", tick=False), unit_of_work(session):
        record(session, following, result="held", ended_at="2022-11-23T11:20")
    with time_machine.travel("2022-11-23T07:00Z", tick=False), unit_of_work(session):
        record(session, following, result="held-in-absence", reason="The protocol names who was absent.")
    assert (first.result, following.result) == ("adjourned", "held-in-absence")
    assert sorted(history(case)) == [
        "corrected",
        "hearing-adjourned",
        "hearing-held",
        "hearing-moved",
        "hearing-set",
        "hearing-set",
    ]
    moved = next(event for event in case.events if event.kind == "hearing-moved")
    assert moved.data["from"] == "2022-11-22T09:00:00+00:00"
    assert moved.data["from_place"].endswith(", 3")
    corrected = next(event for event in case.events if event.kind == "corrected")
    mistaken = next(event for event in case.events if event.id == corrected.corrects_id)
    assert mistaken.kind == "hearing-held"
    audited = session.scalars(sa.select(AuditRow.action).where(AuditRow.action.like("hearing.%"))).all()
    assert sorted(audited) == [
        "hearing.adjourned",
        "hearing.moved",
        "hearing.result",
        "hearing.result",
        "hearing.set",
    ]


def test_end_of_a_hearing_when_recorded_wrongly_then_a_correction_says_both(
    session: Session, case: Case
) -> None:
    with time_machine.travel(MONDAY, tick=False), unit_of_work(session):
        hearing = create_hearing(session, case, starts_at="2022-11-22T15:00")  # Tuesday
    with time_machine.travel("2022-11-22T12:00Z", tick=False):
        with unit_of_work(session):
            record(session, hearing, result="held", ended_at="2022-11-22T16:10")
        for again in ({}, {"ended_at": "2022-11-22T16:10", "reason": "x"}, {"ended_at": "2022-11-22T16:40"}):
            with pytest.raises(InvalidInput), unit_of_work(session):
                record(session, hearing, result="held", **again)
        with unit_of_work(session):
            record(session, hearing, result="held", ended_at="2022-11-22T16:40", reason="So the protocol.")
            record(session, hearing, result="held", ended_at="2022-11-22T16:45", reason="Read wrongly.")
    held = next(event for event in case.events if event.kind == "hearing-held")
    first, second = [event for event in case.events if event.kind == "corrected"]
    assert (first.data["field"], first.data["old"], first.data["new"]) == (
        "ended_at",
        "2022-11-22T10:10:00+00:00",
        "2022-11-22T10:40:00+00:00",
    )
    assert (first.corrects_id, second.corrects_id) == (held.id, first.id)
    assert hearing.ends_at == dt.datetime(2022, 11, 22, 10, 45, tzinfo=dt.UTC)


@time_machine.travel(MONDAY, tick=False)
def test_hearing_of_several_cases_when_cancelled_then_each_history_says_so(
    session: Session, case: Case
) -> None:
    with unit_of_work(session):
        other = create_case(session, text="Екінші шағым.")
        hearing = create_hearing(session, case, with_cases=f" {other.reference.lower()},")
        cancel(session, hearing)
    assert {it.reference for it in hearing.cases} == {case.reference, other.reference}
    assert history(case) == history(other) == ["hearing-set", "hearing-cancelled"]
    assert hearing.cancelled_at == MONDAY
    assert other.hearings == [hearing]
    everywhere = Body.path.startswith("kz-")
    week = (MONDAY, MONDAY + dt.timedelta(days=7))
    assert list(hearings_between(session, everywhere, *week)) == [hearing]
    assert list(hearings_between(session, Body.id == "kz-rec-almaty", *week)) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": "2022-11-21T09:59"}, "starts_at"),  # Monday, before the receipt
        ({"starts_at": "2032-11-22T15:00"}, "starts_at"),
        ({"is_open": "no", "closed_reason": "A minor is heard."}, "closed_ground"),
        ({"is_open": "no", "closed_ground": "private-life"}, "closed_reason"),
        ({"closed_ground": "minor"}, "closed_ground"),
        ({"with_cases": "2022-PRES/CEC/0001"}, "with_cases"),
        ({"link": "http://example.org/room"}, "link"),
        ({"link": "https://name:word@example.org/"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://[broken/"}, "link"),
        ({"minutes": "-5"}, "minutes"),
        ({"place": ""}, "place"),
    ],
)
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
@time_machine.travel(MONDAY, tick=False)
def test_hearing_that_does_not_fit_then_its_field_is_named(
    session: Session, case: Case, changes: dict[str, str], field: str
) -> None:
    assert list(refused(session, lambda: create_hearing(session, case, **changes))) == [field]
    assert history(case) == []


@time_machine.travel(MONDAY, tick=False)
def test_hearing_when_its_end_is_recorded_then_it_is_not_moved_or_held_again(
    session: Session, case: Case
) -> None:
    with unit_of_work(session):
        hearing = create_hearing(session, case)
    assert list(refused(session, lambda: record(session, hearing, result="held"))) == ["result"]
    nothing_new = {"starts_at": "2022-11-22T15:00", "minutes": "60"}
    assert list(refused(session, lambda: move(session, hearing, **nothing_new))) == ["_schema"]
    with pytest.raises(StaleCase), unit_of_work(session):
        hearings.cancel_hearing(session, hearing, "x", actor="test", version=case.version - 1)
    with unit_of_work(session):
        cancel(session, hearing)
    for do in (cancel, adjourn, move):
        assert list(refused(session, lambda do=do: do(session, hearing))) == ["_schema"]
    late = {"result": "held", "reason": "no"}
    with time_machine.travel("2022-11-22T12:00Z", tick=False):
        assert list(refused(session, lambda: record(session, hearing, **late))) == ["_schema"]


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("starts_at", "now_utc", "expected"),
    [
        # The last day to decide is Thursday 24 November; notice is 48 hours.
        ("2022-11-23T12:01", "2022-11-21T06:00Z", []),  # Wednesday
        ("2022-11-23T11:59", "2022-11-21T06:00Z", ["short-notice"]),
        ("2022-11-27T10:00", "2022-11-21T06:00Z", ["after-review", "day-off"]),  # Sunday
        ("2022-11-22T10:00", "2022-11-24T06:00Z", ["past"]),  # Tuesday, entered on Thursday
    ],
)
def test_what_should_be_known_of_a_hearing_then_it_is_told_and_not_refused(
    session: Session, case: Case, starts_at: str, now_utc: str, expected: list[str]
) -> None:
    with time_machine.travel(now_utc, tick=False), unit_of_work(session):
        hearing = create_hearing(session, case, starts_at=starts_at)
        told = [it.code for it in hearing_warnings(session, lawbook(), hearing, now())]
    assert told == expected


@pytest.mark.parametrize(
    ("room", "starts_at", "clashes"),
    [
        ("КІШІ ЗАЛ", "2022-11-23T15:30", True),  # Wednesday, within the first hour
        ("Кіші зал", "2022-11-23T14:00", True),  # until 15:01
        ("Кіші зал", "2022-11-23T16:00", False),  # it ends as the other begins
        ("Үлкен зал", "2022-11-23T15:30", False),
        ("", "2022-11-23T15:30", False),
    ],
)
@time_machine.travel(MONDAY, tick=False)
def test_room_when_taken_then_told_on_both_databases(
    session: Session, case: Case, room: str, starts_at: str, clashes: bool
) -> None:
    with unit_of_work(session):
        create_hearing(session, case, starts_at="2022-11-23T15:00", minutes="60", room="Кіші зал")
        other = create_hearing(session, case, starts_at=starts_at, minutes="61", room=room)
        told = [it.code for it in hearing_warnings(session, lawbook(), other, now())]
    assert told == (["room"] if clashes else [])


@time_machine.travel(MONDAY, tick=False)
def test_hearing_whose_result_is_owed_then_listed_until_recorded(session: Session, case: Case) -> None:
    with unit_of_work(session):
        hearing = create_hearing(session, case)
    later = dt.datetime(2022, 11, 22, 12, tzinfo=dt.UTC)
    everywhere = Body.path.startswith("kz-")
    assert list(hearings_without_result(session, everywhere, MONDAY)) == []
    assert list(hearings_without_result(session, everywhere, later)) == [hearing]
    with time_machine.travel(later, tick=False), unit_of_work(session):
        record(session, hearing, result="no-quorum")
        create_decision(session, case, taken_at="2022-11-22T17:00")
    assert list(hearings_without_result(session, everywhere, later)) == []
    assert list(refused(session, lambda: create_hearing(session, case))) == ["_schema"]


def test_schema_refuses_a_field_that_it_does_not_know() -> None:
    with pytest.raises(ma.ValidationError, match="Unknown field"):
        HearingSchema().load(HEARING | {"judge": "x"})
