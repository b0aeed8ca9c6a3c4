"""``/calculator``: the same answer as by API and at the command line; faults at their fields; never a 500."""

from __future__ import annotations

import datetime as dt
import html
import itertools
import json
import re
import shlex
from functools import cache
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from casetracker.cli import law_compute
from casetracker.cli.law import law
from casetracker.law import Rule
from casetracker.registry.models import Election
from casetracker.web.public.calculator.computing import FIELDS
from tests.builders.publication import stored
from tests.builders.registry import create_registry

LANGUAGES = ("kk", "ru", "en")
CLAIM = "election-claim.court.review"
COMPUTE = "/api/v1/deadlines/compute"
TEN_DAYS = "commission-decision.appeal.filing"

EVENTS_ASKED_ONCE = {"voting-day": "election_day", "calling": "called_on", "results-announced": "results_on"}


@pytest.fixture
def database_engine() -> str:
    """Run once: what is computed does not depend on the database's engine."""
    return "sqlite"


@pytest.fixture
def register(app: Flask) -> None:
    """The elections of the product."""
    with stored(app) as session:
        create_registry(session)


def address(rule: str, **facts: str) -> str:
    given = "".join(f"&{name.replace('__', '.')}={quote(value)}" for name, value in facts.items())
    return f"/calculator?rule={rule}{given}"


def answered(page: str) -> dict[str, object]:
    """Return what a reader sees of the answer: the dates of the card, the sentences."""
    card = page.partition('class="app-clock ')[2].partition("</section>")[0]
    listed = page.partition('id="explanation"')[2].partition("</ol>")[0]
    return {
        "dates": re.findall(r'<time datetime="([^"]+)"', card),
        "explanation": [html.unescape(it) for it in re.findall(r"<li>(.*?)</li>", listed)],
    }


def faults(page: str) -> dict[str, str]:
    """Return the message at each field, by the id of the field."""
    found = re.findall(r'<p id="([\w-]+)-error" class="govuk-error-message">(.*?)</p>', page, re.S)
    return {
        name: html.unescape(re.sub(r"<[^>]+>", "", text)).split(":", 1)[1].strip() for name, text in found
    }


def facts_for(rule: Rule) -> dict[str, str]:
    """Return facts that suffice for any rule, on days that no two of them share."""
    facts = {"on": "2025-03-10", "election_day": "2025-03-23", "called_on": "2025-01-20"}
    if any(edition.period.unit == "hour" for edition in rule.editions):
        facts["on"] += "T10:30:00"
    if rule.counted_from in EVENTS_ASKED_ONCE:
        facts["on"] = facts.pop(EVENTS_ASKED_ONCE[rule.counted_from], "2025-03-25")
    return facts


def known_of_event(rule: Rule, facts: dict[str, str]) -> dict[str, str]:
    """Return what the page needs not be told, because it is the event itself."""
    name = EVENTS_ASKED_ONCE.get(rule.counted_from)
    return {name: facts["on"]} if name else {}


def elsewhere(page: str) -> tuple[dict[str, object], list[str]]:
    """Return the request and the command that the page says give its answer."""
    body, command = (html.unescape(it) for it in re.findall(r"<pre[^>]*><code>(.*?)</code>", page, re.S))
    return json.loads(body), shlex.split(command)


def told_by_command(words: list[str]) -> dict[str, object]:
    assert words[:2] == ["casetracker", "law"]
    result = CliRunner().invoke(law, [*words[2:], "--json"])
    assert result.exit_code == 0, (words, result.output)
    return dict(json.loads(result.output))


@pytest.fixture
def one_lawbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command read its files once, not anew for each question."""
    monkeypatch.setattr(law_compute, "open_lawbook", cache(law_compute.open_lawbook))


@pytest.mark.usefixtures("one_lawbook")
def test_page_api_and_command_give_the_same_for_every_rule(client: FlaskClient, app: Flask) -> None:
    rules = list(app.extensions["lawbook"].rules)
    for rule, language in zip(rules, itertools.cycle(LANGUAGES)):
        facts = facts_for(rule)
        page = client.get(f"{address(rule.id, **facts)}&lang={language}").text
        request, command = elsewhere(page)
        assert request == {"rule": rule.id, "zone": "Asia/Almaty", **facts} | known_of_event(rule, facts)
        told = told_by_command(command)
        assert client.post(f"{COMPUTE}?lang={language}", json=request).get_json() == told, rule.id
        shown, dates = answered(page), [told["due_on"], told["strict_on"], told["other_on"]]
        if rule.id.endswith(".filing"):
            # Who must file is told the safe day first.
            dates = [told["strict_on"], told["due_on"]]
        assert shown["explanation"] == told["explanation"], rule.id
        assert shown["dates"] == [day for day in dict.fromkeys(dates) if day], rule.id
    assert len(rules) >= 70


WITH_STAYS = {
    "stays.0.from": "2022-11-22",
    "stays.0.until": "2022-11-25",
    "stays.0.ground": "parallel-court",
    "stays.0.source": "ruling No. 5",
    "stays.1.from": "26.11.2022",
    "stays.1.ground": "defects",
    "stays.1.source": "ruling No. 5",
}
RICH = [
    (CLAIM, {"on": "21.11.2022", "at": "9.30", "election": "2022-pres"}),
    (
        CLAIM,
        {
            "on": "2022-11-22",
            "at": "10:00",
            "election": "2022-pres",
            "results_on": "2022-11-22",
            "results_at": "09:00",
        },
    ),
    ("commission-complaint.higher.review", {"on": "2022-11-21", "election": "2022-pres", **WITH_STAYS}),
    (TEN_DAYS, {"on": "2022-11-20T23:30+06:00", "zone": "Asia/Aqtau"}),
    ("results.established.president", {"on": "", "election": "2022-pres"}),
    ("campaign.end", {"on": "", "election": "2019-pres"}),
]


@pytest.mark.usefixtures("register", "one_lawbook")
def test_register_stays_and_zones_reach_api_and_command(client: FlaskClient) -> None:
    for rule, facts in RICH:
        page = client.get(f"{address(rule, **facts)}&lang=ru").text
        request, command = elsewhere(page)
        told = told_by_command(command)
        assert client.post(f"{COMPUTE}?lang=ru", json=request).get_json() == told, rule
        assert answered(page)["explanation"] == told["explanation"], rule


@pytest.mark.usefixtures("register")
def test_election_after_the_verified_law_is_computed_only_by_confirmed_rules(
    client: FlaskClient, app: Flask
) -> None:
    question = (
        address("commission-complaint.higher.review", on="2026-08-03", election="2026-test") + "&lang=en"
    )
    confirmed = {"on": "2026-07-10", "source": "Text of 1 July 2026", "by": "administrator"}
    digest = app.extensions["lawbook"].digest
    answers = []
    for confirmation in (None, {**confirmed, "digest": "of other rules"}, {**confirmed, "digest": digest}):
        with stored(app) as session:
            names = {f"name_{language}": "Kurultai" for language in LANGUAGES}
            dates = {"called_on": dt.date(2026, 7, 5), "voting_on": dt.date(2026, 8, 30)}
            known = {"id": "2026-test", "code": "2026-TEST", "kind": "kurultai", "zone": "Asia/Almaty"}
            session.merge(Election(**known, **names, **dates, law_confirmation=confirmation))
        answers.append(client.get(question).text)
    unverified, other_rules, computed = answers
    for refused in (unverified, other_rules):
        assert "2026-08-03" in refused
        assert "has not been verified" in refused
        assert 'datetime="2026-06-30"' in refused
        # Nothing that was typed is wrong, and nothing is called verified.
        assert "govuk-error" not in refused
        assert "govuk-tag" not in refused
        assert answered(refused) == {"dates": [], "explanation": []}
    assert "but have changed since" in other_rules
    assert "but have changed since" not in unverified
    assert "govuk-tag" not in computed
    assert answered(computed)["dates"] == ["2026-08-06", "2026-08-05"]
    assert "Text of 1 July 2026" in computed
    request, command = elsewhere(computed)
    assert request["election"] == "2026-test"
    told = client.post(f"{COMPUTE}?lang=en", json=request).get_json()
    assert told["explanation"] == answered(computed)["explanation"]
    assert told == told_by_command(command)


FAULTS = [
    (CLAIM, {"on": ""}, {"on"}),
    (CLAIM, {"on": "2022-11-10"}, {"election-day"}),
    (CLAIM, {"on": "2022-02-30", "election_day": "20 November"}, {"on", "election-day"}),
    (CLAIM, {"on": "2022-11-10", "election_day": "2022-11-20", "results_on": "2022-11-01"}, {"results-on"}),
    (CLAIM, {"on": "2022-11-10", "election_day": "2022-11-20", "called_on": "2022-12-01"}, {"called-on"}),
    (CLAIM, {"on": "2022-11-10", "election_day": "2022-11-20", "zone": "Mars"}, {"zone"}),
    (CLAIM, {"on": "2022-11-10", "election_day": "1822-11-20"}, {"election-day"}),
    (CLAIM, {"on": "2023-02-10", "election_day": "2022-11-20"}, {"on"}),
    (CLAIM, {"on": "2022-11-10", "election": "2022-pres", "election_day": "2022-11-21"}, {"election-day"}),
    (CLAIM, {"on": "2022-11-10", "election": "2022-none"}, {"election"}),
    (TEN_DAYS, {"at": "10:00"}, {"on"}),
    (TEN_DAYS, {"on": "2022-11-10", "at": "25:00"}, {"at"}),
    (TEN_DAYS, {"on": "2022-11-10", "stays.1.from": "2022-11-12"}, {"stays-1-ground", "stays-1-source"}),
    (
        TEN_DAYS,
        {"on": "2022-11-10", **WITH_STAYS, "stays.0.until": "2022-11-01"},
        {"stays-0-until"},
    ),
    ("session.member-notice", {"on": "2022-11-10"}, {"at"}),
    ("voter-list.display", {"on": "2022-11-10", "election": "2022-pres"}, {"on"}),
]


@pytest.mark.usefixtures("register")
def test_fault_is_told_at_its_field_in_the_readers_language_and_keeps_what_was_typed(
    client: FlaskClient,
) -> None:
    for (rule, facts, fields), language in itertools.product(FAULTS, LANGUAGES):
        answer = client.get(f"{address(rule, **facts)}&lang={language}")
        assert answer.status_code == 200
        told = faults(answer.text)
        assert set(told) == fields, (rule, facts)
        assert 'id="explanation"' not in answer.text
        for name in fields:
            assert f'href="#{name}"' in answer.text
            assert f'id="{name}"' in answer.text
            # A reader of the page knows the names of time limits, not their ids.
            assert rule not in told[name], told
        for value in facts.values():
            assert value in answer.text, (rule, value)


HOSTILE = [
    "rule=" + "x" * 5000,
    "rule=%00%FF%C0%AF&on=%ED%A0%80",
    "rule[]=a&rule={{7*7}}",
    f"rule={CLAIM}&rule=other&on=2022-11-10&on=x&election_day=2022-11-20&election_day=",
    f"rule={CLAIM}&on=0000-00-00&at=99:99&election_day=9999-12-31&called_on=0001-01-01",
    f"rule={CLAIM}&on=0001-01-01T00:00%2B14:00&election_day=2022-11-20",
    f"rule={CLAIM}&on=9999-12-31T23:59-14:00&election_day=9999-12-31&zone=Asia/Oral",
    f"rule={CLAIM}&on=2022-11-10T25:61:61Z&election_day=2022-11-20",
    f"rule={CLAIM}&on=٢٠٢٢-١١-٢٠&election_day=２０２２-11-20&at=٩:٣٠",
    f"rule={TEN_DAYS}&on=2199-12-31&zone=../../etc/passwd",
    f"rule={TEN_DAYS}&on=2022-11-10&zone=Asia",
    f"rule={TEN_DAYS}&on=2022-11-10&zone=%00" + "A" * 3000,
    f"rule={TEN_DAYS}&on=2022-11-10&election=' OR 1=1 --&stays.0.ground=<script>&stays.99.from=x",
    f"rule={TEN_DAYS}&on=2022-11-10&" + "&".join(f"stays.{row}.from=2022-11-1{row}" for row in range(9)),
    f"rule={TEN_DAYS}&on=2022-11-10&stays.0.from=1900-01-01&stays.0.until=2199-12-31"
    "&stays.0.ground=other&stays.0.source=%3Cb%3E%0A",
    f"rule={TEN_DAYS}&" + "&".join(f"on={number}" for number in range(500)),
    "&".join(f"{name}=%F0%9F%92%A9" for name in FIELDS) + f"&rule={CLAIM}",
]


@pytest.mark.usefixtures("register")
def test_no_address_breaks_the_page(client: FlaskClient) -> None:
    for query in HOSTILE:
        answer = client.get(f"/calculator?{query}")
        assert answer.status_code == 200, query
        assert "<script>" not in answer.text, query
        assert "\x00" not in answer.text, query


@pytest.mark.usefixtures("register")
def test_answer_is_kept_by_no_cookie_and_revalidated(client: FlaskClient) -> None:
    question = address(TEN_DAYS, on="2022-11-20")
    answer = client.get(question)
    assert "Set-Cookie" not in answer.headers
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(question, headers=known).status_code == 304
    assert client.get(address(TEN_DAYS, on="2022-11-21"), headers=known).status_code == 200
    assert client.get(question, headers=known | {"Accept-Language": "ru"}).status_code == 200


def test_every_rule_can_be_chosen_and_asks_only_for_what_it_needs(client: FlaskClient, app: Flask) -> None:
    start = client.get("/calculator?lang=en").text
    rules = [rule.id for rule in app.extensions["lawbook"].rules]
    assert set(re.findall(r'<option value="([a-z0-9.-]+)"', start)) >= set(rules)
    asked = {rule: set(re.findall(r' name="([\w.]+)"', client.get(address(rule)).text)) for rule in rules}
    assert {"on", "election_day", "results_on", "results_at", "at", "zone"} <= asked[CLAIM]
    assert not {"at", "results_on"} & asked[TEN_DAYS]
    assert "election_day" not in asked["voter-list.display"]
    assert "govuk-error" not in client.get(address(CLAIM)).text
