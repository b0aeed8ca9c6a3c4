"""``/open-data`` and its files, ``/sitemap.xml`` and its parts."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree  # type: ignore[import-untyped]

from casetracker import db
from casetracker.exchange import sitemap
from casetracker.exchange.opendata.dumping import dump_when_due
from casetracker.exchange.opendata.shelf import dumps
from config.settings import Settings
from tests.builders.publication import create_public_case, stored, withdraw
from tests.builders.registry import create_registry

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

NIGHT = dt.datetime(2022, 12, 1, 18, 30, tzinfo=dt.UTC)  # Friday 2 December, 00:30 in Astana


@pytest.fixture
def register(app: Flask, settings: Settings) -> None:
    """Two published cases and a withdrawn one, and the dump of the night."""
    with stored(app) as session, time_machine.travel(NIGHT - dt.timedelta(days=1), tick=False):
        create_registry(session)
        create_public_case(session)
        create_public_case(session)
        withdraw(create_public_case(session), "Қате жарияланған.")
    with app.app_context():
        dump_when_due(db.db.engine, settings, NIGHT)


def test_page_before_the_first_night_says_so(client: FlaskClient) -> None:
    assert "There are no files yet." in client.get("/open-data?lang=en").text


@pytest.mark.usefixtures("register")
def test_page_names_each_file_with_its_checksum_and_the_licence(
    client: FlaskClient, settings: Settings
) -> None:
    page = client.get("/open-data?lang=en").text
    (dump,) = dumps(settings.open_data_dir)
    for file in dump.files:
        assert f'href="/open-data/2022-12-02/{file.name}"' in page
        assert file.sha256 in page
    assert 'rel="license external noreferrer"' in page
    assert "Creative Commons Attribution 4.0 International" in page
    assert "2 December 2022, 00:30 (UTC+06:00)" in page


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("cases.csv", "text/csv"),
        ("cases.jsonl", "application/jsonl"),
        ("datapackage.json", "application/json"),
        ("SHA256SUMS", "text/plain"),
    ],
)
def test_file_is_given_with_its_type_and_only_when_it_changed(
    client: FlaskClient, settings: Settings, name: str, media_type: str
) -> None:
    led = client.get(f"/open-data/latest/{name}")
    assert (led.status_code, led.location) == (302, f"/open-data/2022-12-02/{name}")
    (dump,) = dumps(settings.open_data_dir)
    with client.get(led.location) as answer:
        assert answer.mimetype == media_type
        assert answer.data == (dump.folder / name).read_bytes()
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        tag = answer.headers["ETag"]
    with client.get(led.location, headers={"If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    "path",
    [
        "2022-12-02/nothing.csv",
        "2022-12-02/%2e%2e%2fsecret_key",
        "2022-12-02/.",
        "2022-12-01/cases.csv",
        "../secret_key",
        ".2022-12-02/cases.csv",
        "latest/../../secret_key",
        "2022-12-02%00/cases.csv",
        "latest/nothing.csv/x",
    ],
)
def test_nothing_but_the_files_of_dumps_is_given(client: FlaskClient, path: str) -> None:
    assert client.get(f"/open-data/{path}").status_code == 404


@pytest.mark.usefixtures("register")
def test_sitemap_leads_to_every_published_page_and_to_no_withdrawn_one(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "CASES_A_PART", 2)
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in client.get("/robots.txt").text
    parts = addresses(client, "/sitemap.xml")
    assert parts == ["/sitemap-pages.xml", "/sitemap-1.xml", "/sitemap-2.xml"]
    found = [address for part in parts for address in addresses(client, part)]
    assert len(found) == len(set(found))
    case = "/cases/2022-pres/rec-astana-000"
    assert [address for address in found if "/cases/" in address] == [
        *(f"{case}1", f"{case}2"),
        *(f"{case}1/decisions/1", f"{case}2/decisions/1"),
    ]
    assert {"/", "/open-data", "/bodies/kz-cec", "/elections/2022-pres"} <= set(found)
    for address in found:
        assert client.get(address).status_code == 200, address
    assert client.get("/sitemap-3.xml").status_code == 404
    for path in ("/sitemap.xml", *parts):
        tag = client.get(path).headers["ETag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b""), path


def addresses(client: FlaskClient, path: str) -> list[str]:
    tree = etree.fromstring(client.get(path).data)
    found = tree.findall(".//{*}loc")
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]+\+00:00", it.text) for it in tree.findall(".//{*}lastmod")
    )
    return [str(each.text).removeprefix("http://127.0.0.1:8000") for each in found]
