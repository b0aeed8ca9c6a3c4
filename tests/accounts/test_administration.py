"""What administrators do to the accounts of others: inside their scope, and never to the last of them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from casetracker.accounts.administration import (
    NotAllowed,
    change_user,
    disable_user,
    enable_user,
    invite_user,
)
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
