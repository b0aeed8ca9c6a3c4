"""The OpenAPI document and the page that shows it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from casetracker import labels
from casetracker.cases.inputs import ComplaintSchema
from casetracker.protection import HEADERS

ADDRESS = "/api/v1/openapi.json"
METHODS = {"get", "post"}


@pytest.fixture
def database_engine() -> str:
    """Run once: the document asks no database."""
    return "sqlite"


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    """Give the document as it is served."""
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    body: dict[str, Any] = answer.get_json()
    return body


def test_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_address_of_the_api_is_described(app: Flask, document: dict[str, Any]) -> None:
    served = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(rule))
        for rule in app.url_map.iter_rules()
        if str(rule).startswith("/api/v1/")
    }
    assert served - {ADDRESS} == set(document["paths"])


def test_every_operation_is_told_with_its_problems(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method in METHODS & operations.keys():
            operation = operations[method]
            assert operation["summary"].endswith("."), path
            assert {"429", "503"} <= operation["responses"].keys()
            assert "default" not in operation["responses"]
            assert ("security" in operation) == (path == "/api/v1/cases" or path.startswith("/api/v1/staff/"))
    for name, response in document["components"]["responses"].items():
        assert list(response["content"]) == ["application/problem+json"], name


def test_complaint_is_described_with_the_words_it_may_use(document: dict[str, Any]) -> None:
    complaint = document["components"]["schemas"]["Complaint"]
    assert set(complaint["properties"]) == set(ComplaintSchema().fields)
    assert complaint["additionalProperties"] is False
    assert complaint["properties"]["subject"]["enum"] == list(labels.SUBJECTS)
    assert complaint["properties"]["text"] == {"type": "string", "minLength": 1, "maxLength": 100_000}
    assert complaint["properties"]["relief"]["type"] == ["string", "null"]
    assert {"election", "body", "text", "received_at"} <= set(complaint["required"])


def test_tracking_code_is_in_no_public_answer(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    holders = {name for name, schema in schemas.items() if "tracking_code" in schema.get("properties", {})}
    # Both answer only those who registered the case: with a token, once.
    assert holders == {"OpenedCase", "RegisteredCase"}
    private = {"complainant_name", "complainant_contact", "tracking_code", "relief"}
    assert not private & set(schemas["PublicCase"]["properties"])


def test_page_of_the_documentation_needs_nothing_from_outside(client: FlaskClient) -> None:
    answer = client.get("/api/docs?lang=en")
    text = answer.get_data(as_text=True)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert f'data-spec-url="{ADDRESS}"' in text
    assert "swagger-ui-bundle.js" in text
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"] + ";"
    assert client.get("/").headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
