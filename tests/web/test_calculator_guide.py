"""``/calculator`` asked for the way: the answer of the forum guide, whole, and faults at their fields."""

from __future__ import annotations

import datetime as dt
import html
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from casetracker.law.forum import Advice, Question, advise, told_advice
from casetracker.lawbook import LawBook
from tests.builders.publication import stored
from tests.builders.registry import create_registry
from tests.web.test_calculator import LANGUAGES, faults

VOTING, RESULTS, CALLED = dt.date(2022, 11, 20), dt.date(2022, 11, 22), dt.date(2022, 9, 21)


@pytest.fixture
def database_engine() -> str:
    """Run once: the guide asks the register for its elections only."""
    return "sqlite"


@pytest.fixture
def book(app: Flask) -> LawBook:
    """The law, and the elections of the product in the register."""
    with stored(app) as session:
        create_registry(session)
    found: LawBook = app.extensions["lawbook"]
    return found


def words(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def limits(told: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for part in ("routes", "remains"):
        for route in told[part]:
            yield from [*([route["filing"]] if route["filing"] else []), *route["reviews"]]
    yield from (note["limit"] for note in told["notes"] if note["limit"])


def expected_words(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield everything that a page must tell of an answer."""
    yield told["caveat"] or ""
    yield "" if told["routes"] else told["answer"]
    for route in told["routes"] + told["remains"]:
        yield f"{'; '.join(body['name'] for body in route['bodies'])} "
        yield route["file_by"]
        yield from (route["name"], route["standing"]["text"], *(body["name"] for body in route["bodies"]))
        yield from (step["text"] for step in route["after"])
        yield from (route[part] for part in ("finality", "remark") if route[part])
        yield from (dispute["text"] for dispute in route["disputes"])
    yield from (text for route in told["closed"] for text in (route["name"], route["standing"]["text"]))
    yield from (note["text"] for note in told["notes"])
    for limit in limits(told):
        yield from (limit["name"], *limit["assumed"])
        yield from limit["deadline"]["explanation"] if limit["deadline"] else [limit["problem"]["message"]]


# contested, against, by, day of the act
QUESTIONS = [
    ("commission-act", "precinct", "observer", "2022-11-20"),
    ("registration-refusal", "central", "candidate", "2022-10-20"),
    ("results", "central", "voter", "2022-11-22"),
    ("results", "central", "official", "2022-11-22"),
    ("violation", "media", "voter", "2022-11-18"),
    ("judgment", "administrative-court", "party", "2022-11-23"),
    ("administrative-act", "state-body", "foreign-observer", "2022-11-10"),
    ("presidential-decree", "president", "voter", "2022-11-10"),
]


def advice_of(book: LawBook, contested: str, against: str, by: str, on: str) -> Advice:
    """Return what the guide says when the register knows the election."""
    question = Question(
        contested,
        against,
        by,
        "presidential",
        dt.date.fromisoformat(on),
        "Asia/Almaty",
        election_day=VOTING,
        results_on=RESULTS,
        called_on=CALLED,
    )
    return advise(question, book.forum, book.rules, book.calendar)


def test_page_and_api_tell_the_whole_answer_of_the_guide(client: FlaskClient, book: LawBook) -> None:
    for (contested, against, by, on), language in itertools.product(QUESTIONS, LANGUAGES):
        asked = f"contested={contested}&against={against}&by={by}&election=2022-pres&on={on}&lang={language}"
        page = client.get(f"/calculator?{asked}").text
        told, shown = told_advice(advice_of(book, contested, against, by, on), language), words(page)
        request = json.loads(html.unescape(re.findall(r"<pre[^>]*><code>(.*?)</code>", page, re.S)[0]))
        assert client.post(f"/api/v1/forum?lang={language}", json=request).get_json() == told
        assert [text for text in expected_words(told) if " ".join(text.split()) not in shown] == []
        deadlines = [limit["deadline"] for limit in limits(told) if limit["deadline"]]
        days = {it[name] for it in deadlines for name in ("due_on", "strict_on", "other_on")} - {None}
        assert set(re.findall(r'<time datetime="([^"]+)"', page)) == days, contested


def test_without_the_register_the_kind_is_asked_and_what_cannot_be_computed_is_told(
    client: FlaskClient, book: LawBook
) -> None:
    asked = "/calculator?contested=commission-act&against=precinct&by=voter&kind=senate&on=10.11.2022&lang=en"
    told = words(client.get(asked).text)
    assert "Claim before the administrative court" in told
    assert "give the day of voting" in told
    assert "give the day of voting" not in words(client.get(f"{asked}&election_day=2022-11-20").text)


def test_unverified_law_is_said_first_and_told_as_law_nowhere(client: FlaskClient, book: LawBook) -> None:
    asked = "contested=commission-act&against=precinct&by=observer&kind=presidential"
    for language in LANGUAGES:
        told = client.get(f"/calculator?{asked}&on=2026-08-10&called_on=2026-07-05&lang={language}").text
        card = told.partition('id="answer"')[2]
        assert card.index("govuk-warning-text") < card.index('id="sentence"')
        assert "govuk-tag" not in told
        assert not re.findall(r"<time ", told)
        rule = book.rules.get("commission-decision.appeal.filing")
        assert rule.names[language] in words(told)
        assert rule.id not in words(told)


@pytest.mark.usefixtures("book")
def test_each_open_way_is_told_with_its_day_at_the_top(client: FlaskClient) -> None:
    asked = "contested=commission-act&against=precinct&by=observer&on=2022-11-20&lang=en"
    page = client.get(f"/calculator?{asked}&election=2022-pres").text
    top = page.partition('id="sentence"')[2].partition("</section>")[0]
    ways = re.findall(r'href="#(route-[\w.-]+)"', top)
    assert len(ways) == len(set(ways)) == 2
    assert all(f'id="{way}"' in page for way in ways)
    day = "File by Tuesday 29 November 2022; at the latest by Wednesday 30 November 2022."
    assert words(top).count(day) == 2
    # An act is named once for its articles in a row.
    assert not re.search(r"(Constitutional Law “[^”]+”), Article [^;]+; \1", words(page))


FAULTS = [
    (dict.fromkeys(("against", "by", "kind", "on"), ""), {"against", "by", "kind", "on"}),
    ({"against": "media", "by": "voter", "kind": "senate", "on": "2022-11-10"}, {"against"}),
    ({"by": "king", "against": "precinct", "kind": "tsar", "on": "2022-13-10"}, {"by", "kind", "on"}),
    ({"filed_on": "2022-11-09"}, {"filed-on"}),
    ({"filed_on": "soon", "zone": "Mars"}, {"filed-on"}),
    ({"zone": "Mars"}, {"zone"}),
    ({"on": "1822-11-10"}, {"on"}),
    ({"election_day": "2022-11-20", "results_on": "2022-11-10"}, {"results-on"}),
    ({"election_day": "2022-11-20", "called_on": "2022-12-10"}, {"called-on"}),
    ({"kind": "senate", "election": "2022-pres"}, {"kind"}),
    ({"election": "2022-pres", "election_day": "2022-11-21", "kind": ""}, {"election-day"}),
]
GOOD = {"against": "precinct", "by": "voter", "kind": "presidential", "on": "2022-11-10"}


@pytest.mark.usefixtures("book")
def test_fault_is_told_at_its_field(client: FlaskClient) -> None:
    for (changes, fields), language in itertools.product(FAULTS, LANGUAGES):
        query = {"contested": "commission-act", "lang": language, **GOOD, **changes}
        answer = client.get("/calculator", query_string=query)
        assert answer.status_code == 200
        assert set(faults(answer.text)) == fields, changes
        assert 'id="sentence"' not in answer.text


@pytest.mark.usefixtures("book")
def test_no_address_breaks_the_guide(client: FlaskClient) -> None:
    names = ("against", "by", "election", "kind", "on", "filed_on", "election_day", "zone")
    for value in ("%00", "%F0%9F%92%A9", "x" * 4000, "0001-01-01T00:00%2B14:00", "{{7*7}}", "<script>"):
        query = "&".join(f"{name}={value}&{name}=" for name in names)
        for contested in ("judgment", value):
            answer = client.get(f"/calculator?contested={contested}&{query}")
            assert answer.status_code == 200
            assert "<script>" not in answer.text
