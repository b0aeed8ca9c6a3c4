from __future__ import annotations

from typing import Any

import pytest

from tools.check_openapi import as_text, problems_in

VALID: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Қазақша", "version": "1"},
    "paths": {"/cases": {"get": {"responses": {"200": {"description": "OK"}}}}},
}


def test_a_valid_document_that_is_committed_is_in_order() -> None:
    assert list(problems_in(VALID, as_text(VALID))) == []


@pytest.mark.parametrize("version", ["3.0.3", "2.0", None])
def test_another_version_of_openapi_is_told(version: str | None) -> None:
    (problem,) = problems_in(VALID | {"openapi": version}, None)
    assert "must be 3.1" in problem


def test_an_invalid_document_is_told_with_its_place() -> None:
    document = VALID | {"paths": {"/cases": {"get": {"responses": {"200": {}}}}}}
    problems = list(problems_in(document, as_text(document)))
    assert problems
    assert problems[0].startswith("paths//cases/get/responses/200")


@pytest.mark.parametrize("committed", [None, "{}", as_text(VALID | {"paths": {}})])
def test_a_contract_that_is_not_the_committed_one_is_told(committed: str | None) -> None:
    (problem,) = problems_in(VALID, committed)
    assert "run `make openapi`" in problem


def test_the_text_does_not_depend_on_the_order_of_keys_and_keeps_kazakh_readable() -> None:
    reordered = dict(reversed(VALID.items()))
    assert as_text(reordered) == as_text(VALID)
    assert "Қазақша" in as_text(VALID)
