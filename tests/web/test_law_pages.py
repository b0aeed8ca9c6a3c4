"""``/law`` and ``/law/<rule>``: every time limit, everything about each, and what leads to the law's text."""

from __future__ import annotations

import copy
import html
import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from casetracker.law import Rule
from casetracker.publication.models import PublicCase
from casetracker.web.law_links import law_text
from tests.builders.publication import create_public_case, stored
from tests.builders.registry import create_registry

LANGUAGES = ("kk", "ru", "en")
CLAIM = "election-claim.court.review"


@pytest.fixture
def database_engine() -> str:
    """Run once: the law is not in the database."""
    return "sqlite"


@pytest.fixture
def rules(app: Flask) -> list[Rule]:
    """Every rule of the product."""
    return list(app.extensions["lawbook"].rules)


def listed(page: str) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*><a class="govuk-link" href="/law/([a-z0-9.-]+)"', page)


def words(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_list_holds_every_rule_once_with_its_article_in_each_language(
    client: FlaskClient, rules: list[Rule]
) -> None:
    for language in LANGUAGES:
        page = client.get(f"/law?lang={language}").text
        assert sorted(listed(page)) == sorted(rule.id for rule in rules)
        told = words(page)
        assert [rule.id for rule in rules if rule.names[language] not in told] == []
        assert page.count("app-citation__link") >= len(rules)


FILTERS: list[tuple[str, Callable[[Rule], bool]]] = [
    ("subject=courts", lambda rule: rule.subject == "courts"),
    ("mark=disputed", lambda rule: rule.mark == "disputed"),
    ("subject=results&mark=verified", lambda rule: (rule.subject, rule.mark) == ("results", "verified")),
    ("subject=courts&subject=results", lambda rule: rule.subject == "courts"),
    ("subject=senate&mark=inference", lambda rule: (rule.subject, rule.mark) == ("senate", "inference")),
    ("subject=&mark=", lambda rule: True),
]


def test_filters_stand_in_the_address(client: FlaskClient, rules: list[Rule]) -> None:
    for query, fits in FILTERS:
        page = client.get(f"/law?{query}&lang=en").text
        expected = {rule.id for rule in rules if fits(rule)}
        assert set(listed(page)) == expected, query
        assert f"Time limits shown: {len(expected)}" in page
        assert ("No time limit has all of these properties" in page) is (not expected)


def test_filter_that_is_not_known_is_told_and_left_out(client: FlaskClient, rules: list[Rule]) -> None:
    page = client.get("/law?subject=<b>&mark=" + "x" * 2000 + "&lang=en").text
    assert "There is no filter “&lt;b&gt;”, so it was left out." in page
    assert len(listed(page)) == len(rules)


def test_page_of_each_rule_tells_everything_about_it(client: FlaskClient, rules: list[Rule]) -> None:
    for rule, language in zip(rules, itertools.cycle(LANGUAGES), strict=False):
        page = client.get(f"/law/{rule.id}?lang={language}").text
        told = words(page)
        texts = [rule.names, rule.clock_of, rule.forum, rule.standing, rule.finality, rule.notes]
        expected = [text[language] for text in texts if text]
        expected += [rule.names[code] for code in LANGUAGES]
        expected += [dispute.texts[language] for dispute in rule.disputes]
        assert [text for text in expected if " ".join(text.split()) not in told] == [], rule.id
        assert re.findall(r'<article id="from-([\d-]+)"', page) == [it.id for it in reversed(rule.editions)]
        assert f'href="/calculator?rule={rule.id}"' in page
        assert f"/api/v1/rules/{rule.id}" in page
        assert page.count("app-citation__link") >= sum(len(it.citations) for it in rule.editions)


def test_wording_is_told_by_its_own_data(client: FlaskClient) -> None:
    told = words(client.get(f"/law/{CLAIM}?lang=en").text)
    for sentence in (
        "In force from 1 July 2021 to 30 June 2026",
        "In force from 1 January 2016 to 30 June 2021",
        "immediately when fewer than 5 days are left before voting, on voting day and until the results "
        "are announced",
        "The day of the event is not counted; the count begins on the next day.",
        "The last day ends at 24:00 local time of the body.",
        "On the fifth day before voting",
        "to what comes within so many months of voting day: 1",
        "(read on 30 October 2026)",
    ):
        assert sentence in told, sentence
    told = words(client.get("/law/observers.foreign.accreditation.end?lang=en").text)
    assert "5 days before" in told
    assert "On the last day it ends at 18:00 local time of the body." in told
    assert "which gives a day later; both dates are shown" in told


def test_unknown_rule_is_a_404_with_the_nearest(client: FlaskClient) -> None:
    answer = client.get("/law/election-claim.court.revue?lang=en")
    assert answer.status_code == 404
    assert f'href="/law/{CLAIM}"' in answer.text
    for path in ("/law/x", "/law/%00", "/law/" + "a" * 3000, "/law/{{7*7}}", "/law/Ә"):
        assert client.get(path).status_code == 404, path


def test_pages_are_revalidated(client: FlaskClient) -> None:
    for path in ("/law", f"/law/{CLAIM}"):
        known = {"If-None-Match": client.get(path).headers["ETag"]}
        assert client.get(path, headers=known).status_code == 304
        assert client.get(path, headers=known | {"Accept-Language": "en"}).status_code == 200


KK, RU = "https://adilet.zan.kz/kaz/docs/Z950002464_", "https://adilet.zan.kz/rus/docs/Z950002464_"
OTHER = "https://www.gov.kz/plan"
BOTH = {"kk": KK, "ru": RU}
TEXTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"url": RU, "urls": BOTH}, {"kk": (KK, None), "ru": (RU, None), "en": (RU, "ru")}),
    ({"url": RU, "urls": {"ru": RU}}, {"kk": (RU, "ru"), "ru": (RU, None), "en": (RU, "ru")}),
    # A rule that is known from elsewhere than the text of the act.
    ({"url": OTHER, "urls": BOTH}, dict.fromkeys(LANGUAGES, (OTHER, None))),
    # Clocks that were stored before the law was linked by language.
    ({"url": RU}, dict.fromkeys(LANGUAGES, (RU, None))),
    ({"url": RU, "urls": {}}, dict.fromkeys(LANGUAGES, (RU, None))),
]


def test_text_of_the_law_is_linked_in_the_readers_language_or_the_other_is_named(app: Flask) -> None:
    for (citation, expected), language in itertools.product(TEXTS, LANGUAGES):
        with app.test_request_context(f"/?lang={language}"):
            found = law_text(citation)
        assert (found["url"], found["target"]) == expected[language], (citation, language)


def test_case_page_links_the_rule_and_the_text_of_the_law(client: FlaskClient, app: Flask) -> None:
    with stored(app) as session:
        create_registry(session)
        create_public_case(session)
        case = session.scalars(sa.select(PublicCase)).one()
        clocks = copy.deepcopy(case.clocks)
        clocks[0]["citations"] = [{**it, "url": RU, "urls": {"ru": RU}} for it in clocks[0]["citations"]]
        for citation in clocks[1]["citations"]:
            citation.pop("urls", None)
        case.clocks = clocks
    page = client.get("/cases/2022-pres/rec-astana-0001?lang=en").text
    assert all(f'href="/law/{clock["rule"]}"' in page for clock in clocks)
    assert f'href="{RU}" rel="external noreferrer" hreflang="ru"' in page
    assert "language of the text: </span>Russian)" in page
    assert f'href="{clocks[1]["citations"][0]["url"]}" rel="external noreferrer">' in page
