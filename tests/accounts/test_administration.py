"""What administrators do to the accounts of others: inside their scope, and never to the last of them."""

from __future__ import annotations

import contextlib
import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session

from casetracker.accounts import administration
from casetracker.accounts.administration import (
    NotAllowed,
    change_user,
    disable_user,
    enable_user,
    invite_user,
)
from casetracker.accounts.models import User
from casetracker.accounts.tokens import create_token, token_in_use
from casetracker.db import unit_of_work
from casetracker.registry.errors import InvalidInput
from casetracker.registry.models import Body
from tests.builders.accounts import create_user
from tests.builders.registry import ASTANA, CENTRAL, create_registry

ALMATY = "kz-rec-almaty"


@pytest.fixture
def registry(session: Session) -> Session:
    with unit_of_work(session):
        create_registry(session)
    return session


def test_invited_user_has_no_password_and_an_address_is_taken_once(registry: Session) -> None:
    by = create_user(registry, role="administrator")
    astana = registry.get_one(Body, ASTANA)
    values = {"email": " New@Astana.example", "name": "New", "role": "clerk", "language": "kk"}
    user = invite_user(registry, by, body=astana, **values)
    assert (user.email, user.is_invited) == ("new@astana.example", True)
    with pytest.raises(InvalidInput) as refused:
        invite_user(registry, by, body=astana, **values)
    assert list(refused.value.errors) == ["email"]


def test_two_invitations_of_one_address_at_once_make_one_account_and_one_sentence(
    registry: Session, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work(registry):
        create_user(registry, role="administrator", body_id=CENTRAL)
    both_looked, told = threading.Barrier(2), list[str]()

    def hash_after_both_looked() -> str:
        # Where one waits for the other's lock before it looks, nobody else comes.
        with contextlib.suppress(threading.BrokenBarrierError):
            both_looked.wait(1)
        return "!"

    def invite() -> None:
        values = {"email": "new@astana.example", "name": "New", "role": "clerk", "language": "kk"}
        with app.app_context(), force_locale("en"):
            try:
                with unit_of_work() as session:
                    invite_user(session, None, body=session.get_one(Body, ASTANA), **values)
                told.append("made")
            except InvalidInput as refused:
                told.extend(refused.errors["email"])

    monkeypatch.setattr(administration, "unusable_hash", hash_after_both_looked)
    threads = [threading.Thread(target=invite) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(told) == 2
    assert "made" in told
    assert any("logs in with this address already" in sentence for sentence in told)
    kept = sa.select(sa.func.count()).select_from(User).where(User.email == "new@astana.example")
    assert registry.scalar(kept) == 1


def test_nobody_acts_outside_the_scope_or_on_themself(registry: Session) -> None:
    by = create_user(registry, role="administrator")
    central = registry.get_one(Body, CENTRAL)
    above, beside = create_user(registry, body_id=CENTRAL), create_user(registry, body_id=ALMATY)
    colleague, supervisor = create_user(registry), create_user(registry, role="supervisor")
    registry.flush()
    for one, other in ((by, above), (by, beside), (by, by), (supervisor, colleague)):
        with pytest.raises(NotAllowed):
            disable_user(registry, one, other)
        with pytest.raises(NotAllowed):
            change_user(registry, one, other, name="x", role="administrator", body=other.body)
    with pytest.raises(InvalidInput) as refused:
        change_user(registry, by, colleague, name="x", role="clerk", body=central)
    assert list(refused.value.errors) == ["body"]
    with pytest.raises(InvalidInput):
        invite_user(registry, by, email="a@b.kz", name="x", role="clerk", body=central, language="kk")


def test_disabled_user_loses_tokens_and_a_new_role_ends_sessions(registry: Session) -> None:
    by, user = create_user(registry, role="administrator"), create_user(registry)
    token = create_token(registry, user, "test", actor="test")
    registry.flush()
    assert change_user(registry, by, user, name=user.name, role="clerk", body=user.body)
    assert not change_user(registry, by, user, name=user.name, role="clerk", body=user.body)
    disable_user(registry, by, user)
    enable_user(registry, by, user)
    registry.flush()
    assert user.is_enabled
    assert token_in_use(registry, token) is None


def test_last_administrator_stays(registry: Session) -> None:
    last = create_user(registry, role="administrator", body_id=CENTRAL)
    regional = create_user(registry, role="administrator")
    create_user(registry, role="administrator", body_id=CENTRAL, is_enabled=False)
    create_user(registry, role="administrator", body_id=CENTRAL, is_invited=True)
    registry.flush()
    # The regional one cannot administer the top; the one at the top can administer the region.
    with pytest.raises(InvalidInput):
        disable_user(registry, None, last)
    with pytest.raises(InvalidInput):
        change_user(registry, None, last, name="x", role="clerk", body=last.body)
    disable_user(registry, None, regional)
    second = create_user(registry, role="administrator", body_id=CENTRAL)
    registry.flush()
    disable_user(registry, second, last)
    # What the first began to do to the second meanwhile comes too late.
    with pytest.raises(NotAllowed):
        disable_user(registry, last, second)
