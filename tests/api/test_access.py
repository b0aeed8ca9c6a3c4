"""Who may call what: every route of the API, walked without a token and with those that do not fit."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from casetracker.accounts import policy
from casetracker.accounts.actions import create_token
from casetracker.accounts.models import ROLES, ApiToken, User
from casetracker.db import unit_of_work
from tests.api.conftest import Api, TokenMaker, assert_problem
from tests.builders.accounts import PASSWORD, create_user

# Open to everybody, on purpose. A route that is not named here must ask for a token.
PUBLIC = frozenset(
    {
        "api-docs.openapi_json",
        "api.docs",
        "register.show_case",
        "matters.show_matter",
        "register.find_decisions",
        "hearings.list_hearings",
        "statistics.show_statistics",
        "places.list_bodies",
        "places.list_elections",
        "law.list_rules",
        "law.show_rule",
        "law.compute_deadline",
        "forum.list_choices",
        "forum.advise_on_forum",
        "problems.show_problem_kind",
    }
)
STEPS = {
    "correct": policy.CORRECT,
    "correct_decision": policy.DECIDE,
    "correct_taking": policy.CORRECT,
    "decide": policy.DECIDE,
    "end": policy.STAY,
    "find_admissible": policy.DECIDE,
    "forward": policy.DECIDE,
    "interim_decision": policy.DECIDE,
    "join": policy.DECIDE,
    "mend_defects": policy.REGISTER,
    "next_instance": policy.REGISTER,
    "put_in_force": policy.DECIDE,
    "reopen": policy.DECIDE,
    "resume": policy.STAY,
    "return_for_defects": policy.DECIDE,
    "serve": policy.DECIDE,
    "split": policy.DECIDE,
    "stay": policy.STAY,
    "withdraw": policy.DECIDE,
}
ACTIONS = {
    "registration.register_case": policy.REGISTER,
    "staff-cases.list_staff_cases": policy.READ,
    "staff-cases.show_staff_case": policy.READ,
    **{f"staff-cases.{step}": action for step, action in STEPS.items()},
    "staff-documents.add_documents": policy.ADD_DOCUMENT,
    "staff-documents.download_document": policy.OPEN_DOCUMENT,
    "staff-documents.list_documents": policy.OPEN_DOCUMENT,
    "staff-documents.list_public_documents": policy.READ,
}

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Return (method, path, endpoint) of every route below /api."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return [
            (method, adapter.build(rule.endpoint, _values(rule)), rule.endpoint)
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith("/api")
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        ]


def _values(rule: Rule) -> dict[str, object]:
    return {
        name: 1 if isinstance(rule._converters[name], IntegerConverter) else "x" for name in rule.arguments
    }


def test_every_route_is_public_on_purpose_or_names_its_action(app: Flask) -> None:
    found = {
        endpoint: getattr(app.view_functions[endpoint], "staff_action", None) for *_r, endpoint in routes(app)
    }
    assert {endpoint for endpoint, action in found.items() if action is None} == PUBLIC
    assert {endpoint: action for endpoint, action in found.items() if action} == ACTIONS


def test_public_routes_ask_nobody_for_a_token(app: Flask, api: Api) -> None:
    for method, path, endpoint in routes(app):
        if endpoint in PUBLIC:
            assert api.client.open(path, method=method).status_code not in {401, 403}, path


def test_other_routes_open_to_no_stranger_and_to_no_cookie(app: Flask, api: Api) -> None:
    with app.app_context(), unit_of_work() as session:
        user = create_user(session)
        revoked, disabled = (
            create_token(session, each, "x", actor="x") for each in (user, create_user(session))
        )
        session.flush()
        session.execute(
            sa.update(ApiToken).where(ApiToken.user_id == user.id).values(revoked_at=sa.func.now())
        )
        session.execute(sa.update(User).where(User.id != user.id).values(is_enabled=False))
    page = api.client.get("/login").text
    csrf = page.split('name="csrf_token" value="')[1].split('"')[0]
    logged_in = api.client.post(
        "/login", data={"csrf_token": csrf, "email": user.email, "password": PASSWORD}
    )
    assert logged_in.status_code == 303
    strangers = [
        None,
        "",
        "Bearer",
        "Basic eDp4",
        "Bearer x",
        "Bearer ct_x",
        f"Bearer {revoked}",
        f"Bearer {disabled}",
    ]
    for method, path, endpoint in routes(app):
        for sent in strangers if endpoint not in PUBLIC else []:
            headers = {} if sent is None else {"Authorization": sent}
            answer = api.client.open(path, method=method, json={}, headers=headers)
            assert_problem(answer, 401, "not-authenticated")


@pytest.mark.parametrize("role", ROLES)
def test_token_opens_what_its_user_may_and_what_its_scope_is(
    app: Flask, api: Api, make_token: TokenMaker, role: str
) -> None:
    full, reading = make_token(role=role), make_token(role=role, scope="read")
    for method, path, endpoint in routes(app):
        if endpoint in PUBLIC:
            continue
        action = ACTIONS[endpoint]
        for token, may in (
            (full, action in policy.ALLOWED[role]),
            (reading, action in policy.ALLOWED[role] and action in policy.READING),
        ):
            answer = api.client.open(
                path, method=method, json={}, headers={"Authorization": f"Bearer {token}"}
            )
            assert (answer.status_code != 403) is may, (endpoint, role)
            assert answer.status_code not in {401, 500}


def test_use_of_a_token_is_noted(app: Flask, api: Api, token: str) -> None:
    with time_machine.travel(dt.datetime(2022, 11, 20, 9, tzinfo=dt.UTC), tick=False) as clock:
        seen = []
        for seconds in (0, 59, 1):
            clock.shift(dt.timedelta(seconds=seconds))
            api.post("/api/v1/cases", {}, token)
            with app.app_context(), unit_of_work() as session:
                seen.append(session.scalars(sa.select(ApiToken.last_used_at)).one())
    assert [moment.second + 60 * moment.minute for moment in seen if moment] == [0, 0, 60]
