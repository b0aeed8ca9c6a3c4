"""Logging in and out."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from casetracker.accounts.actions import LOCK_FOR, TRIES_BEFORE_LOCK
from casetracker.accounts.models import User
from casetracker.audit.models import AuditRow
from casetracker.db import now
from casetracker.web.auth import sessions
from casetracker.web.auth.destinations import own_path
from tests.builders.accounts import PASSWORD
from tests.builders.desk import Desk


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def test_right_password_opens_my_day(desk: Desk) -> None:
    visitor = desk.visitor()
    answer = visitor.log_in(desk.user())
    assert (answer.status_code, answer.location) == (303, "/staff/")
    assert visitor.get("/staff/").status_code == 200
    assert visitor.get("/login").location == "/staff/"


def test_wrong_password_and_unknown_address_get_the_same_answer(desk: Desk) -> None:
    known, unknown = desk.user(), "nobody@commission.example"
    pages = []
    for email in (known, unknown):
        answer = desk.visitor().log_in(email, "wrong")
        assert answer.status_code == 422
        pages.append(answer.text.replace(email, ""))
    first, second = (page.split("<main")[1].split("csrf_token")[0] for page in pages)
    assert first == second


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_every_wrong_log_in_costs_one_check_of_a_password(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, locked, disabled = (desk.user() for _each in range(3))

    def change(session: Session) -> None:
        by_email = {user.email: user for user in session.scalars(sa.select(User))}
        by_email[disabled].is_enabled = False
        by_email[locked].locked_until = now() + LOCK_FOR

    desk.work(change)
    checked: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, hashed: str, password: str) -> bool:
        checked.append(hashed)
        return verify(self, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    for email in (known, locked, disabled, "nobody@commission.example"):
        checked.clear()
        assert desk.visitor().log_in(email, "wrong").status_code == 422
        assert len(checked) == 1, email


@pytest.mark.parametrize(
    ("email", "password", "field"), [("", "x", "email"), ("a@b.example", "", "password")]
)
def test_empty_field_is_named(desk: Desk, email: str, password: str, field: str) -> None:
    answer = desk.visitor().log_in(email, password)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_password_is_never_sent_back(desk: Desk) -> None:
    assert "hunter2-and-more" not in desk.visitor().log_in(desk.user(), "hunter2-and-more").text


def test_account_is_locked_after_many_wrong_passwords(desk: Desk) -> None:
    email = desk.user()
    for _try in range(TRIES_BEFORE_LOCK):
        desk.visitor().log_in(email, "wrong")
    assert desk.visitor().log_in(email, PASSWORD).status_code == 422


def test_nul_in_the_address_is_no_error_of_the_server(desk: Desk) -> None:
    assert desk.visitor().log_in("a\x00b@commission.example", "wrong").status_code == 422


def test_way_back_is_kept(desk: Desk) -> None:
    visitor = desk.visitor()
    sent_away = visitor.get("/staff/cases?status=decided")
    assert sent_away.status_code == 302
    answer = visitor.log_in(desk.user(), path=sent_away.location)
    assert answer.location == "/staff/cases?status=decided"


@pytest.mark.parametrize(
    "wish",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "/\n//elsewhere.example",
        "javascript:alert(1)",
        "staff",
        "///elsewhere.example",
        "",
        None,
    ],
)
def test_no_way_leads_to_another_host(wish: str | None) -> None:
    assert own_path(wish, "/staff/") == "/staff/"


@pytest.mark.parametrize("wish", ["/staff/cases", "/staff/cases?status=decided&page=2", "/"])
def test_own_paths_are_taken(wish: str) -> None:
    assert own_path(wish, "/staff/") == wish


def test_logging_in_starts_a_new_session(desk: Desk) -> None:
    visitor = desk.visitor()
    before = visitor.form("/login")["csrf_token"]
    visitor.log_in(desk.user())
    assert visitor.client.post("/logout", data={"csrf_token": before}).status_code == 400
    assert visitor.get("/staff/").status_code == 200


def test_logging_out_ends_every_copy_of_the_session(desk: Desk) -> None:
    visitor, copy = desk.person(), desk.visitor()
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    copy.client.set_cookie("session", cookie.value)
    assert copy.get("/staff/").status_code == 200
    answer = visitor.send("/staff/", "/logout")
    assert (answer.status_code, answer.location) == (303, "/login")
    assert visitor.get("/staff/").status_code == 302
    assert copy.get("/staff/").status_code == 302


def test_logging_out_needs_a_post_with_a_token(desk: Desk) -> None:
    visitor = desk.person()
    assert visitor.get("/logout").status_code == 405
    assert visitor.client.post("/logout").status_code == 400
    assert visitor.get("/staff/").status_code == 200


def test_logging_in_is_recorded(desk: Desk) -> None:
    desk.person()
    actions = desk.work(lambda session: session.scalars(sa.select(AuditRow.action)).all())
    assert "user.logged-in" in actions


def test_pages_of_staff_are_not_kept_by_caches(desk: Desk) -> None:
    assert desk.person().get("/staff/").headers["Cache-Control"] == "no-store"


def test_without_the_database_staff_pages_say_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = desk.person()

    def gone(*_arguments: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(sessions, "session_of_token", gone)
    assert visitor.get("/staff/").status_code == 503
    assert visitor.get("/login").status_code == 200


class TestLimit:
    @pytest.fixture
    def environ(self, environ: dict[str, str]) -> dict[str, str]:
        return environ | {"RATE_LIMITS": "true"}

    def test_guessing_is_slowed_down(self, desk: Desk) -> None:
        visitor = desk.visitor()
        token = visitor.form("/login")["csrf_token"]
        answers = [visitor.client.post("/login", data={"csrf_token": token}) for _try in range(11)]
        assert [answer.status_code for answer in answers] == [422] * 10 + [429]
        assert visitor.get("/login").status_code == 200
