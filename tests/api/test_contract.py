"""The contract, tried out by a machine: schemathesis makes up requests from the OpenAPI document itself.

No request may end in a 500, in a status that the document does not name, or in an answer that is not
what the document says; and what the document forbids must be refused. Making requests up takes most of the
time: each is sent to a service on SQLite and to one on PostgreSQL.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import hypothesis
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from casetracker.accounts.actions import create_token
from casetracker.cases.steps import DOORS
from casetracker.db import unit_of_work
from tests.api.conftest import publish_case
from tests.builders.accounts import create_user
from tests.builders.cases import COMPLAINT
from tests.builders.chains import TYPED
from tests.builders.registry import create_registry

TRUTHFUL = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 15
# The steps are many and alike.
FEW = 3
REGISTER = "POST /api/v1/cases"
STEP = "POST /api/v1/staff/cases/{{election}}/{{slug}}/steps/{}"
# What is really there, so that made-up requests get beyond the first door.
REAL_PLACES: dict[str, dict[str, str]] = {
    "GET /api/v1/cases/{election}/{slug}": {"election": "2022-pres", "slug": "rec-astana-0001"},
    "GET /api/v1/staff/cases/{election}/{slug}": {"election": "2022-pres", "slug": "rec-astana-0001"},
    "GET /api/v1/rules/{rule_id}": {"rule_id": "election-claim.court.review"},
    "GET /api/v1/problems/{slug}": {"slug": "not-found"},
}
REAL_BODIES: dict[str, dict[str, Any]] = {
    REGISTER: COMPLAINT,
    "POST /api/v1/deadlines/compute": {
        "rule": "election-claim.court.review",
        "on": "2022-11-21T10:00",
        "election_day": "2022-11-20",
        "results_on": "2022-11-22",
    },
    "POST /api/v1/forum": {
        "contested": "commission-act",
        "against": "precinct",
        "by": "observer",
        "election": "2022-pres",
        "on": "2022-11-20",
    },
}

STEPS = {STEP.format(step): typed for step, typed in TYPED.items()}


@dataclass(frozen=True)
class Service:
    """A service with a published case, and a token of a lawyer there."""

    app: Flask
    token: str


@pytest.fixture
def services(app_on_each_engine: dict[str, Flask]) -> list[Service]:
    """Give a service on each engine."""
    return [Service(app, _filled(app)) for app in app_on_each_engine.values()]


def _filled(app: Flask) -> str:
    with app.app_context(), unit_of_work() as session:
        create_registry(session)
        publish_case(session)
        return create_token(session, create_user(session, role="lawyer"), "test", actor="test", scope="write")


def try_out(
    services: Sequence[Service],
    is_known: bool,
    mode: GenerationMode = GenerationMode.POSITIVE,
    change: Callable[[Case], None] | None = None,
    operations: Mapping[str, Any] | None = None,
) -> dict[str, set[int]]:
    """Send made-up requests to the operations, with a token or without.

    Return the statuses that each operation answered with, the same of every service.
    """
    contract: Any = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", services[0].app)
    seen: dict[str, set[int]] = defaultdict(set)
    checks = TRUTHFUL + ([negative_data_rejection] if mode is GenerationMode.NEGATIVE else [])
    for found in contract.get_all_operations():
        operation = found.ok()
        if operations is not None and operation.label not in operations:
            continue

        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        @hypothesis.settings(
            max_examples=FEW if "/steps/" in operation.label else EXAMPLES,
            suppress_health_check=list(HealthCheck),
        )
        def send(case: Case) -> None:
            if change:
                change(case)
            told = [
                case.call_and_validate(
                    headers={"Authorization": f"Bearer {service.token}"} if is_known else {},
                    checks=checks,
                    app=service.app,
                ).status_code
                for service in services
            ]
            assert len(set(told)) == 1, (case, told)
            seen[case.operation.label] |= set(told)

        send()
    return seen


def near_the_truth(case: Case) -> None:
    """Replace what was made up by what is there, but for a field or two of a body."""
    label = case.operation.label
    case.path_parameters = REAL_PLACES.get(label, case.path_parameters)
    bodies = REAL_BODIES | STEPS
    if label in STEPS:
        case.headers["If-Match"] = '"1"'
        case.path_parameters = REAL_PLACES["GET /api/v1/staff/cases/{election}/{slug}"]
    if label in bodies and isinstance(case.body, dict):
        chance = random.Random(repr(case.body))  # noqa: S311
        made_up = sorted(case.body)
        kept = chance.sample(made_up, k=min(len(made_up), chance.randint(0, 2)))
        case.body = bodies[label] | {name: case.body[name] for name in kept}


def test_whatever_the_document_allows_is_answered_as_it_says(services: list[Service]) -> None:
    seen = try_out(services, is_known=False)
    assert len(seen) == 20 + len(DOORS)
    assert 200 in seen["GET /api/v1/bodies"]
    assert 200 in seen["GET /api/v1/hearings"]
    assert 200 in seen["GET /api/v1/statistics"]
    assert 200 in seen["GET /api/v1/decisions"]
    assert seen[REGISTER] == {401}
    assert all(seen[STEP.format(step)] == {401} for step in DOORS)


def test_whatever_the_document_forbids_is_refused(services: list[Service]) -> None:
    seen = try_out(services, is_known=True, mode=GenerationMode.NEGATIVE)
    assert 422 in seen["GET /api/v1/decisions"]
    assert 422 in seen[REGISTER]
    assert 201 not in seen[REGISTER]
    assert all(200 not in seen[STEP.format(step)] for step in DOORS)


def test_requests_near_the_truth_are_answered_as_the_document_says(services: list[Service]) -> None:
    seen = try_out(
        services, is_known=True, change=near_the_truth, operations=REAL_PLACES | REAL_BODIES | STEPS
    )
    assert all(seen[label] == {200} for label in REAL_PLACES)
    assert seen[REGISTER] >= {201, 422}
    assert 200 in seen["POST /api/v1/deadlines/compute"]
    assert 200 in seen["POST /api/v1/forum"]
    assert set().union(*(seen[label] for label in STEPS)) >= {412, 422}
