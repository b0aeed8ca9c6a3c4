"""Finding what is published: words in any form, filters, orders, and advice when there is nothing."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from casetracker.db import unit_of_work
from casetracker.search.generations import NO_ENTRY, note_changes
from casetracker.search.queries import PAGE_SIZE
from casetracker.web.public import search_request
from casetracker.web.public.search_request import DEEPEST_PAGE
from tests.builders.cases import create_case
from tests.builders.publication import create_public_case, publish_case, stored, withdraw
from tests.builders.registry import CENTRAL, create_registry
from tests.support.statements import Counting

KAZAKH = "/cases/2022-pres/rec-astana-0001#decision-1"
RUSSIAN = "/cases/2022-pres/cec-0001#decision-1"
OPEN = "/cases/2022-pres/cec-0002"

HOSTILE = [
    '"',
    '""',
    '"байқаушы',
    "*",
    "байқаушы*",
    "бай*қау*",
    "NEAR(",
    "NEAR(a b, 3)",
    "a AND OR NOT b",
    "stems : x",
    "{stems} : (x)",
    "^x",
    "x -",
    "-",
    "--",
    "'; DROP TABLE public_cases; --",
    "a & | ! <-> b:*",
    "\\' \\",
    "a\x00b",
    "\x00",
    "\x01\x1f\x7f",
    "я" * 10_000,
    "слово " * 2_000,
    "-нет " * 500,
    '"' * 2_000,
    "\u202eбайқаушы\u202c \u2066x\u2069 \u200f",
    "<script>alert(1)</script>",
    "{{ 7*7 }} {% raw %}",
    "%(words)s %s %",
    "🗳️ 👩‍⚖️",
    "\ud7ff\ufffe\uffff",
    "ÅÅ ﷽ İİ ß",
]
FORMS: list[tuple[str, list[str], str | None]] = [
    ("байқаушылардың", [KAZAKH], "Байқаушы"),
    ("бақылаушылар", [KAZAKH], "Байқаушы"),  # the text says байқаушы, as the law does
    ("құқықтарын", [KAZAKH], "құқығын"),
    ("наблюдателями", [KAZAKH, RUSSIAN], "Наблюдатель"),  # one of them by its subject
    ("observers", [KAZAKH], None),
    ("протоколах копиями", [RUSSIAN], "протокола"),
    ("12/3-б", [KAZAKH, RUSSIAN], None),
    ("тізімдер", [OPEN], "Тізімде"),
]
FILTERED: list[tuple[dict[str, str | list[str]], set[str]]] = [
    ({}, {KAZAKH, RUSSIAN, OPEN}),
    ({"body_level": "central"}, {RUSSIAN, OPEN}),
    ({"region": "710000000"}, {KAZAKH}),
    ({"subject": ["observers", "voter-lists"]}, {KAZAKH, OPEN}),
    ({"outcome": "refused"}, {RUSSIAN}),
    ({"language": "ru"}, {RUSSIAN}),
    ({"year": "2022", "election": "2022-pres"}, {KAZAKH, RUSSIAN, OPEN}),
    ({"year": "2019"}, set()),
    ({"body": "kz-cec", "subject": "counting"}, {RUSSIAN}),
    ({"forum": "commission"}, {KAZAKH, RUSSIAN, OPEN}),
    ({"forum": "court"}, set()),
    ({"stage": ["registered", "admitted"]}, {OPEN}),
    ({"complainant": "observer", "stage": "decided"}, {KAZAKH, RUSSIAN}),
    ({"ground": "late"}, set()),
    ({"timeliness": "with-clock"}, {OPEN}),
    ({"timeliness": ["in-time", "late"]}, {KAZAKH, RUSSIAN}),
    ({"filed_late": "no", "language": "ru"}, {RUSSIAN}),
    ({"reasoned": "yes"}, {KAZAKH, RUSSIAN}),
    ({"open_session": ["yes", "no"]}, {KAZAKH, RUSSIAN}),
]
WRONG: list[dict[str, str | list[str]]] = [
    {"election": "1066-pres"},
    {"body": "kz-nowhere"},
    {"body": "a\x00b"},
    {"body_level": "galactic"},
    {"region": "<b>"},
    {"subject": ["x", "y"]},
    {"outcome": "'"},
    {"year": "20222"},
    {"year": "٢٠٢٢"},
    {"language": "xx"},
    {"forum": "tribunal"},
    {"stage": "<i>"},
    {"complainant": "nobody", "ground": "none"},
    {"reasoned": "true", "open_session": "1", "filed_late": ""},
    {"sort": "price"},
    {"page": "0"},
    {"page": "-1"},
    {"page": "two"},
    {"page": "9" * 400},
    {"page": "٣"},
]
OTHER_WORDS = [
    (
        "бақылаушы",
        1,
        ("Also searched for: байқаушы.", "Search only for &#34;бақылаушы&#34;"),
        {'"бақылаушы"': 0, "наблюдатель": 2, "observer": 1},
    ),
    ("наблюдатель", 2, ("The same search in another language:",), {"байқаушы": 1, "observer": 1}),
    ("суд", 0, (), {}),  # no published text says court in any language
    ("тізім", 1, (), {}),
]
NOT_UNDERSTOOD = [
    ("!!!", "There is no word or number in your search"),
    ("және", "only words that stand in almost every text"),
    ("-байқаушы", "only what to leave out"),
    ("ба*", "An asterisk needs at least three letters"),
    ("байқаушы " * 100, "Only its first words were searched for"),
]


class Hits(HTMLParser):
    """Reads the addresses of the hits, the text in marks, and what the search box holds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.marked: list[str] = []
        self.kept: dict[str, list[str]] = {}
        self._in: str = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if given.get("class") == "app-results__title":
            self._in = "title"
        elif tag == "a" and self._in == "title":
            self.hrefs.append(given["href"])
            self._in = ""
        elif tag == "mark":
            self._in = "mark"
        elif tag == "input":
            self.kept.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "mark":
            self.marked.append(data)


@pytest.fixture
def register(app: Flask) -> None:
    """One Kazakh and one Russian decision, a case without one, and a withdrawn one."""
    with stored(app) as session:
        _fill(session)


def _fill(session: Session) -> None:
    create_registry(session)
    create_public_case(session)
    create_public_case(
        session,
        complaint={
            "body": CENTRAL,
            "language": "ru",
            "subject": "counting",
            "text": "Жалоба на отказ выдать копию протокола.",
        },
        decision={
            "language": "ru",
            "outcome": "refused",
            "remedy": "none",
            "facts": "Наблюдатель получил копию протокола в тот же день.",
            "provisions": "Статья 20-1.",
            "application": "Норма соблюдена.",
            "operative": "В удовлетворении жалобы отказать.",
        },
    )
    publish_case(session, create_case(session, body=CENTRAL, subject="voter-lists", text="Тізімде қате бар."))
    withdraw(create_public_case(session), "Қате жарияланған.")


def search(client: FlaskClient, **arguments: str | list[str]) -> str:
    answer = client.get("/search?" + urlencode({"lang": "en"} | arguments, doseq=True))
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("register")
def test_search_when_its_words_are_known_then_says_what_it_added_and_leads_to_the_other_languages(
    client: FlaskClient,
) -> None:
    said = ("Also searched for", "Search only for", "The same search in another language")
    for typed, total, sentences, links in OTHER_WORDS:
        page = search(client, q=typed, year="2022")
        found = [sentence for sentence in said if sentence in page]
        assert all(sentence in page for sentence in sentences), typed
        assert len(found) == len(sentences) + (typed == "бақылаушы"), typed
        assert len(Hits(page).hrefs) == total, typed
        for other, hits in links.items():
            address = "/search?" + urlencode({"q": other, "year": "2022"})
            assert address.replace("&", "&amp;") in page, other
            assert len(Hits(search(client, q=other, year="2022")).hrefs) == hits, other
    # The words of the other languages are in one decision, and that is not of the central commission.
    narrowed = search(client, q="наблюдатель", body_level="central")
    assert len(Hits(narrowed).hrefs) == 1
    assert "The same search in another language" not in narrowed


@pytest.mark.usefixtures("register")
def test_search_when_the_text_holds_another_form_of_the_word_finds_and_marks_it(client: FlaskClient) -> None:
    for typed, hits, marked in FORMS:
        found = Hits(search(client, q=typed))
        assert sorted(found.hrefs) == sorted(hits), typed
        assert set(found.kept["q"]) == {typed}
        if marked:
            assert marked in found.marked
            assert typed not in found.marked


@pytest.mark.usefixtures("register")
def test_search_when_filtered_shows_what_fits_and_keeps_the_choice(client: FlaskClient) -> None:
    for filters, hits in FILTERED:
        page = search(client, **filters)
        chosen = sum(1 if isinstance(given, str) else len(given) for given in filters.values())
        assert set(Hits(page).hrefs) == hits, filters
        assert page.count("Remove this filter") == chosen


@pytest.mark.usefixtures("register")
def test_filters_when_seldom_used_stand_behind_one_heading_with_their_counts(client: FlaskClient) -> None:
    page = re.sub(r"\s+", " ", search(client))
    before, _heading, more = page.partition("More filters")
    assert "Where the case stands" not in before
    group = more[more.index('name="stage"') :].split("</details>")[0]
    counted = re.findall(
        r'value="([\w-]+)".*?>\s*([\w, ]+) <span class="app-filters__count">\((\d+)\)', group
    )
    assert counted == [("decided", "Decided", "2"), ("registered", "Registered", "1")]
    assert '<details class="govuk-details" open' not in page
    narrowed = re.sub(r"\s+", " ", search(client, stage="decided"))
    assert narrowed.count('<details class="govuk-details" open') == 2
    assert 'value="decided" checked' in narrowed
    assert "Where the case stands: Decided" in narrowed


@pytest.mark.usefixtures("register")
def test_filters_stay_with_new_words_and_words_with_new_filters(client: FlaskClient) -> None:
    page = search(client, q="протокол", language="ru", sort="oldest", body="kz-cec")
    box, facets = re.findall(r"<form.*?</form>", page, re.DOTALL)
    box_kept, facets_kept = Hits(box).kept, Hits(facets).kept
    assert box_kept == {"q": ["протокол"], "language": ["ru"], "sort": ["oldest"], "body": ["kz-cec"]}
    assert facets_kept["q"] == ["протокол"]
    assert facets_kept["sort"] == ["oldest"]
    assert facets_kept["body"] == ["kz-cec"]
    assert 'value="ru" checked' in re.sub(r"\s+", " ", facets)


@pytest.mark.usefixtures("register")
def test_order_by_date_turns_round(client: FlaskClient) -> None:
    # Without words nothing can match best: the newest stand first, and that is said.
    everything = search(client, lang="en")
    assert "Best match" not in everything
    assert "<strong>Newest first</strong>" in everything
    assert "<strong>Best match</strong>" in search(client, q="протокол", lang="en")
    newest = Hits(search(client, sort="newest")).hrefs
    assert newest == Hits(everything).hrefs
    assert newest == Hits(search(client, sort="oldest")).hrefs[::-1]
    page = search(client, sort="deadline")
    assert Hits(page).hrefs[0] == OPEN
    assert page.count("Last day to decide: ") == 1
    assert "<strong>Next time limit first</strong>" in page


@pytest.mark.usefixtures("register")
def test_search_when_a_value_is_wrong_tells_it_and_shows_the_rest(client: FlaskClient) -> None:
    for wrong in WRONG:
        page = search(client, **wrong)
        assert len(Hits(page).hrefs) == 3, wrong
        assert "govuk-inset-text" in page, wrong
        assert "\x00" not in page


@pytest.mark.usefixtures("register")
def test_search_when_hostile_answers_with_a_page_and_a_way_on(client: FlaskClient) -> None:
    for typed, lang in itertools.product(HOSTILE, ("kk", "ru", "en")):
        page = search(client, lang=lang, q=typed)
        assert f'<html lang="{lang}"' in page
        assert "\x00" not in page
        assert "<script>alert" not in page
        assert "app-results__item" in page or "app-empty" in page, typed[:30]


@pytest.mark.usefixtures("register")
def test_search_when_nothing_fits_says_which_word_is_missing_and_leads_on(client: FlaskClient) -> None:
    page = search(client, q="байқаушы слонами", outcome="satisfied")
    assert Hits(page).hrefs == []
    assert "The word “слонами” occurs in no published text" in page
    assert "The word “байқаушы” alone finds: 1." in page
    assert "How to search" in page


@pytest.mark.usefixtures("register")
def test_search_when_only_the_filters_stand_in_the_way_offers_to_drop_them(client: FlaskClient) -> None:
    page = search(client, q="байқаушының", outcome="refused")
    assert "Search without filters: 1 found" in page
    address = re.search(r'href="(/search\?[^"]*)">Search without filters', page)
    assert address
    assert Hits(client.get(address[1].replace("&amp;", "&")).text).hrefs == [KAZAKH]


@pytest.mark.usefixtures("register")
def test_search_when_each_word_occurs_but_never_together_says_so(client: FlaskClient) -> None:
    assert "Each word occurs, but no published text holds all of them" in search(client, q="байқаушы норма")


@pytest.mark.usefixtures("register")
def test_search_when_it_cannot_be_understood_says_why(client: FlaskClient) -> None:
    for typed, advice in NOT_UNDERSTOOD:
        assert advice in search(client, q=typed), typed


@pytest.mark.usefixtures("register")
def test_search_when_the_page_does_not_exist_leads_to_the_first(client: FlaskClient) -> None:
    for page, advice in ((2, "There is no such page"), (DEEPEST_PAGE + 1, "This page lies too deep")):
        told = search(client, q="комиссия", page=str(page))
        assert advice in told
        assert Hits(told).hrefs == []
        assert f'href="/search?q={quote("комиссия")}"' in told


def test_search_when_the_result_is_deeper_than_pages_go_says_so_and_links_no_further(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_request, "DEEPEST_PAGE", 1)
    monkeypatch.setattr("casetracker.web.public.presenters.search.DEEPEST_PAGE", 1)
    with stored(app) as session:
        create_registry(session)
        for _number in range(PAGE_SIZE + 1):
            publish_case(session, create_case(session))
    told = search(client)
    assert len(Hits(told).hrefs) == PAGE_SIZE
    assert "page=2" not in told
    assert f"Only the first {PAGE_SIZE} can be leafed through" in told


def test_search_when_nothing_is_published_says_so(client: FlaskClient) -> None:
    assert "Nothing is published yet" in search(client)
    assert "How to search" in search(client, q="байқаушы")


def test_a_page_that_is_known_is_not_searched_again_until_the_index_changes(
    app: Flask, client: FlaskClient, statements: Counting
) -> None:
    first = client.get("/search?q=комиссия&lang=ru")
    known = {"If-None-Match": first.headers["ETag"]}
    with statements() as sent:
        assert client.get("/search?q=комиссия&lang=ru", headers=known).status_code == 304
    assert len(sent) == 1
    assert client.get("/search?q=комиссия&lang=kk", headers=known).status_code == 200
    assert client.get("/search?q=комиссиялар&lang=ru", headers=known).status_code == 200
    with app.app_context(), unit_of_work() as session:
        note_changes(session, {NO_ENTRY})
    assert client.get("/search?q=комиссия&lang=ru", headers=known).status_code == 200
