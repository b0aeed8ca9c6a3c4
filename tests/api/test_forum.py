"""``/forum``: the guide told to everybody, as the command tells it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from casetracker.cli.law import law
from tests.api.conftest import Api, assert_problem, wrong_fields

FORUM = "/api/v1/forum"
Question = dict[str, str | None]
PRECINCT: Question = {
    "contested": "commission-act",
    "against": "precinct",
    "by": "observer",
    "election_kind": "presidential",
    "on": "2022-11-20",
    "election_day": "2022-11-20",
    "results_on": "2022-11-22",
}
QUESTIONS: list[Question] = [
    PRECINCT,
    PRECINCT | {"filed_on": "2022-11-21T09:30", "zone": "Asia/Aqtobe", "called_on": "2022-09-21"},
    PRECINCT | {"contested": "registration-refusal", "against": "central", "by": "voter"},
    PRECINCT | {"contested": "judgment", "against": "supreme-court", "on": "2022-11-20T23:30+06:00"},
    PRECINCT | {"contested": "presidential-decree", "against": "president"},
    PRECINCT
    | {"on": "2026-08-20", "election_day": "2026-08-23", "results_on": None, "called_on": "2026-07-10"},
]


@pytest.fixture
def database_engine() -> str:
    """Run once: what the register knows of an election does not depend on the database."""
    return "sqlite"


@pytest.fixture
def law_api(client: FlaskClient) -> Api:
    """Give a client of a service without any body or election."""
    return Api(client)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_answer_is_that_of_the_command(law_api: Api, language: str) -> None:
    for question in QUESTIONS:
        answer = law_api.post(f"{FORUM}?lang={language}", question)
        assert answer.status_code == 200, answer.get_json()
        assert answer.get_json() == answer_of_command(question, language)


def answer_of_command(question: Mapping[str, str | None], language: str) -> object:
    """Return what ``casetracker law forum --json`` writes."""
    arguments = ["forum", "--json", "--lang", language]
    for name, value in question.items():
        option = "election" if name == "election_kind" else name.replace("_", "-")
        arguments += [f"--{option}", value] if value else []
    command = CliRunner().invoke(law, arguments)
    assert command.exit_code == 0, command.output
    return json.loads(command.output)


def test_guide_lists_what_can_be_asked(law_api: Api) -> None:
    listed = law_api.get(f"{FORUM}?lang=ru").get_json()
    assert {choice["slug"] for choice in listed["elections"]} >= {"presidential", "akim", "local-body"}
    for choice in listed["contested"]:
        question = PRECINCT | {
            "contested": choice["slug"],
            "against": choice["against"][0],
            "election_kind": choice["elections"][0],
        }
        words = law_api.post(f"{FORUM}?lang=ru", question).get_json()["question"]["words"]
        assert (words["contested"], words["on"]) == (choice["name"], choice["on"])


def test_election_of_the_register_fills_in_its_dates(api: Api) -> None:
    named = {"election_kind": None, "election": "2022-PRES", "election_day": None, "results_on": None}
    asked = api.post(FORUM, PRECINCT | named).get_json()["question"]
    assert (asked["election"], asked["election_day"]) == ("presidential", "2022-11-20")
    refused: list[tuple[Question, str]] = [
        ({"election_kind": "senate"}, "election_kind"),
        ({"election_day": "2022-11-21"}, "election_day"),
        ({"election": "1922-tsar"}, "election"),
    ]
    for changes, field in refused:
        assert wrong_fields(api.post(FORUM, PRECINCT | named | changes)) == [field]


REFUSED: list[tuple[Question, str, str]] = [
    ({"contested": "weather"}, "unknown-choice", "contested"),
    ({"against": "neighbour"}, "unknown-choice", "against"),
    ({"by": "everybody"}, "unknown-choice", "by"),
    ({"election_kind": "mayor"}, "unknown-choice", "election_kind"),
    ({"zone": "Asia/Nowhere"}, "unknown-zone", "zone"),
    ({"on": "1890-01-01"}, "date-out-of-range", "on"),
    ({"filed_on": "2022-11-19"}, "impossible-facts", "filed_on"),
    ({"results_on": "2022-11-01"}, "impossible-facts", "results_on"),
    ({"called_on": "2022-12-01"}, "impossible-facts", "called_on"),
]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_question_that_cannot_be_answered_names_the_field_and_why(law_api: Api, language: str) -> None:
    for changes, code, field in REFUSED:
        answer = law_api.post(f"{FORUM}?lang={language}", PRECINCT | changes)
        body = assert_problem(answer, 422, "invalid-input")
        assert (body["code"], body["errors"][0]["field"]) == (code, field), changes
        assert body["detail"] == body["errors"][0]["message"]


UNREADABLE: list[tuple[dict[str, object], str]] = [
    ({"on": "2022-02-30"}, "on"),
    ({"on": None}, "on"),
    ({"filed_on": "tomorrow"}, "filed_on"),
    ({"election_day": "2022-11-20T10:00"}, "election_day"),
    ({"contested": None}, "contested"),
    ({"contested": "{0}"}, "contested"),
    ({"against": ["precinct"]}, "against"),
    ({"election_kind": None}, "election_kind"),
    ({"election-kind": "presidential"}, "election-kind"),
]


def test_value_that_cannot_be_read_is_named(law_api: Api) -> None:
    answers = [law_api.post(FORUM, PRECINCT | changes) for changes, _field in UNREADABLE]
    assert [wrong_fields(answer) for answer in answers] == [[field] for _changes, field in UNREADABLE]


def test_asking_is_open_to_every_web_page(law_api: Api) -> None:
    assert law_api.post(FORUM, PRECINCT).headers["Access-Control-Allow-Origin"] == "*"
