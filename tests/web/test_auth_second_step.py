"""The second step of logging in: asked for, demanded of some, taken once, and nothing opens before it."""

from __future__ import annotations

import datetime as dt
import re

import pyotp
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from casetracker.accounts.actions import TRIES_BEFORE_LOCK
from casetracker.alerts.models import OutboxMail
from tests.builders.accounts import PASSWORD
from tests.builders.desk import Desk, Visitor
from tests.builders.registry import CENTRAL

# What a page says does not depend on the engine; tests/accounts asks both.
pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

START = dt.datetime(2022, 11, 20, 9, 0, 5, tzinfo=dt.UTC)  # Sunday
HALF_MINUTE = dt.timedelta(seconds=30)
KEY = re.compile(r"<code>([A-Z2-7 ]+)</code>")
CODE = re.compile(r"<code>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})</code>")
SET_UP = "/staff/account/second-factor"


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    return environ | {"REQUIRE_SECOND_FACTOR": "true"}


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def set_up_app(visitor: Visitor) -> pyotp.TOTP:
    """Set up an app as its user does, reading the key from the page."""
    page = visitor.get(SET_UP).text
    found = KEY.search(page)
    assert found is not None
    assert 'src="data:image/png;base64,' in page
    maker = pyotp.TOTP(found[1].replace(" ", ""))
    fields = dict(re.findall(r'name="(csrf_token|set_up)" value="([^"]*)"', page))
    wrong = visitor.client.post(f"{SET_UP}/app", data=fields | {"code": "000000"})
    assert wrong.status_code == 422
    assert fields["set_up"] != ""
    now = dt.datetime.now(dt.UTC)
    answer = visitor.client.post(f"{SET_UP}/app", data=fields | {"code": maker.at(now)})
    assert (answer.status_code, answer.location) == (303, "/staff/account/recovery-codes")
    return maker


def begin(desk: Desk, email: str) -> Visitor:
    """Take the first step."""
    visitor = desk.visitor()
    answer = visitor.log_in(email)
    assert (answer.status_code, answer.location) == (303, "/login/second-step?next=/staff/")
    return visitor


def test_whole_way_with_an_app_and_a_recovery_code(desk: Desk) -> None:
    with time_machine.travel(START, tick=False) as clock:
        email = desk.user()
        owner = desk.visitor()
        owner.log_in(email)
        maker = set_up_app(owner)
        [first, second, *_rest] = CODE.findall(owner.send("/staff/account/recovery-codes").text)
        assert first not in owner.get("/staff/account/recovery-codes").text
        assert owner.get("/staff/").status_code == 200

        visitor = begin(desk, email)
        assert visitor.get("/staff/").location == "/login?next=/staff/"
        spent = visitor.send("/login/second-step", code=maker.at(START))
        assert spent.status_code == 422
        assert 'id="code-error"' in spent.text
        clock.shift(HALF_MINUTE)
        good = maker.at(START + HALF_MINUTE)
        answer = visitor.send("/login/second-step", code=good)
        assert (answer.status_code, answer.location) == (303, "/staff/")
        assert visitor.get("/staff/").status_code == 200
        # The same code opens nothing in another browser, a recovery code does, once.
        other = begin(desk, email)
        assert other.send("/login/second-step", code=good).status_code == 422
        assert other.send("/login/second-step", code=first).status_code == 303
        third = begin(desk, email)
        assert third.send("/login/second-step", code=first).status_code == 422
        clock.shift(dt.timedelta(minutes=10))
        assert third.send("/login/second-step", "/login/second-step", code=second).status_code in {303, 400}
        assert third.get("/staff/").status_code == 302


def test_cookie_of_the_first_step_is_worth_nothing_after_the_second(desk: Desk) -> None:
    with time_machine.travel(START, tick=False) as clock:
        email = desk.user()
        owner = desk.visitor()
        owner.log_in(email)
        maker = set_up_app(owner)
        clock.shift(HALF_MINUTE)
        visitor, thief = begin(desk, email), desk.visitor()
        cookie = visitor.client.get_cookie("session")
        assert cookie is not None
        thief.client.set_cookie("session", cookie.value)
        visitor.send("/login/second-step", code=maker.at(START + HALF_MINUTE))
        assert visitor.get("/staff/").status_code == 200
        assert thief.get("/staff/").status_code == 302
        assert thief.get("/login/second-step").status_code == 303


def test_wrong_codes_lock_the_account_and_a_right_password_does_not_help(desk: Desk) -> None:
    with time_machine.travel(START, tick=False) as clock:
        email = desk.user()
        owner = desk.visitor()
        owner.log_in(email)
        maker = set_up_app(owner)
        for _try in range(TRIES_BEFORE_LOCK):
            # Each try begins with the right password: that does not forget the wrong codes.
            assert begin(desk, email).send("/login/second-step", code="000000").status_code == 422
        assert desk.visitor().log_in(email, PASSWORD).status_code == 422
        clock.shift(dt.timedelta(minutes=15))
        visitor = begin(desk, email)
        code = maker.at(START + dt.timedelta(minutes=15))
        assert visitor.send("/login/second-step", code=code).status_code == 303


@pytest.mark.parametrize("role", ["publisher", "administrator"])
def test_who_can_publish_or_let_people_in_adds_a_second_factor_first(desk: Desk, role: str) -> None:
    visitor = desk.person(role, CENTRAL)
    for path in ("/staff/", "/staff/cases", "/staff/account", "/staff/account/tokens/new", "/staff/users"):
        answer = visitor.get(path)
        assert answer.status_code == 303, path
        assert answer.location == SET_UP, path
    set_up_app(visitor)
    assert visitor.get("/staff/").status_code == 200
    page = visitor.get("/staff/account")
    assert page.status_code == 200
    # Taking the last one away leads back to adding one.
    assert visitor.send("/staff/account", f"{SET_UP}/app/remove").status_code == 303
    told = sa.select(OutboxMail).where(OutboxMail.intent == "account-changed").order_by(OutboxMail.id)
    changes = desk.work(lambda session: [mail.variables["change"] for mail in session.scalars(told)])
    assert changes == ["second-factor.added", "second-factor.removed"]
    assert visitor.get("/staff/").location == SET_UP


def test_others_may_do_without(desk: Desk) -> None:
    assert desk.person("lawyer").get("/staff/").status_code == 200


def test_what_changes_the_ways_in_asks_for_the_password_after_a_while(desk: Desk) -> None:
    with time_machine.travel(START, tick=False) as clock:
        visitor = desk.person("lawyer")
        assert visitor.get(SET_UP).status_code == 200
        clock.shift(dt.timedelta(minutes=15))
        asked = visitor.get(SET_UP)
        assert asked.location == f"/staff/account/confirm?next={SET_UP}"
        assert visitor.send("/staff/account", "/staff/account/recovery-codes").status_code == 303
        assert visitor.send(asked.location, "/staff/account/confirm", password="wrong").status_code == 422
        answer = visitor.send(asked.location, "/staff/account/confirm", password=PASSWORD)
        assert (answer.status_code, answer.location) == (303, SET_UP)
        assert visitor.get(SET_UP).status_code == 200


@pytest.mark.parametrize("path", ["/login/passkey", "/staff/account/passkeys"])
@pytest.mark.parametrize("sent", ["", "{", "[]", '{"id": 5}', '{"id": "x", "response": {}}', "[" * 9000])
def test_strange_passkey_is_refused(desk: Desk, path: str, sent: str) -> None:
    visitor = desk.person("lawyer")
    page = "/staff/account/second-factor"
    answer = visitor.send(page, path, credential=sent)
    assert answer.status_code == 303


class TestLimit:
    @pytest.fixture
    def environ(self, environ: dict[str, str]) -> dict[str, str]:
        return environ | {"RATE_LIMITS": "true"}

    @pytest.mark.parametrize("path", ["/login/second-step", "/login/passkey", "/password/forgotten"])
    def test_guessing_is_slowed_down(self, desk: Desk, path: str) -> None:
        visitor = desk.visitor()
        token = visitor.form("/login")["csrf_token"]
        answers = [
            visitor.client.post(path, data={"csrf_token": token, "email": f"a{number}@b.example"})
            for number in range(11)
        ]
        assert [answer.status_code for answer in answers].count(429) == 1
        assert answers[-1].status_code == 429
