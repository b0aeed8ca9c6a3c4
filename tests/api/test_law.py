"""``/rules`` and ``/deadlines/compute``: the law told to everybody; it asks no database."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from casetracker.cli.law import law
from tests.api.conftest import Api, assert_problem, wrong_fields

RULE = "election-claim.court.review"
COMPUTE = "/api/v1/deadlines/compute"
FACTS: dict[str, str | None] = {
    "rule": RULE,
    "on": "2022-11-21",
    "election_day": "2022-11-20",
    "results_on": "2022-11-22",
}


@pytest.fixture
def database_engine() -> str:
    """Run once: no database is asked."""
    return "sqlite"


@pytest.fixture
def law_api(client: FlaskClient) -> Api:
    """Give a client of a service without any body or election."""
    return Api(client)


QUESTIONS: list[dict[str, str | None]] = [
    FACTS,
    FACTS | {"on": "2022-11-10T09:30", "results_on": None, "zone": "Asia/Aqtau"},
    {"rule": "commission-decision.appeal.filing", "on": "2022-11-20", "called_on": "2022-09-21"},
    {
        "rule": "violation-application.commission.review",
        "on": "2022-11-20T23:30+06:00",
        "election_day": "2022-11-20",
    },
]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_answer_is_that_of_the_command(law_api: Api, language: str) -> None:
    for facts in QUESTIONS:
        answer = law_api.post(f"{COMPUTE}?lang={language}", facts)
        assert answer.status_code == 200
        assert answer.get_json() == answer_of_command(facts, language)


def answer_of_command(facts: Mapping[str, str | None], language: str) -> object:
    """Return what ``casetracker law compute --json`` writes."""
    arguments = ["compute", str(facts["rule"]), "--json", "--lang", language]
    for name, value in facts.items():
        if name != "rule" and value:
            arguments += [f"--{name.replace('_', '-')}", value]
    command = CliRunner().invoke(law, arguments)
    assert command.exit_code == 0, command.output
    return json.loads(command.output)


def test_computing_is_open_to_every_web_page(law_api: Api) -> None:
    assert law_api.post(COMPUTE, FACTS).headers["Access-Control-Allow-Origin"] == "*"
    preflight = law_api.client.options(COMPUTE)
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]


REFUSED: list[tuple[dict[str, str | None], str, str]] = [
    ({"rule": "no.such.rule"}, "unknown-rule", "rule"),
    ({"zone": "Asia/Nowhere"}, "unknown-zone", "zone"),
    ({"zone": "../etc/passwd"}, "unknown-zone", "zone"),
    ({"election_day": None}, "missing-fact", "election_day"),
    ({"on": "1890-01-01"}, "date-out-of-range", "on"),
    ({"on": "2031-01-01"}, "unverified-law", "on"),
    ({"on": "0001-01-01T00:00+14:00"}, "date-out-of-range", "on"),
    ({"on": "9999-12-31T23:59-14:00"}, "date-out-of-range", "on"),
    ({"results_on": "2022-11-01"}, "impossible-facts", "results_on"),
    ({"called_on": "2022-12-01"}, "impossible-facts", "called_on"),
]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_refusal_of_the_law_names_the_field_and_its_reason(law_api: Api, language: str) -> None:
    for changes, code, field in REFUSED:
        answer = law_api.post(f"{COMPUTE}?lang={language}", FACTS | changes)
        body = assert_problem(answer, 422, "not-computed")
        assert (body["code"], body["errors"][0]["field"]) == (code, field), changes
        assert body["detail"] == body["errors"][0]["message"]


UNREADABLE: list[tuple[dict[str, object], str]] = [
    ({"on": "2022-02-30"}, "on"),
    ({"on": "2022-11-20T25:00"}, "on"),
    ({"on": "tomorrow"}, "on"),
    ({"on": ""}, "on"),
    ({"on": None}, "on"),
    ({"on": 20221120}, "on"),
    ({"election_day": "2022-11-20T10:00"}, "election_day"),
    ({"election-day": "2022-11-20"}, "election-day"),
    ({"zone": "a" * 81}, "zone"),
    ({"zone": ""}, "zone"),
    ({"rule": "{0}{rule!r}"}, "rule"),
]


def test_fact_that_cannot_be_read_is_named(law_api: Api) -> None:
    answers = [law_api.post(COMPUTE, FACTS | changes) for changes, _field in UNREADABLE]
    assert [wrong_fields(answer) for answer in answers] == [[field] for _changes, field in UNREADABLE]
    assert answers[0].get_json()["errors"][0]["pointer"] == "#/on"


def test_rules_are_listed_and_told_with_every_wording(law_api: Api) -> None:
    rules = law_api.get("/api/v1/rules?lang=ru").get_json()
    assert rules["total"] == len(rules["items"]) > 20
    for listed in rules["items"][:5]:
        rule = law_api.get(f"/api/v1/rules/{listed['id']}?lang=ru").get_json()
        assert rule["name"] == listed["name"] == rule["names"]["ru"]
        assert rule["editions"]
        assert all(edition["citations"][0]["read_on"] for edition in rule["editions"])


def test_unknown_rule_is_a_404_that_offers_near_ones(law_api: Api) -> None:
    answer = law_api.get("/api/v1/rules/election-claim.court.revue?lang=en")
    assert RULE in assert_problem(answer, 404, "not-found")["detail"]
