"""The staff side as its users see it: people who are logged in, and forms sent as a browser would."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from casetracker.db import unit_of_work
from tests.builders.accounts import PASSWORD, create_user
from tests.builders.cases import COMPLAINT, create_case
from tests.builders.registry import ASTANA, create_registry

Result = TypeVar("Result")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
AREA = re.compile(r'<textarea[^>]*\bname="(\w+)"[^>]*>(.*?)</textarea>', re.DOTALL)

# What the intake form of a commission's own staff sends: codes, and empty strings for what was left out.
INTAKE: dict[str, str] = {name: value or "" for name, value in COMPLAINT.items()} | {
    "election": "2022-PRES",
    "body": "REC-ASTANA",
    "contested_body": "PEC-ASTANA-372",
    "complainant_organisation": "",
    "filed_at": "",
}


class Visitor:
    """A browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def form(self, path: str) -> dict[str, str]:
        """Return the hidden fields of a page, the token of its form among them."""
        return dict(HIDDEN.findall(self.get(path).text))

    def send(self, page: str, to: str | None = None, **fields: str) -> TestResponse:
        """Open a page, fill in its form and send it."""
        return self.client.post(to or page, data=self.form(page) | fields)

    def log_in(self, email: str, password: str = PASSWORD, path: str = "/login") -> TestResponse:
        return self.send(path, "/login", email=email, password=password)


class Desk:
    """The application with its register stored, and people who work with it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.work(create_registry)

    def work(self, do: Callable[[Session], Result]) -> Result:
        """Do something in a unit of work of its own."""
        with self.app.app_context(), unit_of_work() as session:
            return do(session)

    def visitor(self) -> Visitor:
        return Visitor(self.app.test_client())

    def user(self, role: str = "lawyer", body_id: str = ASTANA) -> str:
        """Return the address of a new user."""
        return self.work(lambda session: create_user(session, role=role, body_id=body_id).email)

    def person(self, role: str = "lawyer", body_id: str = ASTANA) -> Visitor:
        """Return a new user's browser, logged in."""
        visitor = self.visitor()
        assert visitor.log_in(self.user(role, body_id)).status_code == 303
        return visitor

    def case(self, **changes: Any) -> str:
        """Register a complaint; return the address of its file."""
        return "/staff/cases/" + self.work(lambda session: create_case(session, **changes).slug)


def areas(page: str) -> dict[str, str]:
    """Return what stands in the text areas of a page."""
    return {name: html.unescape(text).lstrip("\n") for name, text in AREA.findall(page)}
