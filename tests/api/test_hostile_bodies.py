"""Bodies that are not JSON, or are JSON that nobody means: always a problem, never a 500."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from casetracker.cases.models import Case
from casetracker.db import db
from tests.api.conftest import CASES, Api, assert_problem, wrong_fields
from tests.builders.cases import COMPLAINT

JSON = "application/json"
COMPUTE = "/api/v1/deadlines/compute"
WHOLE = json.dumps(COMPLAINT)
NOT_JSON = {
    "empty": b"",
    "blank": b"  ",
    "cut off": WHOLE[:-5].encode(),
    "NaN": b'{"text": NaN}',
    "Infinity": b'{"text": -Infinity}',
    "huge integer": b'{"text": ' + b"9" * 5000 + b"}",
    "broken UTF-8": b'{"text": "\xff\xfe"}',
    "UTF-16": WHOLE.encode("utf-16"),
    "NUL": b'{"text": "\x00"}',
    "name twice": b'{"text": "a", "text": "b"}',
    "deep list": b'{"text": ' + b"[" * 900 + b"]" * 900 + b"}",
    "very deep list": b"[" * 100_000,
    "very deep object": b'{"a":' * 50_000,
    "byte order mark": b"\xef\xbb\xbf{}",
}
ODD_VALUES = {
    "lone surrogate": '{"text": "\\ud800"}',
    "lone surrogate as a name": '{"\\udfff": "a"}',
    "list": '["text"]',
    "text": '"text"',
    "number": "1e999",
    "null": "null",
    "true": "true",
    "long number": '{"text": ' + "9" * 4000 + "}",
    "infinite number": '{"channel": 1e999, "on": 1e999}',
    "lists for texts": json.dumps({name: [[value]] for name, value in COMPLAINT.items()}),
    "objects for texts": json.dumps({name: {"a": value} for name, value in COMPLAINT.items()}),
    "false for texts": json.dumps(dict.fromkeys(COMPLAINT, False)),
    "surrogates everywhere": json.dumps(dict.fromkeys([*COMPLAINT, "on", "rule", "zone"], "\udc80")),
    "NUL escaped": json.dumps(COMPLAINT | {"body": "\x00", "subject": "\x00"}),
    "direction marks": json.dumps(COMPLAINT | {"text": "\u202e\u2066"}),
}


def send(api: Api, token: str, path: str, raw: bytes | str, media_type: str = JSON) -> TestResponse:
    """Send bytes as they are."""
    headers = {"Authorization": f"Bearer {token}"}
    return api.client.post(path, data=raw, content_type=media_type, headers=headers)


@pytest.mark.parametrize("path", [CASES, COMPUTE])
def test_what_is_not_json_is_a_400(api: Api, token: str, path: str) -> None:
    answers = {name: send(api, token, path, raw) for name, raw in NOT_JSON.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(NOT_JSON, 400)
    for answer in answers.values():
        assert_problem(answer, 400, "not-json")


@pytest.mark.parametrize("path", [CASES, COMPUTE])
def test_odd_values_are_a_422(app: Flask, api: Api, token: str, path: str) -> None:
    answers = {name: send(api, token, path, raw) for name, raw in ODD_VALUES.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(ODD_VALUES, 422)
    for answer in answers.values():
        assert wrong_fields(answer)
        # A strict reader takes the answer: no half of a surrogate pair comes back.
        json.dumps(answer.get_json(), ensure_ascii=False).encode()
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Case.id))) == 0


def test_control_characters_inside_a_text_are_left_out(app: Flask, api: Api, token: str) -> None:
    assert api.register(token, text="a\x00b\u202ec").status_code == 201
    with app.app_context():
        assert db.session.scalar(sa.select(Case.text)) == "abc"


def test_three_megabytes_are_a_413(api: Api, token: str) -> None:
    for path in (CASES, COMPUTE):
        assert_problem(api.post(path, COMPLAINT | {"text": "a" * 3_000_000}, token), 413, "too-large")


def test_longest_text_of_letters_outside_ascii_is_taken(api: Api, token: str) -> None:
    assert api.register(token, text="ә" * 100_000).status_code == 201


def test_another_media_type_is_a_415(api: Api, token: str) -> None:
    for path in (CASES, COMPUTE):
        for media_type in ("", "text/plain", "multipart/form-data", "json", "application/xml"):
            answer = send(api, token, path, WHOLE, media_type)
            assert_problem(answer, 415, "unsupported-media-type")
