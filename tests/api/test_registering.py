"""``POST /cases``: a complaint by a staff integration."""

from __future__ import annotations

import threading
from typing import Any

import sqlalchemy as sa
from flask import Flask

from casetracker.cases.models import Case
from casetracker.db import db
from tests.api.conftest import CASES, Api, TokenMaker, assert_problem, wrong_fields
from tests.builders.cases import COMPLAINT
from tests.builders.registry import CENTRAL


def count_cases(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count(Case.id))) or 0


def test_complaint_gets_its_reference_code_and_clocks(api: Api, token: str) -> None:
    answer = api.post(f"{CASES}?lang=en", COMPLAINT, token)
    assert answer.status_code == 201
    body = answer.get_json()
    assert body["reference"] == "2022-PRES/REC-ASTANA/0001"
    assert answer.headers["Location"] == "/api/v1/staff/cases/2022-pres/rec-astana-0001"
    assert len(body["tracking_code"]) == 19
    assert body["is_late"] is False
    assert body["clock_problems"] == []
    assert answer.headers["Cache-Control"] == "no-store"
    [filing, review] = sorted(body["deadlines"], key=lambda clock: clock["role"])
    assert filing["rule"] == "commission-decision.appeal.filing"
    assert filing["state"] == "met"
    # Sunday 20 November + 10 days; the day of the act not counted, in Astana (+06:00) until 24:00.
    assert (filing["strict_on"], filing["due_on"]) == ("2022-11-29", "2022-11-30")
    assert filing["due_at"] == "2022-12-01T00:00:00+06:00"
    assert review["state"] == "running"
    assert review["citations"][0]["url"].startswith("https://")
    assert "2022" in " ".join(review["explanation"])


def test_clocks_are_explained_in_the_language_asked_for(api: Api, token: str) -> None:
    for language, word in {"kk": "жылғы", "ru": "ноября", "en": "November"}.items():
        answer = api.post(CASES, COMPLAINT, token, Accept_Language=language)
        assert answer.headers["Content-Language"] == language
        assert word in " ".join(answer.get_json()["deadlines"][0]["explanation"])


def test_late_complaint_is_registered_and_says_so(api: Api, token: str) -> None:
    answer = api.register(token, contested_on="2022-10-05", received_at="2022-11-21T10:00")
    assert answer.status_code == 201
    assert answer.get_json()["is_late"] is True


def test_complaint_without_a_date_of_the_act_names_the_clock_that_was_not_computed(
    api: Api, token: str
) -> None:
    answer = api.post(f"{CASES}?lang=en", COMPLAINT | {"contested_on": None}, token)
    assert answer.status_code == 201
    [problem] = answer.get_json()["clock_problems"]
    assert problem["rule"] == "commission-decision.appeal.filing"
    assert problem["code"] == "missing-fact"
    assert "Contesting a decision, action or inaction of an election commission" in problem["message"]


NO_TOKENS = ("", "Bearer", "Bearer ct_wrong", "Basic eDp5", "Bearer " + "ct_" * 999)


def test_without_a_valid_token_nothing_is_read_or_registered(app: Flask, api: Api) -> None:
    for sent in NO_TOKENS:
        answer = api.client.post(CASES, data="{", headers={"Authorization": sent})
        assert_problem(answer, 401, "not-authenticated")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert count_cases(app) == 0


def test_session_cookie_is_no_token(api: Api) -> None:
    api.client.set_cookie("session", "anything")
    assert_problem(api.register(None), 401, "not-authenticated")


def test_role_that_does_not_register_is_refused(api: Api, make_token: TokenMaker) -> None:
    for role in ("publisher", "administrator", "auditor"):
        assert_problem(api.register(make_token(role=role)), 403, "not-allowed")


def test_disabled_user_and_revoked_token_are_refused(app: Flask, api: Api, make_token: TokenMaker) -> None:
    assert_problem(api.register(make_token(role="lawyer", is_enabled=False)), 401, "not-authenticated")
    revoked = make_token(role="lawyer")
    with app.app_context():
        db.session.execute(sa.text("UPDATE api_tokens SET revoked_at = created_at"))
        db.session.commit()
    assert_problem(api.register(revoked), 401, "not-authenticated")


def test_body_outside_the_scope_is_refused_and_takes_no_number(
    app: Flask, api: Api, make_token: TokenMaker
) -> None:
    stranger = make_token(role="lawyer", body_id="kz-rec-shymkent")
    assert_problem(api.register(stranger, key="a"), 403, "not-allowed")
    assert count_cases(app) == 0
    central = make_token(role="lawyer", body_id=CENTRAL)
    assert api.register(central).get_json()["reference"].endswith("/0001")


BAD_VALUES: list[tuple[dict[str, Any], str]] = [
    ({"received_at": "2022-02-30T10:00"}, "received_at"),
    ({"filed_at": "2022-11-22T10:00"}, "filed_at"),
    ({"body": "kz-nowhere"}, "body"),
    ({"election": "2031-pres"}, "election"),
    ({"received_at": "2026-01-10T10:00", "contested_on": None}, "election"),
    ({"text": ""}, "text"),
    ({"text": "a" * 100_001}, "text"),
    ({"text": None}, "text"),
    ({"text": ["a"]}, "text"),
    ({"text": {"a": 1}}, "text"),
    ({"subject": "weather"}, "subject"),
    ({"subject": []}, "subject"),
    ({"channel": 12}, "channel"),
    ({"nonsense/~x": 1}, "nonsense/~x"),
]


def test_value_that_cannot_be_used_is_named_and_nothing_is_saved(app: Flask, api: Api, token: str) -> None:
    answers = [api.register(token, **changes) for changes, _field in BAD_VALUES]
    assert [wrong_fields(answer) for answer in answers] == [[field] for _changes, field in BAD_VALUES]
    assert answers[-1].get_json()["errors"][0]["pointer"] == "#/nonsense~1~0x"
    assert count_cases(app) == 0


def test_everything_wrong_is_told_at_once_in_the_language_asked_for(api: Api, token: str) -> None:
    told = {}
    for language in ("kk", "ru", "en"):
        answer = api.post(f"{CASES}?lang={language}", {"text": "x", "subject": "?"}, token)
        body = assert_problem(answer, 422, "invalid-input")
        assert {"election", "body", "subject", "received_at"} <= {error["field"] for error in body["errors"]}
        told[language] = next(error["message"] for error in body["errors"] if error["field"] == "subject")
    assert told["en"].startswith("“?” is not known.")


def test_same_key_and_complaint_get_the_first_answer_without_the_code(
    app: Flask, api: Api, token: str
) -> None:
    first = api.register(token, key="order-1")
    again = api.register(token, key="order-1")
    assert (first.status_code, again.status_code) == (201, 201)
    told = first.get_json()
    assert told.pop("tracking_code")
    assert again.get_json() == told
    for name in ("Location", "ETag"):
        assert again.headers[name] == first.headers[name]
    assert count_cases(app) == 1
    case = api.get(first.headers["Location"], headers={"Authorization": f"Bearer {token}"})
    assert case.headers["ETag"] == first.headers["ETag"]


OTHER_COMPLAINTS: list[dict[str, Any]] = [
    {"text": "Another complaint."},
    {"complainant_name": "Басқа Сынақ"},
    {"received_at": "2022-11-21T10:01"},
    {"contested_body": None},
]


def test_same_key_with_a_different_complaint_is_refused(app: Flask, api: Api, token: str) -> None:
    api.register(token, key="order-1")
    for changes in OTHER_COMPLAINTS:
        body = assert_problem(api.register(token, key="order-1", **changes), 422, "key-reused")
        assert "REC-ASTANA" not in str(body)
    assert count_cases(app) == 1


def test_complaint_that_was_refused_may_be_mended_under_its_key(app: Flask, api: Api, token: str) -> None:
    assert wrong_fields(api.register(token, key="order-1", body="kz-nowhere")) == ["body"]
    assert api.register(token, key="order-1").status_code == 201
    assert count_cases(app) == 1


def test_key_belongs_to_its_user(app: Flask, api: Api, make_token: TokenMaker) -> None:
    for _user in range(2):
        assert api.register(make_token(role="lawyer"), key="same").status_code == 201
    assert count_cases(app) == 2


NO_KEYS = (" ", "with blank", "k" * 101, "ключ".encode().decode("latin-1"))


def test_key_that_is_none_is_refused(api: Api, token: str) -> None:
    for key in NO_KEYS:
        answer = api.register(token, key=key)
        assert wrong_fields(answer) == ["Idempotency-Key"]
        assert "pointer" not in answer.get_json()["errors"][0]


def test_same_key_in_the_same_moment_makes_one_case(app: Flask, token: str) -> None:
    answers: list[tuple[int, str | None]] = []
    start = threading.Barrier(4)

    def send() -> None:
        client = Api(app.test_client())
        start.wait()
        answer = client.register(token, key="at-once")
        answers.append((answer.status_code, answer.get_json().get("reference")))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Whoever comes while the first is being answered is told to come again.
    assert {(201, "2022-PRES/REC-ASTANA/0001")} <= set(answers)
    assert set(answers) <= {(201, "2022-PRES/REC-ASTANA/0001"), (409, None)}
    assert count_cases(app) == 1
