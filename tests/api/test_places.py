"""``GET /bodies`` and ``GET /elections``."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from casetracker.db import db
from casetracker.registry.models import Body, Election
from tests.api.conftest import Api, wrong_fields


def test_every_body_is_listed_once_over_all_pages(app: Flask, api: Api) -> None:
    seen: list[str] = []
    address = "/api/v1/bodies?page_size=20"
    while address:
        answer = api.get(address)
        seen += [body["id"] for body in answer.get_json()["items"]]
        links = {part.rpartition('rel="')[2]: part for part in answer.headers["Link"].split(", ")}
        address = links['next"'].partition(">")[0].removeprefix("<") if 'next"' in links else ""
    with app.app_context():
        assert sorted(seen) == sorted(db.session.scalars(sa.select(Body.id)))


def test_bodies_are_narrowed_and_named_in_the_language_asked_for(api: Api) -> None:
    body = api.get("/api/v1/bodies?level=central&lang=en").get_json()
    [central] = body["items"]
    assert central["id"] == "kz-cec"
    assert central["name"] == central["names"]["en"] != central["names"]["kk"]


def test_bodies_of_a_day_leave_out_those_that_did_not_exist(api: Api) -> None:
    def constitutional(on: str) -> list[str]:
        answer = api.get(f"/api/v1/bodies?level=constitutional&on={on}")
        return [body["code"] for body in answer.get_json()["items"]]

    before, after = constitutional("2022-12-31"), constitutional("2023-01-01")
    assert len(before) == len(after) == 1
    assert before != after


def test_elections_are_listed_latest_first(app: Flask, api: Api) -> None:
    body = api.get("/api/v1/elections?page_size=200").get_json()
    days = [election["voting_on"] for election in body["items"]]
    assert days == sorted(days, reverse=True)
    with app.app_context():
        assert body["total"] == len(days) == db.session.scalar(sa.select(sa.func.count(Election.id)))
    kinds = {item["kind"] for item in api.get("/api/v1/elections?kind=presidential").get_json()["items"]}
    assert kinds == {"presidential"}


def test_elections_read_on_by_cursor_are_those_of_one_page(api: Api) -> None:
    whole = [one["id"] for one in api.get("/api/v1/elections?page_size=200").get_json()["items"]]
    seen, asked = [], "page_size=1"
    while asked:
        body = api.get(f"/api/v1/elections?{asked}").get_json()
        seen += [one["id"] for one in body["items"]]
        asked = f"page_size=1&cursor={body['next']}" if body["next"] else ""
    assert seen == whole
    assert len(seen) > 2


def test_page_after_the_last_is_empty_and_links_back(api: Api) -> None:
    answer = api.get("/api/v1/elections?page=1000&page_size=200")
    assert answer.get_json()["items"] == []
    assert '</api/v1/elections?page=1&page_size=200>; rel="prev"' in answer.headers["Link"]


BAD_PARAMETERS = {
    "bodies?page_size=201": "page_size",
    "bodies?page=1001": "page",
    "bodies?page=2&cursor=WyJBIl0": "cursor",
    "bodies?cursor=WzFd": "cursor",
    "bodies?cursor=WyJcdTAwMDAiXQ": "cursor",
    "bodies?cursor=%00": "cursor",
    "elections?cursor=WyIyMDIyLTAyLTMwIiwieCJd": "cursor",
    "bodies?on=2022-02-30": "on",
    "bodies?on=20221120": "on",
    "bodies?level=high": "level",
    "bodies?kind=": "kind",
    "elections?kind=papal": "kind",
    "elections?level=central": "level",
}


def test_parameter_that_cannot_be_used_is_named(api: Api) -> None:
    answers = {path: api.get(f"/api/v1/{path}") for path in BAD_PARAMETERS}
    assert {path: wrong_fields(answer) for path, answer in answers.items()} == {
        path: [field] for path, field in BAD_PARAMETERS.items()
    }
