"""``/rules`` and ``/deadlines/compute``: the law told to everybody; it asks no database."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from casetracker.cli.law import law
from tests.api.conftest import Api, assert_problem, wrong_fields
from tests.builders.publication import stored
from tests.builders.registry import create_registry

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


STAY = {"from": "2022-11-22", "until": "2022-11-25", "ground": "parallel-court", "source": "ruling No 5"}
PLAN = {"on": "2022-11-26", "hour": "18:00", "source": "calendar plan"}
WRONG_INSIDE: list[tuple[dict[str, object], str]] = [
    ({"stays": [{**STAY, "ground": "rain"}]}, "#/stays/0/ground"),
    ({"stays": [STAY, {**STAY, "from": "yesterday"}]}, "#/stays/1/from"),
    ({"stays": [{"from": "2022-11-22", "ground": "other"}]}, "#/stays/0/source"),
    ({"stays": [{**STAY, "reason": "x"}]}, "#/stays/0/reason"),
    ({"stays": ["2022-11-22"]}, "#/stays/0"),
    ({"stays": {}}, "#/stays"),
    ({"stays": [STAY] * 51}, "#/stays"),
    ({"override": {**PLAN, "hour": "25:00"}}, "#/override/hour"),
    ({"override": {**PLAN, "on": None}}, "#/override/on"),
    ({"override": "2022-11-26"}, "#/override"),
    ({"election": "2022-none"}, "#/election"),
]


def test_stay_or_plan_that_cannot_be_read_is_named_in_the_readers_language(law_api: Api) -> None:
    for changes, pointer in WRONG_INSIDE:
        told = {}
        for language in ("ru", "en"):
            body = assert_problem(
                law_api.post(f"{COMPUTE}?lang={language}", FACTS | changes), 422, "invalid-input"
            )
            assert [error["pointer"] for error in body["errors"]] == [pointer], changes
            told[language] = body["errors"][0]["message"]
        assert told["en"].endswith("."), told


def test_stay_moves_and_plan_prevails(law_api: Api) -> None:
    facts = {"rule": "commission-complaint.higher.review", "on": "2022-11-21"}
    plain, stayed, standing, planned = (
        law_api.post(f"{COMPUTE}?lang=en", facts | given).get_json()
        for given in ({}, {"stays": [STAY]}, {"stays": [{**STAY, "until": None}]}, {"override": PLAN})
    )
    assert (plain["due_on"], stayed["due_on"]) == ("2022-11-24", "2022-11-27")
    assert (standing["stayed_on"], standing["remaining"]) == ("2022-11-22", 3)
    assert planned["due_at"] == "2022-11-26T18:00:00+06:00"
    assert any("ruling No 5" in sentence for sentence in stayed["explanation"])
    late = {**STAY, "until": "2022-11-01"}
    refused = law_api.post(COMPUTE, facts | {"stays": [late]})
    assert assert_problem(refused, 422, "not-computed")["errors"][0]["field"] == "stays"


def test_election_of_the_register_fills_in_what_is_not_given(law_api: Api, app: Flask) -> None:
    with stored(app) as session:
        create_registry(session)
    asked = {"rule": RULE, "on": "2022-11-21"}
    named = law_api.post(COMPUTE, asked | {"election": "2022-pres"}).get_json()
    given = {"election_day": "2022-11-20", "results_on": "2022-11-22", "called_on": "2022-09-21"}
    assert named == law_api.post(COMPUTE, asked | given).get_json()
    other_day = law_api.post(COMPUTE, asked | {"election": "2022-pres", "election_day": "2022-11-21"})
    assert wrong_fields(other_day) == ["election_day"]
    plan = {"rule": "campaign.end", "on": "2022-11-20", "election": "2022-pres"}
    assert "override" in [step["code"] for step in law_api.post(COMPUTE, plan).get_json()["trace"]]


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
