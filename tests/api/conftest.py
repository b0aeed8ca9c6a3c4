"""Tokens, a published case, and a client that speaks JSON to the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from casetracker.accounts.actions import create_token
from casetracker.cases.identities import look
from casetracker.db import unit_of_work
from casetracker.publication.actions import proposed_texts, publish
from casetracker.publication.models import PublicCase
from casetracker.search.actions import index_case
from tests.builders.accounts import create_user
from tests.builders.cases import COMPLAINT, create_case, create_decision, vault
from tests.builders.registry import create_registry

CASES = "/api/v1/cases"
PROBLEM = "application/problem+json"
TokenMaker = Callable[..., str]


@dataclass(frozen=True)
class Api:
    """A client of the API; an answer is checked to be what its media type says."""

    client: FlaskClient

    def get(self, path: str, **options: Any) -> TestResponse:
        """Ask for an address."""
        return self.client.get(path, **options)

    def post(self, path: str, body: object, token: str | None = None, **headers: str) -> TestResponse:
        """Send a JSON body; headers are named with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        return self.client.post(path, json=body, headers=sent)

    def register(self, token: str | None, key: str | None = None, **changes: Any) -> TestResponse:
        """Register the builders' complaint with changes."""
        headers = {"Idempotency_Key": key} if key else {}
        return self.post(CASES, COMPLAINT | changes, token, **headers)


def assert_problem(answer: TestResponse, status: int, slug: str) -> Mapping[str, Any]:
    """Check that an answer is a whole RFC 9457 problem of a kind; return its body."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.content_type == PROBLEM
    body: dict[str, Any] = answer.get_json()
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    assert (body["type"], body["status"]) == (f"/api/v1/problems/{slug}", status)
    for one in body.get("errors", []):
        assert {"field", "message"} <= set(one)
        assert one["message"]
    return body


def wrong_fields(answer: TestResponse) -> list[str]:
    """Check that an answer refuses input; return the names of the fields it complains about."""
    return [error["field"] for error in assert_problem(answer, 422, "invalid-input")["errors"]]


@pytest.fixture
def registry(app: Flask) -> None:
    """Store every body and election."""
    with app.app_context(), unit_of_work() as session:
        create_registry(session)


@pytest.fixture
def api(client: FlaskClient, registry: None) -> Api:
    """Give a client of a service whose registry is loaded."""
    return Api(client)


@pytest.fixture
def make_token(app: Flask, registry: None) -> TokenMaker:
    """Give a function that stores a user and returns a token of theirs."""

    def make(*, scope: str = "write", **values: Any) -> str:
        with app.app_context(), unit_of_work() as session:
            user = create_user(session, **values)
            return create_token(session, user, "test", actor="test", scope=scope)

    return make


@pytest.fixture
def token(make_token: TokenMaker) -> str:
    """Give a token of a lawyer of the commission of Astana."""
    return make_token(role="lawyer")


@pytest.fixture
def published(app: Flask, registry: None) -> str:
    """Publish a decided case and index it; give the path of its page."""
    with app.app_context(), unit_of_work() as session:
        return publish_case(session).slug


def publish_case(session: Session, **changes: Any) -> PublicCase:
    """Register, decide, publish and index a case. Not committed."""
    case = create_case(session, **changes)
    decision = create_decision(session, case)
    people = list(look(session, vault(), case, actor="test", reason="publication").values())
    texts = proposed_texts(case, decision, people)
    public = publish(session, case, decision, texts, people, actor="test")
    index_case(session, public)
    return public
