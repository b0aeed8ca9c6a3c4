"""What every public page keeps to: its language, its own host, the projection. The pages around the cases."""

from __future__ import annotations

import ast
import datetime as dt
import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from casetracker.cases.matters import link_cases
from casetracker.db import db
from casetracker.publication.models import PublicCase
from casetracker.registry.models import Body
from casetracker.web import public
from casetracker.web.public.regions import REGIONS
from tests.builders.cases import ACTOR, create_case, create_decision
from tests.builders.publication import create_public_case, publish_case, stored, withdraw
from tests.builders.registry import CENTRAL, create_registry

LANGUAGES = ("kk", "ru", "en")
PAGES = {
    "/": 200,
    "/search": 200,
    "/search?q=байқаушылар&subject=observers&page=1": 200,
    "/search?q=слон&outcome=refused": 200,
    "/search?page=51": 200,
    "/cases/2022-pres/rec-astana-0001": 200,
    "/cases/2022-pres/cec-0001": 200,
    "/cases/2022-pres/rec-astana-0002": 410,
    "/cases/2022-pres/rec-astana-0099": 404,
    "/bodies/kz-cec": 200,
    "/bodies/kz-pec-astana-372": 200,
    "/bodies/kz-constitutional-council?page=7": 200,
    "/elections/2022-pres": 200,
    "/elections/2022-pres?page=nonsense": 200,
    "/hearings": 200,
    "/hearings?show=month&day=2022-11-20&body=kz-rec-astana&region=710000000": 200,
    "/hearings?show=past&page=1": 200,
    "/hearings?show=x&day=2022-02-30&body=%00&region=1&page=x": 200,
    "/hearings?show=month&day=9999-12-31": 200,
    "/law": 200,
    "/law?subject=courts&mark=verified": 200,
    "/law/election-claim.court.review": 200,
    "/law/election-claim.court": 404,
    "/calculator": 200,
    "/calculator?rule=no.such": 200,
    "/calculator?contested=results&against=central&by=voter&election=2022-pres&on=2022-11-22": 200,
    "/calculator?rule=election-claim.court.review&on=2022-11-21&election=2022-pres": 200,
    "/calculator?rule=election-claim.court.review&on=x&stays.0.from=y": 200,
    "/statistics": 200,
    "/statistics?election=2022-pres&forum=commission&region=710000000&subject=observers": 200,
    "/statistics?election=%00&forum=x&body=../etc&complainant=<b>&region=1": 200,
    "/statistics/standards?election=2022-pres": 200,
    "/statistics/cases?measure=outcomes&value=satisfied&value=refused": 200,
    "/statistics/cases?measure=nothing&value=%00&page=x": 404,
    "/cases/2022-pres/rec-astana-0001/decisions/1": 200,
    "/matters/1": 200,
    "/matters/2": 404,
    "/matters/99999999999999999999": 404,
    "/cases/2022-pres/rec-astana-0001/decisions/9": 404,
    "/open-data": 200,
    "/about": 200,
    "/accessibility": 200,
    "/privacy": 200,
}
# What public pages may read: the projection, its index, and the register of bodies and elections.
PUBLIC_TABLES = {
    *("public_cases", "public_decisions", "public_documents", "public_hearings", "public_hearing_cases"),
    *("public_links", "public_matters", "public_matter_cases"),
    *(
        "search_entries",
        "search_fts",
        "search_state",
        "search_changes",
        "search_words",
        "case_figures",
        "bodies",
        "elections",
    ),
}
FETCHED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src", "form": "action"}
NOT_FETCHED = {"canonical", "alternate"}


def fill(session: Session) -> None:
    create_registry(session)
    lower = create_case(session)
    publish_case(session, lower, create_decision(session, lower))
    upper = create_case(session, body=CENTRAL, language="ru")
    publish_case(session, upper)
    link_cases(session, "forwarded", lower, upper, actor=ACTOR)
    withdraw(create_public_case(session), "Қате жарияланған.")


@pytest.fixture
def register(app: Flask) -> None:
    """A published case, one without a decision, a withdrawn one."""
    with stored(app) as session:
        fill(session)


class Fetches(HTMLParser):
    """Reads what a browser would fetch, and every address that leads within the site."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in FETCHED and given.get("rel") not in NOT_FETCHED:
            self.fetched.append(given.get(FETCHED[tag], ""))
        if tag == "a" and not urlsplit(given.get("href", "")).netloc:
            self.links.append(given.get("href", ""))


@pytest.mark.usefixtures("register")
def test_every_page_speaks_the_chosen_language_and_fetches_nothing_elsewhere(client: FlaskClient) -> None:
    for (path, status), lang in itertools.product(PAGES.items(), LANGUAGES):
        answer = client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        assert answer.status_code == status, path
        assert f'<html lang="{lang}"' in answer.text
        assert answer.headers["Content-Language"] == lang
        assert "%(" not in answer.text, path
        assert "style=" not in answer.text, path
        hosts = {urlsplit(address).netloc for address in Fetches(answer.text).fetched}
        assert hosts == {""}, path


@pytest.mark.usefixtures("register")
def test_no_link_leads_nowhere(client: FlaskClient) -> None:
    seen: set[str] = set()
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        with client.get(address) as answer:
            assert answer.status_code < 400, address
            page = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        for link in Fetches(page).links:
            # Another page's words and filters lead to the same page once more.
            plain = re.sub(r"[#].*|[?&]lang=\w+", "", link)
            if plain and plain not in seen and len(seen) < 150:
                seen.add(plain)
                waiting.append(plain)
    assert {"/", "/about", "/privacy", "/accessibility", "/bodies/kz-cec", "/elections/2022-pres"} <= seen
    assert {"/cases/2022-pres/rec-astana-0001", "/matters/1"} <= seen


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Give every statement that the application sends to its database."""
    sent: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", listen)
    yield sent
    sa.event.remove(engine, "before_cursor_execute", listen)


@pytest.mark.usefixtures("register")
def test_public_pages_read_no_other_table(client: FlaskClient, app: Flask, statements: list[str]) -> None:
    statements.clear()
    for path in PAGES:
        client.get(path)
    private = set(app.extensions["metadata"].tables) - PUBLIC_TABLES
    assert {"cases", "decisions", "parties", "identities", "events", "users"} <= private
    read = set(re.findall(r"(?:from|join|into|update)\s+\"?(\w+)", " ".join(statements).lower()))
    assert {"public_cases", "search_entries", "bodies"} <= read
    assert read & private == set()
    assert {statement.split()[0].upper() for statement in statements} <= {"SELECT", "WITH", "BEGIN"}


def test_public_code_imports_nothing_of_the_case_file() -> None:
    folder = Path(public.__file__).parent
    imported = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported |= {f"{node.module}.{alias.name}" for alias in node.names}
    ours = {name for name in imported if name.startswith("casetracker.")}
    assert "casetracker.publication.models.PublicCase" in ours
    private = ("casetracker.cases", "casetracker.accounts", "casetracker.audit", "casetracker.alerts")
    assert not [name for name in ours if name.startswith(private)]
    assert "casetracker.publication.queries.unpublished_decisions" not in ours


def test_home_when_nothing_is_published_says_so(client: FlaskClient) -> None:
    page = client.get("/?lang=en").text
    assert "Nothing is published yet" in page
    assert page.count("<dd>—</dd>") == 2


def test_home_counts_what_is_published(client: FlaskClient, app: Flask) -> None:
    with stored(app) as session:
        fill(session)
        create_public_case(session, decision={"facts": None})
        create_public_case(session, decision={"taken_at": "2022-12-20T10:00"})
    page = client.get("/?lang=en").text
    told = re.sub(r"</?span[^>]*>", "", page)
    figures = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", told))
    assert figures == {
        "Published cases": "4",
        "Published decisions": "3",
        "Decisions that give reasons": "67% (2 of 3)",
        "Cases decided within the time limit": "67% (2 of 3)",
    }
    assert all(f'href="{path}">' in page for path in ("/file", "/calculator", "/track"))


def test_home_shows_the_newest_published_first_and_no_withdrawn_one(client: FlaskClient, app: Flask) -> None:
    start = dt.datetime(2022, 12, 1, tzinfo=dt.UTC)
    with stored(app) as session:
        create_registry(session)
        cases = []
        for day in range(7):
            with time_machine.travel(start + dt.timedelta(days=day), tick=False):
                cases.append(create_public_case(session))
        withdraw(cases[-1], "Қате.")
    shown = re.findall(
        r'app-results__title"><a[^>]*href="/cases/2022-pres/rec-astana-(\d+)', client.get("/").text
    )
    assert shown == ["0006", "0005", "0004", "0003", "0002"]


@pytest.mark.usefixtures("register")
def test_body_and_election_list_what_is_published_about_them(client: FlaskClient) -> None:
    central = client.get("/bodies/kz-cec?lang=en").text
    assert "Published cases and decisions: 1" in central
    assert 'href="/statistics?body=kz-cec"' in central
    assert 'href="/cases/2022-pres/cec-0001"' in central
    election = client.get("/elections/2022-pres?lang=en").text
    assert "Published cases and decisions: 2" in election
    assert "20 November 2022" in election
    assert 'rel="external noreferrer"' in election
    precinct = client.get("/bodies/kz-pec-astana-372?lang=en").text
    assert "Nothing is published here yet" in precinct
    assert "/statistics?body" not in precinct
    assert 'href="/bodies/kz-rec-astana"' in precinct
    assert "City of Astana" in precinct
    council = client.get("/bodies/kz-constitutional-council?lang=en").text
    assert "31 December 2022" in council
    court = client.get("/bodies/kz-appeal-astana?lang=kk").text
    assert 'href="https://adilet.zan.kz/kaz/docs/K2000000350" rel="external noreferrer"' in court
    assert 'lang="en"' not in court.split("<main", 1)[1].split("</main>")[0]


@pytest.mark.usefixtures("register")
def test_code_or_capitals_lead_to_the_one_address(client: FlaskClient) -> None:
    for written, address in (
        ("/bodies/KZ-CEC", "/bodies/kz-cec"),
        ("/bodies/CEC", "/bodies/kz-cec"),
        ("/bodies/rec-astana", "/bodies/kz-rec-astana"),
        ("/elections/2022-PRES", "/elections/2022-pres"),
    ):
        answer = client.get(f"{written}?lang=ru")
        assert answer.status_code == 301, written
        assert answer.location == f"{address}?lang=ru"


@pytest.mark.usefixtures("register")
def test_every_region_of_the_register_has_a_name(app: Flask) -> None:
    with app.app_context():
        found = set(db.session.scalars(sa.select(Body.region).where(Body.region.is_not(None)).distinct()))
    assert found == set(REGIONS)


@pytest.mark.usefixtures("register")
def test_case_of_an_unknown_body_is_still_shown(client: FlaskClient, app: Flask) -> None:
    with stored(app) as session:
        case = session.scalars(
            sa.select(PublicCase).where(PublicCase.reference.contains("REC-ASTANA/0001"))
        ).one()
        case.body_id, case.procedure, case.election_id = "kz-gone", "old-procedure", "1999-gone"
        case.clocks = [{**clock, "rule": "old.rule"} for clock in case.clocks]
    page = client.get("/cases/2022-pres/rec-astana-0001?lang=en")
    assert page.status_code == 200
    assert "kz-gone" in page.text
    assert "/bodies/kz-gone" not in page.text


def test_about_names_each_law_with_the_day_it_was_read(client: FlaskClient) -> None:
    page = client.get("/about?lang=en").text
    assert page.count('class="govuk-link app-citation__link"') >= 3
    assert re.search(r"read on \d+ \w+ \d{4}", page)
