"""Logging in, locking, ending sessions, tokens, and who is responsible for a body."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from casetracker.accounts.actions import LOCK_FOR, TRIES_BEFORE_LOCK, AccountError, log_in
from casetracker.accounts.actions import create_user as make_user
from casetracker.accounts.queries import users_responsible_for
from casetracker.accounts.sessions import complete_session, open_session, session_of_token
from casetracker.accounts.tokens import create_token, is_use_unnoted, note_use, revoke_token, token_in_use
from casetracker.db import unit_of_work
from casetracker.registry.models import Body
from tests.builders.accounts import PASSWORD, create_user
from tests.builders.registry import ASTANA, CENTRAL, PRECINCT_372, create_registry

NOW = dt.datetime(2022, 11, 20, 9, tzinfo=dt.UTC)


@pytest.fixture
def registry(session: Session) -> Session:
    with unit_of_work(session):
        create_registry(session)
    return session


def test_right_password_logs_in_and_a_wrong_one_does_not(registry: Session) -> None:
    user = create_user(registry)
    assert log_in(registry, f"  {user.email.upper()} ", PASSWORD, now=NOW) is user
    assert log_in(registry, user.email, PASSWORD + "x", now=NOW) is None
    assert log_in(registry, "nobody@commission.example", PASSWORD, now=NOW) is None
    assert user.password_hash.startswith("$argon2id$")


def test_account_is_locked_for_a_while_after_many_failures(registry: Session) -> None:
    user = create_user(registry)
    for _try in range(TRIES_BEFORE_LOCK):
        log_in(registry, user.email, "wrong", now=NOW)
    assert log_in(registry, user.email, PASSWORD, now=NOW + LOCK_FOR - dt.timedelta(seconds=1)) is None
    assert log_in(registry, user.email, PASSWORD, now=NOW + LOCK_FOR) is user


def test_disabled_user_is_out_everywhere(registry: Session) -> None:
    user = create_user(registry)
    token = create_token(registry, user, "test", actor="test")
    opened, _first = open_session(registry, user, way="password", address="", agent="", now=NOW)
    cookie = complete_session(registry, opened, now=NOW, second_factor=False)
    registry.flush()
    assert session_of_token(registry, cookie, NOW) is opened
    assert token_in_use(registry, token) is not None
    user.is_enabled = False
    registry.flush()
    assert session_of_token(registry, cookie, NOW) is None
    assert token_in_use(registry, token) is None
    assert log_in(registry, user.email, PASSWORD, now=NOW) is None


def test_use_of_a_token_is_noted_once_a_minute_and_a_revoked_one_is_unknown(registry: Session) -> None:
    text = create_token(registry, create_user(registry), "test", actor="test", scope="read")
    token = token_in_use(registry, text)
    assert token is not None
    assert (token.scope, is_use_unnoted(token, NOW)) == ("read", True)
    note_use(registry, token, NOW)
    assert not is_use_unnoted(token, NOW + dt.timedelta(seconds=59))
    assert is_use_unnoted(token, NOW + dt.timedelta(seconds=60))
    revoke_token(registry, token, actor="test")
    registry.flush()
    assert token_in_use(registry, text) is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"role": "emperor"}, "one of: clerk"),
        ({"body_id": "kz-nowhere"}, "no body 'kz-nowhere'"),
    ],
)
def test_account_that_cannot_be_is_refused(registry: Session, change: dict[str, str], told: str) -> None:
    values = {
        "email": "a@b.example",
        "name": "Office",
        "password": PASSWORD,
        "role": "clerk",
        "body_id": ASTANA,
        "language": "kk",
    }
    with pytest.raises(AccountError, match=told):
        make_user(registry, **(values | change), actor="test")


def test_responsible_is_the_body_itself_or_the_nearest_above(registry: Session) -> None:
    precinct = registry.get_one(Body, PRECINCT_372)
    central = create_user(registry, body_id=CENTRAL)
    assert users_responsible_for(registry, precinct, ["lawyer"]) == [central]
    regional = create_user(registry, body_id=ASTANA)
    create_user(registry, body_id=ASTANA, role="auditor")
    assert users_responsible_for(registry, precinct, ["lawyer"]) == [regional]
