"""Hearings as the public sees them: at once, in the same transaction, and with nothing private in them."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from casetracker.publication.models import PublicCase, PublicHearing, PublicHearingCase
from tests.builders.cases import COMPLAINT, create_case
from tests.builders.hearings import adjourn, cancel, create_hearing, move, record
from tests.builders.registry import ASTANA, PRECINCT_372, create_registry

MONDAY = "2022-11-21T06:00Z"


@pytest.fixture
def case(session: Session, app: Flask) -> Case:
    with unit_of_work(session):
        create_registry(session)
        return create_case(session)


def public(session: Session) -> list[PublicHearing]:
    return list(session.scalars(sa.select(PublicHearing).order_by(PublicHearing.starts_at)))


@time_machine.travel(MONDAY, tick=False)
def test_hearing_when_set_then_public_although_its_case_is_not(session: Session, case: Case) -> None:
    with unit_of_work(session):
        hearing = create_hearing(session, case)
    shown = public(session)[0]
    assert (shown.uid, shown.body_id, shown.region) == (hearing.uid, ASTANA, "710000000")
    assert (shown.starts_at, shown.zone, shown.room, shown.is_open) == (
        hearing.starts_at,
        "Asia/Almaty",
        "3",
        True,
    )
    told = shown.cases[0]
    assert (told.reference, told.subject, told.complainant_kind, told.contested_body_id) == (
        case.reference,
        "observers",
        "observer",
        PRECINCT_372,
    )
    assert session.scalars(sa.select(PublicCase)).all() == []


@time_machine.travel(MONDAY, tick=False)
def test_projection_when_a_hearing_changes_then_follows_step_by_step(session: Session, case: Case) -> None:
    with unit_of_work(session):
        hearing = create_hearing(session, case)
    with unit_of_work(session):
        move(session, hearing, starts_at="2022-11-22T17:00")  # Tuesday
    assert [(it.sequence, it.starts_at.hour) for it in public(session)] == [(1, 11)]
    with unit_of_work(session):
        following = adjourn(session, hearing, next_starts_at="2022-11-23T10:00")  # Wednesday
    assert following is not None
    assert [(it.result, it.next_uid) for it in public(session)] == [
        ("adjourned", following.uid),
        (None, None),
    ]
    with time_machine.travel("2022-11-23T08:00Z", tick=False), unit_of_work(session):
        record(session, following, result="held")
    assert [it.result for it in public(session)] == ["adjourned", "held"]
    with unit_of_work(session):
        cancel(session, create_hearing(session, case, starts_at="2022-11-24T10:00"))  # Thursday
    assert [(it.result, it.sequence) for it in public(session)][-1] == ("cancelled", 1)


def set_and_fail(session: Session, case: Case) -> None:
    with unit_of_work(session):
        create_hearing(session, case)
        raise RuntimeError("in the middle")


@time_machine.travel(MONDAY, tick=False)
def test_unit_of_work_that_fails_then_nothing_is_public(session: Session, case: Case) -> None:
    with pytest.raises(RuntimeError, match="in the middle"):
        set_and_fail(session, case)
    with unit_of_work(session):
        session.add(case)
    assert public(session) == []


@time_machine.travel(MONDAY, tick=False)
def test_nothing_private_then_stands_in_the_projection(session: Session, case: Case) -> None:
    secret = {
        "agenda": "Үлгіов Сынақтың шағымы",
        "closed_reason": "Үлгіов Сынақ кәмелетке толмаған",
        "link": "https://example.org/room?key=jasyryn",
        "link_is_public": "no",
        "place": "Астана, Мысал көшесі, 1, sample@person.example, +7 700 000 00 00",
    }
    with unit_of_work(session):
        create_hearing(session, case, is_open="no", closed_ground="minor", **secret)
    rows = [
        dict(row)
        for table in (PublicHearing.__table__, PublicHearingCase.__table__)
        for row in session.execute(sa.select(table)).mappings()
    ]
    told = json.dumps(rows, default=str, ensure_ascii=False)
    assert "minor" in told
    private = [COMPLAINT["complainant_name"], COMPLAINT["text"], COMPLAINT["relief"], case.tracking_hash]
    for words in (*private, "Үлгіов", "jasyryn", "person.example", "000 00 00", "толмаған"):
        assert words not in told, words


@time_machine.travel(MONDAY, tick=False)
def test_link_when_meant_for_everybody_then_public(session: Session, case: Case) -> None:
    with unit_of_work(session):
        create_hearing(session, case, link="https://example.org/room", link_is_public="yes")
    assert public(session)[0].link == "https://example.org/room"
