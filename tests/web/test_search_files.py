"""A search as Atom, CSV, XLSX and JSON: all its hits, and nothing that breaks a program."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree  # type: ignore[import-untyped]

from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.web.public import search_files
from tests.builders.cases import create_case
from tests.builders.publication import create_public_case, publish_case, stored
from tests.builders.registry import CENTRAL, create_registry

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

ATOM = {"a": "http://www.w3.org/2005/Atom"}
WORDS = f"q={quote('байқаушы')}"
ENDINGS = ("atom", "csv", "xlsx", "json")
FORMULA = "=1+1"
FIRST = "http://127.0.0.1:8000/cases/2022-pres/rec-astana-0001/decisions/1"


@pytest.fixture
def register(app: Flask) -> None:
    """A decision whose number looks like a formula, and thirty cases of another body without one."""
    with stored(app) as session:
        create_registry(session)
        create_public_case(session)
        for _number in range(30):
            publish_case(session, create_case(session, body=CENTRAL, subject="media"))
        session.scalars(sa.select(PublicDecision)).one().number = FORMULA


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    with client.get(path) as answer:
        content = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))


@pytest.mark.usefixtures("register")
def test_files_hold_every_hit_whatever_the_pages(client: FlaskClient) -> None:
    every = client.get("/search.json?lang=en").get_json()
    assert (every["total"], every["complete"], len(every["items"])) == (31, True, 31)
    assert len({item["url"] for item in every["items"]}) == 31
    assert len(rows(client, "/search.csv?lang=en")) == 31
    narrowed = client.get("/search.json?subject=observers&page=9").get_json()
    assert [item["url"] for item in narrowed["items"]] == [FIRST]
    assert narrowed["filters"] == {"subject": ["observers"]}
    by_limit = client.get("/search.json?sort=deadline").get_json()["items"]
    limits = [item["due_at"] for item in by_limit if item["due_at"]]
    assert [item["due_at"] for item in by_limit] == [*sorted(limits), None]
    assert len(limits) == 30
    filters = "stage=decided&reasoned=yes&complainant=observer&forum=commission"
    assert [row["Reference"] for row in rows(client, f"/search.csv?lang=en&{filters}")] == [
        "2022-PRES/REC-ASTANA/0001"
    ]


@pytest.mark.usefixtures("register")
def test_no_cell_is_computed(client: FlaskClient) -> None:
    (row,) = rows(client, "/search.csv?subject=observers&lang=en")
    assert (row["Reference"], row["Number of the decision"]) == ("2022-PRES/REC-ASTANA/0001", f"'{FORMULA}")
    assert (row["Subject"], row["subject"]) == ("Rights of observers", "observers")
    with client.get("/search.xlsx?subject=observers&lang=en") as answer:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    cells = {cell.value: cell.data_type for cell in sheet[2]}
    assert cells[FORMULA] == "s"
    assert cells[FIRST] == "s"


@pytest.mark.usefixtures("register")
def test_file_that_is_too_long_says_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_files, "MOST_ROWS", 25)
    told = client.get("/search.json").get_json()
    assert (told["total"], told["most"], told["complete"], len(told["items"])) == (31, 25, False, 25)


@pytest.mark.usefixtures("register")
def test_feed_is_well_formed_with_ids_that_stay(app: Flask, client: FlaskClient) -> None:
    path = f"/search.atom?{WORDS}&subject=observers&lang=kk"
    first = client.get(path)
    assert first.mimetype == "application/atom+xml"
    before = etree.fromstring(first.data)
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert before.xpath("a:entry/a:id/text()", namespaces=ATOM) == [FIRST]
    with stored(app) as session:
        case = session.scalars(sa.select(PublicCase).where(PublicCase.reference.contains("REC-ASTANA"))).one()
        case.updated_at = case.updated_at.replace(year=2030, microsecond=0)
        case.summary = "]]> <b>&amp; \x0b байқаушы"
        moment = f"{case.updated_at:%Y-%m-%dT%H:%M:%S}Z"
    after = etree.fromstring(client.get(path, headers={"If-None-Match": first.headers["ETag"]}).data)
    for name in ("a:id", "a:entry/a:id", "a:entry/a:published"):
        told = f"{name}/text()"
        assert before.xpath(told, namespaces=ATOM) == after.xpath(told, namespaces=ATOM), name
    assert after.xpath("a:updated/text()", namespaces=ATOM) == [moment]
    assert after.xpath("a:entry/a:updated/text()", namespaces=ATOM) == [moment]
    assert after.xpath("a:link[@rel='self']/@href", namespaces=ATOM) == after.xpath(
        "a:id/text()", namespaces=ATOM
    )
    assert "]]> <b>&amp;" in after.xpath("string(a:entry/a:summary)", namespaces=ATOM)


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("asked", ['q="&sort=x', "q=%00&page=-1&body=../etc", "q=%F0%9F&year=x", "q=слон"])
def test_nothing_that_can_be_asked_fails(client: FlaskClient, ending: str, asked: str) -> None:
    with client.get(f"/search.{ending}?{asked}") as answer:
        assert answer.status_code == 200
        if ending == "atom":
            etree.fromstring(answer.data)
        if ending == "json":
            assert json.loads(answer.data)["items"] == []


@pytest.mark.usefixtures("register")
def test_page_of_the_search_leads_to_its_files(client: FlaskClient) -> None:
    page = client.get(f"/search?{WORDS}&lang=en").text
    for ending in ENDINGS:
        assert f'href="/search.{ending}?{WORDS}&amp;lang=en"' in page
    assert client.get("/search.pdf").status_code == 404
