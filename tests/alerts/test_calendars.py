"""Calendars of staff: what they show, by what they know it again, and that a foreign parser takes them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import icalendar
import pytest
import time_machine
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from casetracker.accounts.feeds import BODY, CASE, MINE, create_feed, feed_in_use, revoke_feed
from casetracker.accounts.models import CalendarFeed, User
from casetracker.alerts import calendar_entries
from casetracker.alerts.calendar_part import calendar_of, event_of, ics_of
from casetracker.alerts.content_lines import component, text
from casetracker.cases.models import Case, CaseDeadline
from casetracker.db import now, unit_of_work
from tests.builders.accounts import create_user
from tests.builders.cases import COMPLAINT, create_case, create_decision
from tests.builders.proceedings import create_stay, resume
from tests.builders.registry import CENTRAL

MONDAY = "2022-11-21T06:00Z"
BASE = "https://register.example"
REQUIRED = ("UID", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "SUMMARY")


def faults_of(content: bytes) -> list[str]:
    """Return where a calendar breaks RFC 5545; written from its text, not with the library that wrote it."""
    lines = content.split(b"\r\n")
    faults = [f"over 75 octets: {line!r}" for line in lines if len(line) > 75]
    faults += [f"a lone line feed: {line!r}" for line in lines if b"\n" in line or b"\r" in line]
    faults += [] if lines[-1] == b"" else ["does not end with a line break"]
    unfolded = re.sub(rb"\r\n[ \t]", b"", content).decode().split("\r\n")[:-1]
    faults += [f"no property: {line}" for line in unfolded if not re.match(r"[A-Z0-9-]+[;:]", line)]
    faults += [f"{name} is missing" for name in ("VERSION:2.0", "METHOD:PUBLISH") if name not in unfolded]
    faults += [] if any(line.startswith("PRODID:") for line in unfolded) else ["PRODID is missing"]
    open_parts: list[str] = []
    for line in unfolded:
        if line.startswith("BEGIN:"):
            open_parts.append(line[6:])
        elif line.startswith("END:") and open_parts.pop() != line[4:]:
            faults.append(f"closed in the wrong order: {line}")
    zones = set(re.findall(r"^TZID:(.+)$", "\n".join(unfolded), re.MULTILINE))
    named = {zone for line in unfolded for zone in re.findall(r";TZID=([^:;]+)", line)}
    faults += [f"zone not written out: {zone}" for zone in named - zones]
    return faults + [f"left open: {part}" for part in open_parts]


def events_of(content: bytes) -> list[Any]:
    """Return the entries by the strict parser, after the rules of the standard."""
    assert faults_of(content) == []
    events = list(icalendar.Calendar.from_ical(content).walk("VEVENT"))
    assert [name for event in events for name in REQUIRED if name not in event] == []
    return events


def entries(session: Session, feed: CalendarFeed, language: str = "en") -> list[Any]:
    clocks = calendar_entries.clocks_of_feed(session, feed, now())
    known = calendar_entries.known_clocks(session, clocks)
    with force_locale(language):
        events = [
            event_of(
                clock.case.reference,
                calendar_entries.facts_of(clock, language),
                known[clock.id],
                language,
                BASE,
                state=clock.state,
            )
            for clock in clocks
        ]
    return events_of(calendar_of(events))


def feed_of(session: Session, user: User, kind: str, **shown: Any) -> CalendarFeed:
    token = create_feed(session, user, kind, language="en", **shown)
    session.flush()
    feed = feed_in_use(session, token, now())
    assert feed is not None
    return feed


def test_entry_when_its_clock_changes_then_same_name_and_growing_sequence(
    registry: Session, lawyer: User
) -> None:
    seen: list[tuple[str, int, str, dt.date, list[Any]]] = []

    def look(at: str) -> None:
        with time_machine.travel(at, tick=False), unit_of_work(registry):
            # The first entry is that of the review; a limit to contest the decision comes with it.
            event = next(it for it in entries(registry, feed) if not seen or it["UID"] == seen[0][0])
            alarms = [alarm.TRIGGER for alarm in event.walk("VALARM")]
            seen.append((str(event["UID"]), event["SEQUENCE"], str(event["STATUS"]), event.start, alarms))

    with time_machine.travel(MONDAY, tick=False), unit_of_work(registry):
        case = create_case(registry)
        feed = feed_of(registry, lawyer, CASE, case_reference=case.reference)
    look(MONDAY)
    with time_machine.travel("2022-11-22T04:00Z", tick=False), unit_of_work(registry):  # Tuesday
        create_stay(registry, case, from_at="2022-11-22T10:00")
    look("2022-11-22T05:00Z")
    with time_machine.travel("2022-11-28T05:00Z", tick=False), unit_of_work(registry):  # Monday
        resume(registry, case)
    look("2022-11-28T06:00Z")
    with time_machine.travel("2022-11-28T12:00Z", tick=False), unit_of_work(registry):
        create_decision(registry, case, taken_at="2022-11-28T15:00")
    look("2022-11-28T13:00Z")
    assert len({uid for uid, *_ in seen}) == 1
    sequences = [sequence for _, sequence, *_ in seen]
    assert sequences == sorted(set(sequences))
    assert [status for _, _, status, *_ in seen] == ["CONFIRMED", "CANCELLED", "CONFIRMED", "CONFIRMED"]
    # Thursday 24 November, the whole day; the strict last day is Wednesday 23.
    assert seen[0][3] == dt.date(2022, 11, 24)
    assert [at.isoformat() for at in seen[0][4]] == [
        "2022-11-23T03:00:00+00:00",
        "2022-11-23T18:00:00+00:00",
        "2022-11-24T16:00:00+00:00",
    ]
    assert [bool(alarms) for *_, alarms in seen] == [True, False, True, False]


@time_machine.travel(MONDAY, tick=False)
def test_calendars_then_show_what_their_user_may_see_and_has_to_do(
    registry: Session, lawyer: User, case: Case
) -> None:
    with unit_of_work(registry):
        colleague = create_user(registry, role="lawyer")
        taken = create_case(registry)
        taken.assignee_id = colleague.id
        above = create_case(registry, body=CENTRAL, contested_body=None)
        shown = {
            "mine": feed_of(registry, lawyer, MINE),
            "body": feed_of(registry, lawyer, BODY, body=lawyer.body),
            "case": feed_of(registry, lawyer, CASE, case_reference=taken.reference),
            "outside": feed_of(registry, lawyer, CASE, case_reference=above.reference),
        }
        read = calendar_entries.clocks_of_feed
        found = {
            name: {clock.case.reference for clock in read(registry, feed, now())}
            for name, feed in shown.items()
        }
        assert found == {
            "mine": {case.reference},
            "body": {case.reference, taken.reference},
            "case": {taken.reference},
            "outside": set(),
        }
        assert not calendar_entries.is_open_to_user(registry, shown["outside"])
        assert calendar_entries.is_open_to_user(registry, shown["case"])


@pytest.mark.parametrize("loss", ["disabled", "locked", "invited", "revoked", "another token"])
@time_machine.travel(MONDAY, tick=False)
def test_token_when_its_user_or_itself_is_gone_then_opens_nothing(
    registry: Session, lawyer: User, loss: str
) -> None:
    with unit_of_work(registry):
        token = create_feed(registry, lawyer, MINE, language="kk")
        registry.flush()
        feed = feed_in_use(registry, token, now())
        assert feed is not None
        assert token not in (feed.token_hash, str(feed.__dict__))
        lawyer.is_enabled, lawyer.is_invited = loss != "disabled", loss == "invited"
        if loss == "locked":
            lawyer.locked_until = now() + dt.timedelta(minutes=5)
        if loss == "revoked":
            revoke_feed(registry, feed, actor=lawyer.ref)
        registry.flush()
        assert feed_in_use(registry, token + "x" * (loss == "another token"), now()) is None


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
@time_machine.travel(MONDAY, tick=False)
def test_part_of_a_mail_then_is_known_by_the_name_in_the_feed_and_names_nobody(
    registry: Session, lawyer: User, case: Case, language: str
) -> None:
    with unit_of_work(registry):
        feed = feed_of(registry, lawyer, MINE)
        in_feed = {str(event["UID"]) for event in entries(registry, feed, language)}
        clock: CaseDeadline = next(it for it in case.deadlines if it.role == "review")
        known = calendar_entries.known_clocks(registry, [clock])[clock.id]
        assert calendar_entries.Known.from_dict(known.to_dict()) == known
        with force_locale(language):
            facts = calendar_entries.facts_of(clock, language)
            content = ics_of(case.reference, facts, known, language, BASE)
    (event,) = events_of(content)
    assert str(event["UID"]) in in_feed
    assert str(event["URL"]) == f"{BASE}/staff/cases/{case.slug}"
    told = icalendar.Calendar.from_ical(content).to_ical().decode().replace("\r\n ", "")
    for secret in ("Үлгіов", "person.example", COMPLAINT["text"], COMPLAINT["relief"]):
        assert secret not in told


@given(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs", "Cc"]) | st.just("\n")))
def test_line_of_text_then_folds_between_characters_and_reads_back(words: str) -> None:
    written = text("SUMMARY", words)
    assert written.endswith(b"\r\n")
    assert max(map(len, written.split(b"\r\n"))) <= 75
    for piece in written.split(b"\r\n "):
        piece.decode()
    read = icalendar.Event.from_ical(component("VEVENT", [text("UID", "x"), written]))
    assert str(read["SUMMARY"]) == words


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
@time_machine.travel("2022-11-20T06:00Z", tick=False)
def test_limit_that_ends_at_an_hour_then_the_half_hour_before(registry: Session, lawyer: User) -> None:
    with unit_of_work(registry):
        case = create_case(registry, received_at="2022-11-20T10:00")  # Sunday, voting day
        clock = next(it for it in case.deadlines if it.role == "review")
        clock.due_on = clock.strict_on = dt.date(2022, 11, 20)
        clock.due_at = dt.datetime(2022, 11, 20, 12, 0, tzinfo=dt.UTC)
        registry.flush()
        (event,) = entries(registry, feed_of(registry, lawyer, CASE, case_reference=case.reference))
    assert (event.start.isoformat(), event.end.isoformat()) == (
        "2022-11-20T11:30:00+00:00",
        "2022-11-20T12:00:00+00:00",
    )
