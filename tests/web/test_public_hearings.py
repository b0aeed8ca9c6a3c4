"""The public calendar of hearings: spans, filters, empty pages, and the feed that calendars subscribe to."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import icalendar
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from casetracker.db import now, unit_of_work
from casetracker.publication import hearing_queries
from casetracker.publication.models import PublicHearing, PublicHearingCase
from casetracker.registry.models import Body
from tests.builders.cases import COMPLAINT, create_case
from tests.builders.hearings import adjourn, cancel, create_hearing, move, record
from tests.builders.publication import publish_case
from tests.builders.registry import create_registry

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
MONDAY = "2022-11-21T06:00Z"
SECRETS = (COMPLAINT["complainant_name"], "Үлгіов", "jasyryn", "person.example", COMPLAINT["text"])


@pytest.fixture
def calendar(session: Session, app: Flask, client: FlaskClient) -> FlaskClient:
    """Four hearings: one held on Monday, one adjourned to Wednesday, one cancelled on Thursday."""
    with unit_of_work(session):
        create_registry(session)
        case = create_case(session)
        secret = {"agenda": "Үлгіов", "link": "https://example.org/?jasyryn", "link_is_public": "no"}
        with time_machine.travel("2022-11-21T05:00Z", tick=False):
            first = create_hearing(session, case, starts_at="2022-11-21T11:30", **secret)
            second = create_hearing(session, case, is_open="no", closed_ground="minor", closed_reason="x")
            third = create_hearing(session, case, starts_at="2022-11-24T10:00", room="Үлкен зал")
        with time_machine.travel(MONDAY, tick=False):
            record(session, first, result="held")
            move(session, second, starts_at="2022-11-22T16:00")
            adjourn(session, second, next_starts_at="2022-11-23T10:00")
            cancel(session, third)
    return client


@pytest.mark.parametrize(
    ("address", "shown", "hidden"),
    [
        ("/hearings", ["21 November", "23 November", "24 November", "Cancelled"], []),
        ("/hearings?show=today", ["Monday, 21 November 2022", "11:30 (UTC+06:00)", "Held"], ["24 November"]),
        ("/hearings?show=today&day=2022-11-22", ["Adjourned", "Closed: Protection of a minor"], ["Held<"]),
        ("/hearings?show=week&day=2022-11-27", ["21 November 2022 to 27 November 2022", "4 hearings"], []),
        (
            "/hearings?show=week&day=2022-11-28",
            ["No hearings in this period", "Past hearings"],
            ["REC-ASTANA"],
        ),
        ("/hearings?show=month", ["1 November 2022 to 30 November 2022", "(1)"], []),
        ("/hearings?show=month&day=2022-12-31", ["1 December 2022 to 31 December 2022"], ["REC-ASTANA/"]),
        ("/hearings?show=past", ["1 hearing", "11:30"], ["24 November"]),
        ("/hearings?show=week&region=750000000", ["With these filters nothing is set."], ["Past hearings"]),
        ("/hearings?show=week&body=kz-rec-astana", ["4 hearings"], []),
        ("/", ["Today’s hearings", "11:30 (UTC+06:00)"], ["Adjourned"]),
    ],
)
@time_machine.travel(MONDAY, tick=False)
def test_span_when_asked_then_shows_its_hearings_and_nothing_private(
    calendar: FlaskClient, address: str, shown: list[str], hidden: list[str]
) -> None:
    page = calendar.get(address, query_string=None, headers={"Accept-Language": "en"})
    assert page.status_code == 200
    for words in shown:
        assert words in page.text, words
    for words in (*hidden, *SECRETS):
        assert words not in page.text, words


LEFT_OUT = "The filter “%s” has no value “%s”, so it was left out."
NO_DAY = "“%s” is not a date from 1995 to 2099, so today was taken. Write it like 2022-11-20."


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("show=year", LEFT_OUT % ("Span of time", "year")),
        ("show=week&body=kz-nowhere", LEFT_OUT % ("Body", "kz-nowhere")),
        ("show=week&body=%00<b>", LEFT_OUT % ("Body", "&lt;b&gt;")),
        ("show=week&region=1", LEFT_OUT % ("Region", "1")),
        ("show=week&day=2022-02-30", NO_DAY % "2022-02-30"),
        ("show=week&day=9999-12-31", NO_DAY % "9999-12-31"),
        ("show=week&page=x", "The page in the address is not a number from 1 on, so this is the first page."),
    ],
)
@time_machine.travel(MONDAY, tick=False)
def test_address_when_a_part_is_not_understood_then_says_so_and_the_rest_holds(
    calendar: FlaskClient, wrong: str, told: str
) -> None:
    page = calendar.get(f"/hearings?{wrong}&lang=en")
    assert page.status_code == 200
    assert re.findall(r'inset-text">\s*<p class="govuk-body">(.*?)</p>\s*</div>', page.text) == [told]
    assert "4 hearings" in page.text or "show=year" in wrong
    assert "inset-text" not in calendar.get("/hearings?show=week&body=&region=&day=").text


def read_feed(client: FlaskClient, address: str = "/hearings.ics?lang=kk") -> tuple[bytes, list[Any]]:
    answer = client.get(address)
    assert answer.mimetype == "text/calendar"
    return answer.data, list(icalendar.Calendar.from_ical(answer.data).walk("VEVENT"))


@time_machine.travel(MONDAY, tick=False)
def test_feed_then_keeps_to_the_standard_and_says_what_changed(calendar: FlaskClient) -> None:
    data, events = read_feed(calendar)
    assert [(int(it["SEQUENCE"]), str(it["STATUS"])) for it in events] == [
        (1, "CONFIRMED"),
        (2, "CONFIRMED"),
        (0, "CONFIRMED"),
        (1, "CANCELLED"),
    ]
    assert events[0]["DTSTART"].params["TZID"] == "Asia/Almaty"
    assert events[0].start.isoformat() == "2022-11-21T11:30:00+06:00"
    assert events[0].end - events[0].start == dt.timedelta(hours=1)
    assert b"BEGIN:VTIMEZONE" in data
    assert b"VALARM" not in data
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines)
    for line in lines:
        line.decode()  # a fold never cuts a letter in two
    unfolded = data.replace(b"\r\n ", b"").decode()
    assert "Үлкен зал" in unfolded
    for words in SECRETS:
        assert words not in unfolded, words


@time_machine.travel(MONDAY, tick=False)
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("region=999", "The filter “Region” has no value “999”, so it was left out."),
        ("body=%00no,body", "The filter “Body” has no value “no,body”, so it was left out."),
        ("body=kz-nobody", "The filter “Body” has no value “kz-nobody”, so it was left out."),
    ],
)
def test_feed_when_a_filter_is_not_understood_then_says_so_and_has_the_rest(
    calendar: FlaskClient, wrong: str, told: str
) -> None:
    answer = calendar.get(f"/hearings.ics?{wrong}&show=year&day=never&lang=en")
    feed = icalendar.Calendar.from_ical(answer.data)
    assert len(feed.walk("VEVENT")) == 4
    # Both are text, in which a comma has a sign before it; the library knows that of the first only.
    assert [str(feed["description"]), str(feed["x-wr-caldesc"])] == [told, told.replace(",", "\\,")]
    assert "description" not in icalendar.Calendar.from_ical(calendar.get("/hearings.ics").data)


@time_machine.travel(MONDAY, tick=False)
def test_feed_when_nothing_changed_then_is_not_sent_again(calendar: FlaskClient) -> None:
    answer = calendar.get("/hearings.ics")
    again = calendar.get("/hearings.ics", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert read_feed(calendar, "/hearings.ics?region=750000000")[1] == []


@time_machine.travel("2022-11-25T06:00Z", tick=False)
def test_page_of_a_published_case_when_a_hearing_changes_then_it_is_not_the_same_page(
    calendar: FlaskClient, session: Session
) -> None:
    with unit_of_work(session):
        case = create_case(session, received_at="2022-11-24T10:00")  # Thursday
        publish_case(session, case)
        slug = case.slug
    first = calendar.get(f"/cases/{slug}?lang=en")
    assert "Hearings" not in first.text.split("<main", 1)[1]
    with unit_of_work(session):
        create_hearing(session, case, starts_at="2022-11-28T10:00")  # Monday
    second = calendar.get(f"/cases/{slug}?lang=en", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert "Monday, 28 November 2022" in second.text
    # The body that sits is named here too, and not told by its id.
    assert f">{case.body_id}<" not in second.text
    assert f"/bodies/{case.body_id}" in second.text.split("Monday, 28 November 2022")[1].split("</li>")[0]
    assert f"/cases/{slug}" in calendar.get("/hearings").text


def test_calendar_leads_to_the_week_of_the_list_not_to_that_of_utc(
    session: Session, app: Flask, client: FlaskClient
) -> None:
    with unit_of_work(session), time_machine.travel(MONDAY, tick=False):
        create_registry(session)
        # Monday in Astana, still Sunday in UTC.
        create_hearing(session, create_case(session), starts_at="2022-11-28T01:00")
    with time_machine.travel(MONDAY, tick=False):
        assert "day=2022-11-28" in client.get("/hearings.ics").text.replace("\r\n ", "")


def test_reader_who_has_the_page_is_told_so_until_a_hearing_changes_or_begins(
    session: Session, calendar: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(**seen: str) -> TestResponse:
        return calendar.get(
            "/hearings?lang=en", headers={name.replace("_", "-"): it for name, it in seen.items()}
        )

    with time_machine.travel("2022-11-22T00:00Z", tick=False) as clock:
        tag = ask().headers["ETag"]
        with monkeypatch.context() as without_rows:
            without_rows.setattr(hearing_queries, "public_hearings", None)
            assert ask(If_None_Match=tag).status_code == 304
        other = calendar.get("/hearings?lang=en&region=750000000", headers={"If-None-Match": tag})
        assert other.status_code == 200
        assert calendar.get("/hearings?lang=en&page=2", headers={"If-None-Match": tag}).status_code == 302
        clock.shift(dt.timedelta(days=1, hours=6))  # the one of Wednesday has begun
        assert ask(If_None_Match=tag).status_code == 200
        tag = ask().headers["ETag"]
        with unit_of_work(session):
            moved = session.scalars(sa.select(PublicHearing)).first()
            assert moved is not None
            moved.room, moved.updated_at = "7", now()
        assert ask(If_None_Match=tag).status_code == 200
        tag = ask().headers["ETag"]
        with unit_of_work(session):
            contested = session.scalars(sa.select(PublicHearingCase.contested_body_id)).first()
            session.get_one(Body, contested).name_en = "Renamed body"
        assert "Renamed body" in ask(If_None_Match=tag).text
