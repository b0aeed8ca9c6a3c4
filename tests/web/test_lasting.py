"""A page that is kept in memory is never older than what is public now, whatever changed or passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from casetracker.cases.matters import join_case
from casetracker.cases.models import Case, Hearing
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.registry.models import Body, Election
from casetracker.remembering import Latest
from casetracker.web.public.lasting import Version
from tests.builders.cases import ACTOR, create_case, create_decision
from tests.builders.hearings import create_hearing, move
from tests.builders.publication import publish_case, stored, withdraw
from tests.builders.registry import ASTANA, create_registry
from tests.support.statements import Counting

on_sqlite = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

CASE = "/cases/2022-pres/rec-astana-0001?lang=en"
DECISION = "/cases/2022-pres/rec-astana-0001/decisions/1?lang=en"
WEDNESDAY = dt.datetime(2022, 11, 23, 11, 0, tzinfo=dt.UTC)  # 17:00 in Astana
KEPT = ("public_pages_known", "public_shelf")


def first_case(session: Session) -> Case:
    return session.scalars(sa.select(Case).order_by(Case.id)).first() or pytest.fail("no case")


def public(session: Session) -> PublicCase:
    return session.scalars(sa.select(PublicCase).order_by(PublicCase.id)).first() or pytest.fail("none")


def correct_the_summary(session: Session) -> None:
    case = public(session)
    case.summary, case.version = "Байқаушы залдан шығарылды.", case.version + 1


def set_a_hearing(session: Session) -> None:
    create_hearing(session, first_case(session))


def move_the_hearing(session: Session) -> None:
    move(session, session.scalars(sa.select(Hearing)).one(), place="Астана, Жаңа көшесі, 2")


def publish_a_decision(session: Session) -> None:
    case = first_case(session)
    publish_case(session, case, create_decision(session, case))


def rename_the_body(session: Session) -> None:
    session.get_one(Body, ASTANA).name_en = "Commission under another name"


def rename_the_election(session: Session) -> None:
    session.get_one(Election, "2022-pres").name_en = "Election under another name"


def join_another_case(session: Session) -> None:
    other = create_case(session)
    join_case(session, first_case(session), other, actor=ACTOR)
    publish_case(session, other)


def withdraw_the_decision(session: Session) -> None:
    decision = session.scalars(sa.select(PublicDecision)).one()
    decision.withdrawn_at, decision.withdrawn_ground = WEDNESDAY, "error"
    decision.withdrawn_reason = "Қате жарияланған."
    decision.case.version += 1


def withdraw_the_case(session: Session) -> None:
    withdraw(public(session), "Қате жарияланған.")


# What changes, and which of the two pages tells it.
CHANGES: Iterable[tuple[Callable[[Session], None], tuple[str, ...]]] = (
    (correct_the_summary, (CASE,)),
    (set_a_hearing, (CASE,)),
    (move_the_hearing, (CASE,)),
    (publish_a_decision, (CASE, DECISION)),
    (rename_the_body, (CASE, DECISION)),
    (rename_the_election, (CASE,)),
    (join_another_case, (CASE, DECISION)),
    (withdraw_the_decision, (CASE, DECISION)),
    (withdraw_the_case, (CASE, DECISION)),
)


def told(client: FlaskClient, path: str) -> tuple[int, str, str | None]:
    answer = client.get(path)
    return answer.status_code, answer.text, answer.headers.get("ETag")


@pytest.fixture
def pending(app: Flask) -> None:
    with stored(app) as session, time_machine.travel(WEDNESDAY, tick=False):
        create_registry(session)
        publish_case(session, create_case(session))


@on_sqlite
@pytest.mark.usefixtures("pending")
def test_kept_page_after_each_change_is_what_a_new_look_gives(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(WEDNESDAY, tick=False):
        before = {path: told(client, path) for path in (CASE, DECISION)}
        for change, changed in CHANGES:
            with stored(app) as session:
                change(session)
            kept = {path: told(client, path) for path in before}
            for name in KEPT:
                app.extensions.pop(name, None)
            assert kept == {path: told(client, path) for path in before}, change.__name__
            assert {path for path in before if kept[path] != before[path]} >= set(changed), change.__name__
            before = kept
    assert {status for status, _text, _tag in before.values()} == {410}


@on_sqlite
@pytest.mark.usefixtures("pending")
def test_page_is_looked_up_again_when_a_limit_passes_and_not_before(
    client: FlaskClient, statements: Counting
) -> None:
    # The limit to decide ends with Thursday 24 November 2022 in Astana.
    end = dt.datetime(2022, 11, 24, 18, 0, tzinfo=dt.UTC)
    for moment, is_kept in ((end - dt.timedelta(hours=9), False), (end - dt.timedelta(seconds=1), True),
                            (end, False), (end + dt.timedelta(days=300), True)):  # fmt: skip
        with time_machine.travel(moment, tick=False), statements() as sent:
            client.get(CASE)
        assert (len(sent) == 1) is is_kept, moment


def test_no_more_is_kept_than_what_was_asked_for_last() -> None:
    kept: Latest[str, int] = Latest(most=2)
    for number, key in enumerate("aba", start=1):
        kept.keep(key, number)
    assert kept.get("b") == 2
    kept.keep("c", 4)
    assert [kept.get(key) for key in "abc"] == [None, 2, 4]


@pytest.mark.parametrize(
    ("until", "lasts"), [(None, True), (WEDNESDAY, False), (WEDNESDAY + dt.timedelta(seconds=1), True)]
)
def test_version_lasts_until_its_moment(until: dt.datetime | None, lasts: bool) -> None:
    assert Version("tag", WEDNESDAY, until).lasts(WEDNESDAY) is lasts
