"""Another spelling for what finds nothing, and what is offered while somebody types."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from casetracker.publication.models import PublicCase
from tests.builders.cases import create_case
from tests.builders.publication import create_public_case, publish_case, stored, withdraw
from tests.builders.registry import CENTRAL, create_registry
from tests.support.accessibility import violations
from tests.support.application import LiveServer

# Which spellings and words there are is tested on both engines in tests/search.
pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

OFFERED: list[tuple[str, list[str]]] = [
    ("2022-pres/cec/1", ["Case 2022-PRES/CEC/0001"]),
    ("CEC/000", ["Case 2022-PRES/CEC/0001"]),
    ("rec-astana/2", []),  # withdrawn
    ("жалоба нару", ["жалоба нарушены"]),
    ("CEC", ["Body: Central Election Commission of the Republic of Kazakhstan"]),
    ("12", []),
    ("%_%", []),
    ("\x00\u202e", []),
    ("ж" * 5_000, []),
]


def fill(app: Flask) -> None:
    with stored(app) as session:
        create_registry(session)
        create_public_case(session)
        withdraw(create_public_case(session), "Қате жарияланған.")
        publish_case(
            session, create_case(session, body=CENTRAL, language="ru", text="Жалоба: нарушены сроки.")
        )


def test_search_when_misspelt_proposes_what_is_found(client: FlaskClient, app: Flask) -> None:
    fill(app)
    for lang in ("en", "ru", "kk"):
        page = client.get(f"/search?lang={lang}&region=710000000&q={quote('байкаушы')}").text
        link = re.search(r'<p class="govuk-body-l"><a class="govuk-link" href="([^"]+)">([^<]+)</a>', page)
        assert link, lang
        assert "байқаушы" in unescape(link[2])
        assert "region=710000000" in link[1]
        assert "app-results__item" in client.get(unescape(link[1])).text


def test_search_when_found_or_beyond_correction_proposes_nothing(client: FlaskClient, app: Flask) -> None:
    fill(app)
    for typed in (
        "байқаушы",
        '"байкаушы"',
        "-байкаушы",
        "байкауш*",
        "слоноподобный",
        "12/4-Б",
        "сайлау " * 60,
    ):
        assert "Did you mean" not in client.get(f"/search?lang=en&q={quote(typed)}").text, typed
    # The filter leaves nothing of what is meant, so it is proposed without; one is found by its subject.
    page = client.get(f"/search?lang=en&outcome=refused&q={quote('байкаушы')}").text
    assert f'href="/search?q={quote("байқаушы")}">Did you mean “байқаушы”? Found: 2' in page


def test_suggestions_go_on_like_what_is_typed(client: FlaskClient, app: Flask) -> None:
    fill(app)
    for typed, offered in OFFERED:
        answer = client.get(f"/search/suggest?lang=en&q={quote(typed)}")
        assert answer.mimetype == "application/json"
        offers = json.loads(answer.text)["offers"]
        assert [offer["text"] for offer in offers] == offered, typed
        for offer in offers:
            assert client.get(offer.get("href") or f"/search?q={quote(offer['words'])}").status_code == 200
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(answer.request.full_path, headers=known).status_code == 304
    with stored(app) as session:
        for case in session.query(PublicCase).filter_by(state="published"):
            withdraw(case, "Қате жарияланған.")
    assert client.get(f"/search/suggest?lang=en&q={quote('жалоба нару')}").json["offers"] == []  # type: ignore[index]


@pytest.mark.browser
def test_suggestion_is_chosen_by_keyboard(page: Page, live_server: LiveServer) -> None:
    fill(live_server.app)
    page.goto(f"{live_server.url}/?lang=en")
    box = page.get_by_role("combobox", name="Search published decisions")
    box.focus()
    page.keyboard.type("жалоба нару")
    expect(page.get_by_role("option")).to_have_text(["жалоба нарушены"])
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("ш")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Found: 1")).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_value("жалоба нарушены")
