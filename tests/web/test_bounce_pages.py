"""Whose mails come back is told where somebody can mend it."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.builders.accounts import create_user
from tests.builders.bounces import create_bounce
from tests.builders.desk import Desk
from tests.builders.registry import CENTRAL

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)


def test_address_when_mails_come_back_then_told_until_an_administrator_says_it_works(app: Flask) -> None:
    desk = Desk(app)

    def lose(session: object) -> int:
        user = create_user(session, email="lost@commission.example", name="Lost Lawyer")  # type: ignore[arg-type]
        create_bounce(session, user)  # type: ignore[arg-type]
        return user.id

    number = desk.work(lose)
    page = f"/staff/users/{number}"
    administrator, supervisor = desk.person("administrator", CENTRAL), desk.person("supervisor")
    colleague, lost = desk.person("lawyer"), desk.visitor()
    assert lost.log_in("lost@commission.example").status_code == 303
    english = {"Accept-Language": "en"}
    for visitor in (supervisor, administrator, lost):
        assert "lost@commission.example" in visitor.get("/staff/", headers=english).text
    assert "Mails to these people come back" not in colleague.get("/staff/", headers=english).text
    assert "Mails to your address come back" in lost.get("/staff/account", headers=english).text
    assert "5.1.1 550 5.1.1 Recipient address rejected" in administrator.get(page, headers=english).text
    assert administrator.send(page, f"{page}/address-works").status_code == 303
    assert "come back" not in administrator.get(page, headers=english).text
    assert "come back" not in supervisor.get("/staff/", headers=english).text
