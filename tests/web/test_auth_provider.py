"""Logging in through the organisation's identity provider, against a real one on loopback."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import sqlalchemy as sa
from flask import Flask
from joserfc.jwk import RSAKey

from casetracker.accounts.models import TotpDevice, User, UserSession
from casetracker.accounts.second_factors import new_recovery_codes, new_secret
from casetracker.db import now
from tests.builders.desk import Desk, Visitor
from tests.support.identity_provider import IdentityProvider

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)


@pytest.fixture
def environ(environ: dict[str, str], identity_provider: IdentityProvider) -> dict[str, str]:
    return environ | identity_provider.environ()


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def way_through(visitor: Visitor, wish: str = "/staff/cases") -> str:
    """Go to the provider and return where it sends the browser back."""
    sent = visitor.get(f"/login/provider?next={wish}")
    assert sent.status_code == 302
    answer = requests.get(sent.location, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def test_verified_address_opens_the_account_that_has_it(
    desk: Desk, identity_provider: IdentityProvider
) -> None:
    email = desk.user()
    identity_provider.claims = {"email": email.upper(), "email_verified": True}
    visitor = desk.visitor()
    assert "Test organisation" in visitor.get("/login").text
    back = way_through(visitor)
    answer = visitor.get(back)
    assert (answer.status_code, answer.location) == (303, "/staff/cases")
    assert visitor.get("/staff/").status_code == 200
    assert desk.work(lambda session: session.scalars(sa.select(UserSession.way)).all()) == ["provider"]
    # The same answer of the provider is good once, and in the browser that asked.
    for browser in (visitor, desk.visitor()):
        assert browser.get(back).location == "/login"


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "nobody@commission.example", "email_verified": True},
        {"email": None, "email_verified": True},
        {"email_verified": True, "nonce": "another"},
        {"email_verified": True, "aud": "another-service"},
        {"email_verified": True, "iss": "https://elsewhere.example"},
        {"email_verified": True, "exp": 1},
    ],
)
def test_anything_else_opens_nothing_and_makes_nobody(
    desk: Desk, identity_provider: IdentityProvider, claims: dict[str, Any]
) -> None:
    identity_provider.claims = {"email": desk.user()} | claims
    visitor = desk.visitor()
    assert visitor.get(way_through(visitor)).location == "/login"
    assert visitor.get("/staff/").status_code == 302
    assert desk.work(lambda session: session.scalar(sa.select(sa.func.count(User.id)))) == 1


def test_foreign_signature_and_disabled_account_open_nothing(
    desk: Desk, identity_provider: IdentityProvider
) -> None:
    email = desk.user()
    identity_provider.claims = {"email": email, "email_verified": True}
    identity_provider.signing_key = RSAKey.generate_key(2048, {"kid": "1"}, private=True)
    visitor = desk.visitor()
    assert visitor.get(way_through(visitor)).location == "/login"
    identity_provider.signing_key = None
    desk.work(lambda session: session.execute(sa.update(User).values(is_enabled=False)))
    assert visitor.get(way_through(visitor)).location == "/login"


def test_second_factor_is_asked_for_all_the_same(desk: Desk, identity_provider: IdentityProvider) -> None:
    email = desk.user()

    def add_app(session: Any) -> list[str]:
        user = session.scalars(sa.select(User).where(User.email == email)).one()
        session.add(TotpDevice(user_id=user.id, sealed=new_secret().encode(), created_at=now(), last_step=0))
        return new_recovery_codes(session, user)

    code = desk.work(add_app)[0]
    identity_provider.claims = {"email": email, "email_verified": True}
    visitor = desk.visitor()
    answer = visitor.get(way_through(visitor))
    assert answer.location == "/login/second-step?next=/staff/cases"
    assert visitor.get("/staff/").status_code == 302
    assert visitor.send(answer.location, "/login/second-step", code=code).location == "/staff/cases"


class TestOff:
    @pytest.fixture
    def environ(self, environ: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in environ.items() if not name.startswith("OIDC_")}

    def test_without_settings_there_is_no_such_way(self, desk: Desk) -> None:
        visitor = desk.visitor()
        assert visitor.get("/login/provider").status_code == 404
        assert "/login/provider" not in visitor.get("/login").text
