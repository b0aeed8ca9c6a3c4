"""Case files and their steps, as a staff integration reads and takes them."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from casetracker.accounts import answered
from casetracker.accounts.answered import KEPT, forget_answers
from casetracker.accounts.models import AnsweredRequest, User
from casetracker.accounts.tokens import create_token
from casetracker.api.v1.staff_steps import to_keep
from casetracker.cases.models import Case, Decision, Event
from casetracker.cases.steps import DOORS
from casetracker.db import db, now, unit_of_work
from tests.api.conftest import Api, TokenMaker, assert_problem
from tests.builders.accounts import create_user
from tests.builders.cases import REFUSED, create_case, create_decision
from tests.builders.chains import TYPED
from tests.builders.registry import ASTANA, CENTRAL

CASES = "/api/v1/staff/cases"
CASE = f"{CASES}/2022-pres/rec-astana-0001"
Take = Callable[..., TestResponse]


@pytest.fixture
def case(app: Flask, api: Api) -> str:
    """Register the builders' complaint; give its address."""
    with app.app_context(), unit_of_work() as session:
        create_case(session)
    return CASE


def get(api: Api, path: str, token: str) -> TestResponse:
    return api.get(path, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def take(api: Api, token: str, case: str) -> Take:
    """Give a function that takes a step in the case as it stands now, unless told otherwise."""

    def taken(
        step: str, *, key: str = "", seen: str | None = None, path: str = case, **changes: Any
    ) -> TestResponse:
        headers = {"If_Match": seen or get(api, path, token).headers["ETag"]}
        headers |= {"Idempotency_Key": key} if key else {}
        return api.post(f"{case}/steps/{step}?lang=en", TYPED[step] | changes, token, **headers)

    return taken


def test_case_file_tells_what_is_possible_and_by_whom(
    api: Api, case: str, token: str, make_token: TokenMaker
) -> None:
    answer = get(api, f"{case}?lang=en", token)
    body = answer.get_json()
    assert (answer.status_code, answer.headers["ETag"]) == (200, f'"{body["version"]}"')
    assert answer.headers["Cache-Control"] == "no-store"
    assert {clock["role"] for clock in body["deadlines"]} == {"filing", "review"}
    assert [event["kind"] for event in body["events"]][:2] == ["filed", "received"]
    offered = {step["step"]: step for step in body["steps"]}
    assert {"decide", "stay", "forward", "withdraw"} <= set(offered)
    assert {"resume", "serve", "reopen", "next-instance"}.isdisjoint(offered)
    assert offered["decide"]["href"] == f"{case}/steps/decide"
    clerk = get(api, case, make_token(role="clerk")).get_json()
    assert {step["step"]: step["allowed"] for step in clerk["steps"]}["decide"] is False
    assert "Үлгіов" not in answer.get_data(as_text=True)


def test_nothing_of_a_case_is_told_outside_the_scope(api: Api, case: str, make_token: TokenMaker) -> None:
    elsewhere = make_token(role="lawyer", body_id="kz-rec-almaty")
    assert_problem(get(api, case, elsewhere), 404, "not-found")
    assert get(api, CASES, elsewhere).get_json()["items"] == []
    for step in DOORS:
        answer = api.post(f"{case}/steps/{step}", TYPED[step], elsewhere, If_Match='"1"')
        assert_problem(answer, 404, "not-found")
    assert_problem(
        api.post(f"{case}/steps/stay", TYPED["stay"], make_token(role="clerk"), If_Match='"1"'),
        403,
        "not-allowed",
    )
    assert_problem(api.post(f"{case}/steps/stay", TYPED["stay"]), 401, "not-authenticated")


def test_list_is_read_page_by_page_while_others_register(
    app: Flask, api: Api, case: str, make_token: TokenMaker
) -> None:
    token = make_token(role="lawyer", body_id=CENTRAL)
    with app.app_context(), unit_of_work() as session:
        for day in ("2022-11-21T11:00", "2022-11-21T12:00", "2022-12-05T12:00"):
            create_case(session, received_at=day)
    listed = get(api, f"{CASES}?limit=2", token)
    first = listed.get_json()
    assert f'<{CASES}?limit=2&cursor={first["next"]}>; rel="next"' in listed.headers["Link"]
    with app.app_context(), unit_of_work() as session:
        create_case(session)
    second = get(api, f"{CASES}?limit=2&cursor={first['next']}", token).get_json()
    numbers = [item["reference"][-1] for page in (first, second) for item in page["items"]]
    assert (numbers, second["next"]) == (["4", "3", "2", "1"], None)
    late = get(api, f"{CASES}?late=yes&body={ASTANA}&status=registered", token).get_json()["items"]
    assert [item["reference"][-1] for item in late] == ["4"]
    assert late[0]["due_on"] == "2022-12-08"  # Thursday
    assert_problem(get(api, f"{CASES}?status=open", token), 422, "invalid-input")


def test_case_is_carried_through_its_steps_to_the_next_instance(
    api: Api, take: Take, case: str, make_token: TokenMaker
) -> None:
    assert take("stay").get_json()["case"]["is_stayed"] is True
    assert take("resume").get_json()["case"]["is_stayed"] is False
    assert take("find-admissible", at="2022-11-28T11:00").get_json()["case"]["status"] == "admitted"
    decided = take(
        "decide", taken_at="2022-11-29T15:00", outcome="refused", remedy="none", **REFUSED
    ).get_json()["case"]
    assert (decided["status"], decided["decisions"][0]["number"]) == ("decided", "12/3-Б")
    served = take("serve", served_at="2022-11-30T10:00", decision="12/3-Б").get_json()["case"]
    assert served["decisions"][0]["served_at"] == "2022-11-30T04:00:00+00:00"
    # The court is not in the scope of a commission's lawyer: it is prepared for it.
    told = assert_problem(
        take("next-instance", filed_at="2022-11-30T12:00", received_at="2022-11-30T13:00"),
        422,
        "invalid-input",
    )
    assert [error["field"] for error in told["errors"]] == ["received_at"]
    prepared = take("next-instance", filed_at="2022-11-30T12:00", received_at=None).get_json()
    assert (prepared["opened"], prepared["hand_over"] is not None) == (None, True)


def test_impossible_step_is_refused_with_what_is_possible(take: Take) -> None:
    told = assert_problem(take("resume"), 409, "step-impossible")
    assert "not stayed" in told["detail"]
    assert "stay" in told["possible"]
    take("withdraw")
    told = assert_problem(take("decide"), 409, "step-impossible")
    assert "Withdrawn" in told["detail"]
    assert told["possible"] == ["correct", "join", "split"]


def test_step_needs_the_version_that_was_seen(api: Api, case: str, token: str, take: Take) -> None:
    assert_problem(api.post(f"{case}/steps/split", {}, token), 428, "precondition-required")
    for odd in ("*", "1", 'W/"1"', '"x"', '"' + "9" * 30 + '"'):
        assert_problem(take("split", seen=odd), 412, "precondition-failed")
    seen = get(api, case, token).headers["ETag"]
    assert take("find-admissible", seen=seen).status_code == 200
    told = assert_problem(take("withdraw", seen=seen), 412, "precondition-failed")
    assert told["changes"][0]["kind"] == "admitted"
    assert f'"{told["version"]}"' == get(api, case, token).headers["ETag"]


def test_request_sent_again_gets_the_same_answer_and_does_nothing(
    app: Flask, api: Api, case: str, take: Take, make_token: TokenMaker
) -> None:
    seen = get(api, case, make_token(role="lawyer")).headers["ETag"]
    first = take("decide", key="k-1", seen=seen)
    again = take("decide", key="k-1", seen=seen)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.get_json() == first.get_json()
    assert again.headers["ETag"] == first.headers["ETag"]
    assert_problem(take("decide", key="k-1", seen=seen, number="13"), 422, "key-reused")
    # The key is the token's own: another token's request of the same key is another request.
    other = make_token(role="lawyer")
    answer = api.post(f"{case}/steps/decide", TYPED["decide"], other, If_Match=seen, Idempotency_Key="k-1")
    assert_problem(answer, 412, "precondition-failed")
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Decision.id))) == 1


def test_of_two_at_once_one_wins_and_the_other_is_told_what_changed(
    app: Flask, api: Api, case: str, token: str
) -> None:
    seen = get(api, case, token).headers["ETag"]
    started = threading.Barrier(2)
    answers: dict[str, TestResponse] = {}

    def send(step: str) -> None:
        mine = Api(app.test_client())
        started.wait()
        answers[step] = mine.post(f"{case}/steps/{step}", TYPED[step], token, If_Match=seen)

    threads = [threading.Thread(target=send, args=(step,)) for step in ("find-admissible", "withdraw")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = {step: answer.status_code for step, answer in answers.items()}
    assert sorted(statuses.values()) == [200, 412]
    won = next(step for step, status in statuses.items() if status == 200)
    lost = next(answer for answer in answers.values() if answer.status_code == 412)
    event = {"find-admissible": "admitted", "withdraw": "withdrawn"}
    assert event[won] in [change["kind"] for change in lost.get_json()["changes"]]
    with app.app_context():
        kinds = db.session.scalars(sa.select(Event.kind).where(Event.kind.in_(event.values()))).all()
        assert kinds == [event[won]]
        assert db.session.scalar(sa.select(Case.status)) == event[won]


def test_decided_case_offers_the_next_instance(app: Flask, api: Api, case: str, token: str) -> None:
    with app.app_context(), unit_of_work() as session:
        create_decision(session, session.scalars(sa.select(Case)).one())
    steps = {step["step"] for step in get(api, case, token).get_json()["steps"]}
    assert {"next-instance", "serve", "put-in-force"} <= steps
    assert "decide" not in steps


def test_answers_are_forgotten_after_a_day_a_pass_at_a_time(
    app: Flask, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answered, "MOST_PER_PASS", 1)
    assert take("find-admissible", key="one").status_code == 200
    assert take("stay", key="two").status_code == 200
    with app.app_context(), unit_of_work() as session:
        assert forget_answers(session, now() + KEPT - dt.timedelta(minutes=5)) == 0
        later = now() + KEPT
        assert [forget_answers(session, later) for _ in range(3)] == [1, 1, 0]
        assert session.scalars(sa.select(AnsweredRequest)).all() == []


def test_tracking_code_is_not_kept_with_the_answer_that_told_it() -> None:
    opened = {"reference": "2022-PRES/APPEAL-ASTANA/0001", "tracking_code": "K7QX-2MNP"}
    assert to_keep({"opened": opened}) == {"opened": opened | {"tracking_code": None}}
    assert to_keep({"opened": None}) == {"opened": None}


def test_answers_are_told_to_nobody_who_left_the_scope(app: Flask, api: Api, case: str) -> None:
    with app.app_context(), unit_of_work() as session:
        user = create_user(session, role="supervisor")
        token, number = create_token(session, user, "integration", actor=user.ref), user.id
    seen = get(api, case, token).headers["ETag"]

    def send() -> TestResponse:
        step, headers = f"{case}/steps/find-admissible", {"If_Match": seen, "Idempotency_Key": "k-9"}
        return api.post(step, TYPED["find-admissible"], token, **headers)

    assert send().get_json() == send().get_json()
    with app.app_context(), unit_of_work() as session:
        session.get_one(User, number).body_id = "kz-rec-almaty"
    assert_problem(send(), 404, "not-found")


def test_note_and_reason_that_hold_a_number_of_somebody_are_refused(take: Take) -> None:
    answer = take("return-for-defects", note="Call +7 701 123 45 67")
    assert_problem(answer, 422, "invalid-input")
