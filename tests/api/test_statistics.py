"""``GET /statistics``: the numbers of the page, each with its list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.api.conftest import Api, wrong_fields
from tests.builders.figures import DAY, RECEIVED, add_public_case, add_public_decision, clock
from tests.builders.publication import stored

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

STATISTICS = "/api/v1/statistics"


@pytest.fixture
def register(app: Flask, registry: None) -> None:
    """Store a returned, a satisfied and a pending case, the last of them of the highest court."""
    with stored(app) as session:
        limit = clock("review", (RECEIVED + 5 * DAY).date(), "met")
        returned = add_public_case(session, 1, clocks=[limit])
        add_public_decision(returned, outcome="returned", inadmissibility_ground="no-standing")
        add_public_decision(add_public_case(session, 2), outcome="satisfied", remedy="access-restored")
        add_public_case(session, 3, body_id="kz-supreme-court", body_level="supreme", region=None)


def numbers_of(told: Any) -> Iterator[tuple[int, str]]:
    """Yield every number of an answer with the address of its list."""
    if isinstance(told, dict):
        if {"count", "url"} <= told.keys():
            yield told["count"], told["url"]
        for inner in told.values():
            yield from numbers_of(inner)
    if isinstance(told, list):
        for inner in told:
            yield from numbers_of(inner)


@pytest.mark.usefixtures("register")
def test_every_number_is_that_of_the_list_behind_it(api: Api) -> None:
    answer = api.get(f"{STATISTICS}?lang=en")
    body = answer.get_json()
    outcomes = body["measures"][0]
    assert {part["value"]: part["count"] for part in outcomes["parts"]} == {
        "satisfied": 1,
        "returned": 1,
        "pending": 1,
    }
    assert (body["received"]["count"], outcomes["total"]["count"]) == (3, 3)
    regions = next(each for each in body["dimensions"] if each["dimension"] == "region")["rows"]
    assert {(row["name"], row["received"]["count"], row["in_time"]["count"]) for row in regions} == {
        ("City of Astana", 2, 1),
        ("The whole country", 1, 0),
    }
    found = {(count, url) for count, url in numbers_of(body) if count}
    assert len(found) > 15
    for count, url in found:
        listed = api.client.get(url.removeprefix("http://127.0.0.1:8000"), headers={"Accept-Language": "en"})
        assert re.search(rf">{count} cases?<", listed.text), url
    assert (
        api.get(f"{STATISTICS}?lang=en", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    )


@pytest.mark.usefixtures("register")
def test_filters_count_what_the_page_counts(api: Api) -> None:
    counted = {
        asked: api.get(f"{STATISTICS}?{asked}").get_json()["received"]["count"]
        for asked in (
            "region=country",
            "region=710000000&complainant=observer",
            "body=kz-supreme-court",
            "forum=court",
        )
    }
    assert list(counted.values()) == [1, 2, 1, 1]


BAD_PARAMETERS = {
    "region=1": "region",
    "forum=street": "forum",
    "election=2031-pres": "election",
    "body=kz-nowhere": "body",
    "body=": "body",
    "year=2022": "year",
}


def test_parameter_that_cannot_be_used_is_named(api: Api) -> None:
    answers = {asked: api.get(f"{STATISTICS}?{asked}") for asked in BAD_PARAMETERS}
    assert {asked: wrong_fields(answer) for asked, answer in answers.items()} == {
        asked: [field] for asked, field in BAD_PARAMETERS.items()
    }
