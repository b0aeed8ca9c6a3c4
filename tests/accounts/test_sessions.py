"""Sessions: how long they live, how they end, and how little they tell of a person."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from casetracker.accounts.models import UserSession
from casetracker.accounts.sessions import (
    IDLE,
    LONGEST,
    SECOND_STEP_WITHIN,
    complete_session,
    end_sessions,
    is_alive,
    live_sessions,
    note_seen,
    open_session,
    session_of_token,
    short_address,
    short_agent,
)
from casetracker.accounts.tokens import token_hash
from casetracker.db import unit_of_work
from tests.builders.accounts import create_user
from tests.builders.registry import create_registry

NOW = dt.datetime(2022, 11, 20, 9, tzinfo=dt.UTC)  # Sunday
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def registry(session: Session) -> Session:
    with unit_of_work(session):
        create_registry(session)
    return session


@pytest.mark.parametrize(
    ("completed", "seen_after", "age", "alive"),
    [
        (True, dt.timedelta(), IDLE - SECOND, True),
        (True, dt.timedelta(), IDLE, False),
        (True, IDLE - SECOND, IDLE, True),
        (True, LONGEST - SECOND, LONGEST - SECOND, True),
        (True, LONGEST - SECOND, LONGEST, False),
        (False, dt.timedelta(), SECOND_STEP_WITHIN - SECOND, True),
        (False, dt.timedelta(), SECOND_STEP_WITHIN, False),
    ],
)
def test_session_lives_while_it_is_used_and_not_for_ever(
    completed: bool, seen_after: dt.timedelta, age: dt.timedelta, alive: bool
) -> None:
    opened = UserSession(
        created_at=NOW,
        last_seen_at=NOW + seen_after,
        completed_at=NOW if completed else None,
        ended_at=None,
    )
    assert is_alive(opened, NOW + age) is alive
    opened.ended_at = NOW
    assert not is_alive(opened, NOW)


def test_token_of_the_first_step_opens_nothing_after_the_second(registry: Session) -> None:
    opened, first = open_session(
        registry, create_user(registry), way="password", address="203.0.113.77", agent="", now=NOW
    )
    assert session_of_token(registry, first, NOW) is opened
    assert opened.completed_at is None
    token = complete_session(registry, opened, now=NOW, second_factor=True)
    registry.flush()
    assert session_of_token(registry, first, NOW) is None
    assert session_of_token(registry, token, NOW) is opened
    assert opened.token_hash == token_hash(token) != token


def test_others_end_and_the_one_in_use_stays(registry: Session) -> None:
    user = create_user(registry)
    tokens = []
    for _browser in range(3):
        opened, _first = open_session(registry, user, way="password", address="", agent="", now=NOW)
        tokens.append(complete_session(registry, opened, now=NOW, second_factor=False))
    registry.flush()
    assert len(live_sessions(registry, user, NOW)) == 3
    end_sessions(registry, user, actor="test", but=opened)
    registry.expire_all()
    assert [session_of_token(registry, token, NOW) for token in tokens] == [None, None, opened]
    note_seen(registry, opened, NOW + IDLE - SECOND)
    registry.expire_all()
    assert session_of_token(registry, tokens[-1], NOW + IDLE) is opened
    end_sessions(registry, user, actor="test")
    registry.expire_all()
    assert live_sessions(registry, user, NOW) == []


@pytest.mark.parametrize("token", ["", "1", "x" * 5000, "\x00"])
def test_strange_token_is_nobody(registry: Session, token: str) -> None:
    assert session_of_token(registry, token, NOW) is None


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_address_is_kept_as_its_network(address: str, kept: str) -> None:
    assert short_address(address) == kept


@pytest.mark.parametrize(
    ("agent", "kept"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.0", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_browser_is_kept_in_two_words(agent: str, kept: str) -> None:
    assert short_agent(agent) == kept
