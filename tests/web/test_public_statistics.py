"""The pages of statistics: every number is that of its list, in words, in tables and in files."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from casetracker.registry.models import Election
from casetracker.web.public.presenters.figures import percent
from tests.builders.figures import DAY, RECEIVED, add_public_case, add_public_decision, clock
from tests.builders.publication import stored
from tests.builders.registry import create_registry

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

LINK = re.compile(r'<a class="govuk-link" href="(/statistics/cases[^"]*)">([\d\s\u202f\xa0,]+)</a>')
SUPREME = {"body_id": "kz-supreme-court", "body_level": "supreme", "region": None}


@pytest.fixture
def register(app: Flask) -> None:
    """Thirteen complaints to the Supreme Court, eight of them returned, and some to a commission."""
    with stored(app) as session:
        create_registry(session)
        for number in range(1, 14):
            due_on = (RECEIVED + 5 * DAY).date()
            limit = clock("review", due_on, "met" if number < 12 else "missed")
            case = add_public_case(session, number, clocks=[limit], **SUPREME)
            if number <= 8:
                ground = "no-standing" if number <= 5 else "no-jurisdiction"
                add_public_decision(case, outcome="returned", inadmissibility_ground=ground)
            else:
                add_public_decision(case, outcome="refused", reasoned=number > 10)
        add_public_decision(add_public_case(session, 14), outcome="satisfied", remedy="access-restored")
        add_public_case(session, 15, is_late=True, complainant_kind="voter")
        add_public_case(session, 16, state="withdrawn")


@pytest.mark.usefixtures("register")
def test_paragraph_about_the_supreme_court_says_what_an_observer_wrote(client: FlaskClient) -> None:
    page = client.get("/statistics?body_level=supreme&lang=en").text
    told = unescape(re.sub(r"<[^>]+>", "", page.split("In words")[1].split("In figures")[0]))
    for sentence in (
        "The Supreme Court received 13 complaints.",
        "8 complaints were returned or left without consideration.",
        "5 complaints were refused.",
        "No complaint was satisfied.",
        "Why complaints were returned or left without consideration: no standing (5); no jurisdiction (3).",
        "No contested decision was annulled.",
        "11 complaints were decided within the time limit.",
        "11 decisions give their reasons.",
    ):
        assert sentence in told
    assert "pending" not in told


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("path", ["/statistics?lang=en", "/statistics/standards?election=2022-pres&lang=en"])
def test_every_number_leads_to_a_list_of_as_many(client: FlaskClient, path: str) -> None:
    page = client.get(path)
    found = {(unescape(address), number) for address, number in LINK.findall(page.text)}
    assert len(found) > 15
    for address, number in found:
        listed = client.get(f"{address}&lang=en").text
        assert re.search(rf">{number} cases?<", listed), (address, number)
        assert listed.count("app-results__item") == min(20, int(number)), address


@pytest.mark.usefixtures("register")
def test_page_says_that_its_tables_add_up_and_draws_each(client: FlaskClient) -> None:
    page = client.get("/statistics?lang=en").text
    assert "they add up" in page
    titles = re.findall(r'<svg class="app-chart".*?<title id="chart-([\w-]+)-title">.+?</title>', page, re.S)
    assert {"outcomes", "grounds", "timeliness", "publication", "by-forum", "by-region"} <= set(titles)
    assert "<rect" in page
    assert "style=" not in page


@pytest.mark.usefixtures("register")
def test_table_as_a_file_holds_the_numbers_of_the_page(client: FlaskClient) -> None:
    address = "/statistics/outcomes.csv?body_level=supreme&lang=en"
    answer = client.get(address)
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert rows == [["Code", "Part", "Cases"], ["refused", "Refused", "5"], ["returned", "Returned", "8"]]
    by_level = client.get("/statistics/by-body-level.csv?lang=en").text
    assert "supreme;Supreme Court;13;0;5;8;0;0;11;2" in by_level
    assert client.get("/statistics/by-nothing.csv").status_code == 404
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(address, headers=known).status_code == 304


def test_page_is_not_made_again_until_something_is_published(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel("2022-12-01T06:00:00Z", tick=False) as moment:  # Thursday
        with stored(app) as session:
            create_registry(session)
            case = add_public_case(
                session, 1, clocks=[clock("review", (RECEIVED + 11 * DAY).date(), "running")]
            )
        tag = client.get("/statistics?lang=en").headers["ETag"]
        known = {"If-None-Match": tag}
        assert client.get("/statistics?lang=en", headers=known).status_code == 304
        assert client.get("/statistics?lang=ru", headers=known).status_code == 200
        assert client.get("/statistics?lang=en&forum=court", headers=known).status_code == 200
        # Its last day, Friday, has ended.
        moment.move_to("2022-12-02T18:00:00Z")
        overdue = client.get("/statistics?lang=en", headers=known)
        assert overdue.status_code == 200
        assert "For <a" in overdue.text
        with stored(app) as session:
            case = session.merge(case)
            add_public_decision(case, outcome="satisfied", taken_at=RECEIVED + DAY)
            case.updated_at = RECEIVED + 13 * DAY
        home = client.get("/?lang=en").text
        assert "This election in figures" in home
        assert 'href="/statistics?election=2022-pres"' in home
        decided = client.get("/statistics?lang=en", headers={"If-None-Match": overdue.headers["ETag"]})
        assert decided.status_code == 200
        assert "satisfied in whole or in part" in decided.text


def test_standards_when_the_voting_day_is_put_right_then_counted_anew(
    app: Flask, client: FlaskClient
) -> None:
    address = "/statistics/standards?lang=en"
    with time_machine.travel("2022-12-01T06:00:00Z", tick=False):  # Thursday
        with stored(app) as session:
            create_registry(session)
            case = add_public_case(session, 1)
            add_public_decision(case, outcome="satisfied", taken_at=RECEIVED + DAY)
            session.get_one(Election, "2022-pres").voting_on = (RECEIVED + DAY).date()
        known = {"If-None-Match": client.get(address).headers["ETag"]}
        assert client.get(address, headers=known).status_code == 304
        with stored(app) as session:
            session.get_one(Election, "2022-pres").voting_on = (RECEIVED + 2 * DAY).date()
        page = client.get(address, headers=known)
        assert page.status_code == 200
        assert "measure=before-voting&amp;value=before" in page.text


SHARES = ((0, 3, "0%"), (1, 1000, "1%"), (1, 3, "33%"), (2, 3, "67%"), (999, 1000, "99%"), (3, 3, "100%"))


def test_share_is_nothing_or_everything_only_when_it_is(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert [percent(part, whole) for part, whole, _told in SHARES] == [told for *_of, told in SHARES]


@pytest.mark.usefixtures("register")
def test_what_is_not_understood_is_told_and_left_out(client: FlaskClient) -> None:
    page = client.get("/statistics?forum=parliament&subject=observers&lang=en").text
    assert "The filter “Kind of body” has no value “parliament”, so it was left out." in page
    assert re.search(r"<option value=\"observers\" selected", page)
    for query, value in (
        ("measure=outcomes&value=lost", "lost"),
        ("value=refused&value=", ""),
        ("measure=x", "x"),
    ):
        missing = client.get(f"/statistics/cases?{query}&lang=en")
        assert (missing.status_code, f"has no value “{value}”" in missing.text) == (404, True), query
        assert "app-results" not in missing.text
    assert client.get("/statistics/cases?page=9").status_code == 302
