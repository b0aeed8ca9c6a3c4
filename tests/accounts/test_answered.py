"""Requests that are sent with a key: claimed once, kept with what they did, let go when refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from casetracker.accounts.answered import LONGEST, InProgress, Kept, KeyReused, Sent, claim, keep, let_go
from casetracker.accounts.tokens import create_token, tokens_of
from casetracker.db import unit_of_work
from tests.builders.accounts import create_user
from tests.builders.registry import create_registry

NOW = dt.datetime(2022, 11, 21, 4, tzinfo=dt.UTC)  # Monday
ANSWER = Kept(201, {"ETag": '"1"'}, {"reference": "R"})


@pytest.fixture
def sent(session: Session) -> Sent:
    with unit_of_work(session):
        create_registry(session)
        user = create_user(session)
        create_token(session, user, "x", actor="x")
        session.flush()
        return Sent(tokens_of(session, user)[0].id, "key", "a" * 64)


def claimed(session: Session, sent: Sent, at: dt.datetime = NOW) -> str:
    with unit_of_work(session):
        mine = claim(session, sent, at)
    session.expire_all()
    assert isinstance(mine, str)
    return mine


def test_request_when_it_is_being_answered_then_waits_and_another_one_is_refused(
    session: Session, sent: Sent
) -> None:
    mine = claimed(session, sent)
    with pytest.raises(InProgress), unit_of_work(session):
        claim(session, sent, NOW + LONGEST - dt.timedelta(seconds=1))
    with pytest.raises(KeyReused), unit_of_work(session):
        claim(session, replace(sent, digest="b" * 64), NOW)
    with unit_of_work(session):
        keep(session, mine, ANSWER, NOW)
    session.expire_all()
    with unit_of_work(session):
        assert claim(session, sent, NOW) == ANSWER
        # What is answered is answered: it cannot be let go or told otherwise any more.
        let_go(session, mine)
        with pytest.raises(InProgress):
            keep(session, mine, replace(ANSWER, status=200), NOW)
        assert claim(session, sent, NOW) == ANSWER


def test_request_when_it_was_broken_off_then_is_taken_over_by_one_only(session: Session, sent: Sent) -> None:
    broken = claimed(session, sent)
    taken = claimed(session, replace(sent, digest="b" * 64), NOW + LONGEST)
    with pytest.raises(InProgress), unit_of_work(session):
        keep(session, broken, ANSWER, NOW + LONGEST)
    with unit_of_work(session):
        let_go(session, broken)
        keep(session, taken, ANSWER, NOW + LONGEST)


def test_request_when_it_was_refused_then_may_be_mended_under_its_key(session: Session, sent: Sent) -> None:
    mine = claimed(session, sent)
    with unit_of_work(session):
        let_go(session, mine)
    assert claimed(session, replace(sent, digest="b" * 64)) != mine
