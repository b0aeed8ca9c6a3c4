"""Links by mail and passwords: once, in time, and no password that is guessed first."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.accounts.links import (
    INVITATION,
    LIFETIMES,
    PASSWORD_RESET,
    link_of_token,
    make_link,
    use_link,
)
from casetracker.accounts.passwords import check_password, is_password
from casetracker.accounts.sessions import complete_session, open_session, session_of_token
from casetracker.db import unit_of_work
from casetracker.registry.errors import InvalidInput
from tests.builders.accounts import create_user
from tests.builders.registry import create_registry

NOW = dt.datetime(2022, 11, 20, 9, tzinfo=dt.UTC)  # Sunday
NEW_PASSWORD = "ladder cloud 41 violin"


@pytest.fixture
def registry(session: Session) -> Session:
    with unit_of_work(session):
        create_registry(session)
    return session


@pytest.mark.parametrize("kind", [INVITATION, PASSWORD_RESET])
def test_link_opens_until_its_time_is_over_and_only_the_newest(registry: Session, kind: str) -> None:
    user = create_user(registry)
    link, token = make_link(registry, user, kind, actor="test", now=NOW)
    end = NOW + LIFETIMES[kind]
    assert link_of_token(registry, token, end - dt.timedelta(seconds=1)) is link
    assert link_of_token(registry, token, end) is None
    assert link.token_hash != token
    newer, newer_token = make_link(registry, user, kind, actor="test", now=NOW)
    assert link_of_token(registry, token, NOW) is None
    assert link_of_token(registry, newer_token, NOW) is newer
    user.is_enabled = False
    assert link_of_token(registry, newer_token, NOW) is None


def test_link_is_used_once_ends_sessions_and_unlocks(registry: Session) -> None:
    user = create_user(registry, is_invited=True, locked_until=NOW + dt.timedelta(minutes=9))
    opened, _first = open_session(registry, user, way="password", address="", agent="", now=NOW)
    cookie = complete_session(registry, opened, now=NOW, second_factor=False)
    link, token = make_link(registry, user, INVITATION, actor="test", now=NOW)
    with pytest.raises(InvalidInput):
        use_link(registry, link, "short", now=NOW)
    assert link_of_token(registry, token, NOW) is link
    use_link(registry, link, NEW_PASSWORD, now=NOW)
    registry.flush()
    registry.expire_all()
    assert link_of_token(registry, token, NOW) is None
    assert session_of_token(registry, cookie, NOW) is None
    assert is_password(user.password_hash, NEW_PASSWORD)
    assert (user.is_invited, user.locked_until) == (False, None)


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("ladder cloud 41 violin", True),
        ("жеті қасқыр 41 домбыра", True),
        ("elevenchars", False),
        ("x" * 1001, False),
        ("lawyer@commission.example", False),
        ("my lawyer@commission.example", False),
        ("commission.example", False),
        ("Password1234", False),
        ("ADMINISTRATOR", False),
        ("Қазақстан123", False),
        ("ababababababab", False),
        ("            ", False),
    ],
)
def test_password_that_would_be_guessed_is_refused(app: Flask, password: str, is_taken: bool) -> None:
    with app.app_context():
        if is_taken:
            check_password(password, "lawyer@commission.example")
            return
        with pytest.raises(InvalidInput) as refused:
            check_password(password, "lawyer@commission.example")
    assert list(refused.value.errors) == ["password"]
