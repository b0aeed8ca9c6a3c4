"""``GET /hearings``: the days, the filters, and the way on."""

from __future__ import annotations

import pytest
import time_machine
from flask import Flask

from casetracker.db import unit_of_work
from tests.api.conftest import Api, wrong_fields
from tests.builders.cases import COMPLAINT, create_case
from tests.builders.hearings import cancel, create_hearing

HEARINGS = "/api/v1/hearings"
MONDAY = "2022-11-21T06:00Z"  # Monday, 12:00 in Astana


@pytest.fixture
def heard(app: Flask, api: Api) -> Api:
    """Two hearings at the same moment on Tuesday, a cancelled one on Thursday."""
    with app.app_context(), unit_of_work() as session, time_machine.travel("2022-11-21T05:00Z", tick=False):
        case, other = create_case(session), create_case(session)
        secret = {"agenda": "Үлгіов", "link": "https://example.org/?jasyryn", "link_is_public": "no"}
        create_hearing(session, case, starts_at="2022-11-22T10:00", **secret)
        closed = {"is_open": "no", "closed_ground": "minor", "closed_reason": "x"}
        create_hearing(session, other, starts_at="2022-11-22T10:00", **closed)
        cancel(session, create_hearing(session, other, starts_at="2022-11-24T23:30"))
        create_hearing(session, other, starts_at="2022-11-21T11:30")
    return api


ASKED = {
    "": ["21", "22", "22", "24"],
    "from=2022-11-22": ["22", "22", "24"],
    "from=2022-11-22&to=2022-11-23": ["22", "22"],
    "to=2022-11-21": ["21"],
    "to=9999-12-31&from=0001-01-01": ["21", "22", "22", "24"],
    "from=2022-11-25": [],
    "region=750000000": [],
    "body=kz-rec-astana&region=710000000": ["21", "22", "22", "24"],
}


@time_machine.travel(MONDAY, tick=False)
def test_hearings_are_told_by_day_place_and_in_parts(heard: Api) -> None:
    answers = {asked: heard.get(f"{HEARINGS}?{asked}") for asked in ASKED}
    told = {asked: answer.get_json()["items"] for asked, answer in answers.items()}
    assert {asked: [one["starts_at"][8:10] for one in those] for asked, those in told.items()} == ASKED
    closed, cancelled = told[""][2], told[""][3]
    assert (closed["is_open"], closed["closed_ground"], closed["result"]) == (False, "minor", None)
    assert cancelled["result"] == "cancelled"
    assert closed["cases"][0]["case"] is None
    assert closed["url"].endswith(f"/hearings?show=week&day=2022-11-22#{closed['uid']}")
    for private in (COMPLAINT["complainant_name"], "Үлгіов", "jasyryn"):
        assert private not in answers[""].text
    again = heard.get(HEARINGS, headers={"If-None-Match": answers[""].headers["ETag"]})
    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, "*")


@time_machine.travel(MONDAY, tick=False)
def test_hearings_of_one_moment_are_read_on_without_loss(heard: Api) -> None:
    seen, address = [], f"{HEARINGS}?limit=1"
    while address:
        answer = heard.get(address)
        seen += [one["uid"] for one in answer.get_json()["items"]]
        following = [link for link in answer.headers["Link"].split(", ") if link.endswith('rel="next"')]
        address = following[0].partition(">")[0].removeprefix("<") if following else ""
    assert seen == [one["uid"] for one in heard.get(HEARINGS).get_json()["items"]]
    assert len(set(seen)) == 4


BAD_PARAMETERS = {
    "from=2022-02-30": "from",
    "from=2022-11-22&to=2022-11-21": "to",
    "region=1": "region",
    "limit=201": "limit",
    "cursor=abc": "cursor",
    "cursor=WyIyMDIyLTExLTIyIiwxXQ": "cursor",  # a day, not an instant
    "cursor=WyIyMDIyLTExLTIyVDA1OjAwOjAwWiIsOTk5OTk5OTk5OTld": "cursor",  # no id is so large
    "day=2022-11-22": "day",
}


def test_parameter_that_cannot_be_used_is_named(api: Api) -> None:
    answers = {asked: api.get(f"{HEARINGS}?{asked}") for asked in BAD_PARAMETERS}
    assert {asked: wrong_fields(answer) for asked, answer in answers.items()} == {
        asked: [field] for asked, field in BAD_PARAMETERS.items()
    }
