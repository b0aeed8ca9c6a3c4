"""My day: what is overdue first, then by hour; the outbox."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.alerts.actions import note_heartbeat
from casetracker.alerts.letters import Letter, encoded, written
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.transport import FileTransport, mail_folder
from casetracker.cases.models import CaseDeadline, Decision
from casetracker.db import now
from casetracker.runtime import settings
from casetracker.web.staff.presenters.day import LATER, OVERDUE, STRICT, TODAY, urgency
from casetracker.web.staff.presenters.publishing import waiting_sentence
from casetracker.web.staff.presenters.remaining import time_left
from tests.builders.cases import DECISION, create_case
from tests.builders.desk import Desk
from tests.builders.hearings import create_hearing
from tests.builders.registry import ASTANA, CENTRAL

NOON = dt.datetime(2022, 11, 24, 6, tzinfo=dt.UTC)  # 12:00 in Astana (+06:00)


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def clock(due_on: str, strict_on: str | None = None) -> CaseDeadline:
    """Return a running clock of Astana that ends with *due_on*."""

    def end(day: str) -> dt.datetime:
        return dt.datetime.fromisoformat(f"{day}T18:00+00:00")

    return CaseDeadline(
        due_on=dt.date.fromisoformat(due_on),
        due_at=end(due_on),
        strict_at=end(strict_on or due_on),
        zone="Asia/Almaty",
    )


@pytest.mark.parametrize(
    ("due_on", "strict_on", "expected"),
    [
        ("2022-11-23", None, OVERDUE),
        ("2022-11-24", "2022-11-23", TODAY),
        ("2022-11-25", "2022-11-23", STRICT),
        ("2022-11-25", "2022-11-24", LATER),
        ("2022-12-01", None, LATER),
    ],
)
def test_clock_is_as_urgent_as_its_own_zone_says(due_on: str, strict_on: str | None, expected: str) -> None:
    assert urgency(clock(due_on, strict_on), NOON) == expected


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        (dt.timedelta(minutes=59, seconds=59), "59 minutes left"),
        (dt.timedelta(hours=1), "1 hour left"),
        (dt.timedelta(hours=71, minutes=59), "71 hours left"),
        (dt.timedelta(hours=95), "3 days left"),
        (-dt.timedelta(hours=5), "Overdue by 5 hours"),
        (dt.timedelta(0), "Overdue by 0 minutes"),
    ],
)
def test_time_left_is_never_rounded_up(app: Flask, left: dt.timedelta, sentence: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert time_left(NOON + left, NOON) == sentence


@pytest.mark.parametrize(
    ("language", "minutes", "hours", "days"),
    [("kk", "5 минут", "5 сағат", "5 күн"), ("ru", "5 минут", "5 часов", "5 дней"), ("en", *["5 "] * 3)],
)
def test_time_left_is_told_in_words_of_each_language(
    app: Flask, language: str, minutes: str, hours: str, days: str
) -> None:
    with app.test_request_context(f"/?lang={language}"):
        assert minutes in time_left(NOON + dt.timedelta(minutes=5), NOON)
        assert hours in time_left(NOON + dt.timedelta(hours=5), NOON)
        assert days in time_left(NOON + dt.timedelta(days=5), NOON)
        assert "duration" not in time_left(NOON - dt.timedelta(days=5), NOON)


def test_empty_day_says_what_to_do(desk: Desk) -> None:
    page = desk.person("clerk").get("/staff/").text
    assert "app-empty" in page
    assert 'href="/staff/cases/new"' in page.split("app-empty")[1]
    assert 'href="/staff/cases/new"' not in desk.person("auditor").get("/staff/").text


def test_overdue_case_leads_and_is_counted(desk: Desk) -> None:
    fresh = desk.case(procedure="violation-application", contested_body=None, contested_on=None)
    desk.work(lambda session: _move(session, fresh, dt.timedelta(days=2)))
    overdue = desk.case()
    page = desk.person().get("/staff/").text
    assert page.index(overdue) < page.index(fresh)
    assert re.findall(r"<dd>(\d+)</dd>", page) == ["2", "1", "0", "0"]


def _move(session: Session, case: str, ahead: dt.timedelta) -> None:
    """Let the running clock of the only case end *ahead* of now."""
    for row in session.query(CaseDeadline).filter_by(state="running"):
        row.due_at = now() + ahead
        row.strict_at = row.due_at
        row.due_on = row.strict_on = row.due_at.date()


def test_decided_case_leaves_the_day_until_it_is_published(desk: Desk) -> None:
    case, lawyer = desk.case(), desk.person()
    lawyer.send(f"{case}/decision", **DECISION)
    assert re.findall(r"<dd>(\d+)</dd>", lawyer.get("/staff/").text) == ["0", "0", "1", "1"]
    assert f'href="{case}/publish?decision=1"' not in desk.person("clerk").get("/staff/").text
    for visitor in (lawyer, desk.person("publisher")):
        assert f'href="{case}/publish?decision=1"' in visitor.get("/staff/").text


def test_tabs_show_the_own_body_and_what_is_assigned(desk: Desk) -> None:
    below = desk.case()
    chief = desk.person("supervisor", CENTRAL)
    assert below in chief.get("/staff/").text
    assert below not in chief.get("/staff/?whose=body").text
    assert below not in chief.get("/staff/?whose=me").text
    chief.send(below, f"{below}/assign")
    assert below in chief.get("/staff/?whose=me").text
    assert 'whose=me" aria-current="page"' in chief.get("/staff/?whose=me").text
    assert chief.get("/staff/?whose=odd").status_code == 200


def test_what_is_on_its_way_waits_where_it_goes_with_the_clock_of_its_forwarding(desk: Desk) -> None:
    case, receiver = desk.case(), desk.person("clerk", "kz-rec-almaty")
    assert "Nothing waits to be received." in receiver.get("/staff/?lang=en").text
    typed = {"body": "REC-ALMATY", "procedure": "commission-complaint", "at": "2022-11-22T16:00"}
    desk.person("supervisor").send(f"{case}/forward", do="save", **typed, source="№ 77, 2022-11-22")
    for whose in ("", "&whose=body"):
        page = receiver.get(f"/staff/?lang=en{whose}").text.split("<h1")[1]
        section = page[page.index("To be received") :].split("</table>")[0]
        assert 'href="/staff/hand-overs/1"' in section
        assert "24 November 2022" in section
        assert "Met" in section
    for other, whose in ((receiver, "&whose=me"), (desk.person("auditor", "kz-rec-almaty"), "")):
        assert "To be received" not in other.get(f"/staff/?lang=en{whose}").text.split("<h1")[1]
    assert "Nothing waits to be received." in desk.person("clerk").get("/staff/?lang=en").text


def test_decided_case_waits_for_its_service(desk: Desk) -> None:
    case, lawyer = desk.case(), desk.person()
    lawyer.send(f"{case}/decision", **DECISION)
    assert f'href="{case}#decision-1"' in lawyer.get("/staff/").text
    lawyer.send(f"{case}/decisions/1/served", do="save", served_at="2022-11-24T10:00")
    # One day of service is that of the complainant: the commission that is complained of still waits.
    assert "Served on 1 of 2 parties" in lawyer.get("/staff/?lang=en").text
    for party in (1, 2):
        served = {"do": "save", "served_at": "2022-11-24T10:00", "how": "post"}
        lawyer.send(f"{case}/decisions/1/parties/{party}/served", **served)
    assert f'href="{case}#decision-1"' not in lawyer.get("/staff/").text
    assert "Served on 2 of 2 parties" in lawyer.get(f"{case}?lang=en").text


def test_overdue_cases_do_not_crowd_out_what_comes_and_the_board_has_the_rest(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = desk.case(procedure="violation-application", contested_body=None, contested_on=None)
    desk.work(lambda session: _move(session, fresh, dt.timedelta(days=2)))
    for _each in range(3):
        desk.case()
    monkeypatch.setattr("casetracker.web.staff.my_day.MOST_DUE", 2)
    page = desk.person().get("/staff/").text
    assert fresh in page
    assert page.count(">2022-PRES/REC-ASTANA/") == 3
    assert 'href="/staff/board?clock=overdue"' in page


def test_hearings_of_today_and_tomorrow_are_told_by_day(desk: Desk) -> None:
    tomorrow = now() + dt.timedelta(days=1)

    def set_hearings(session: Session) -> None:
        case = create_case(session)
        for number, days in enumerate((1, 5)):
            hearing = create_hearing(session, case, place=f"Place {number}")
            hearing.starts_at = tomorrow + dt.timedelta(days=days - 1)

    desk.work(set_hearings)
    page = desk.person("lawyer").get("/staff/?lang=en").text
    assert "Hearings tomorrow" in page
    assert "Hearings today" not in page
    assert "Place 0" in page
    assert "Place 1" not in page
    assert "Place 0" not in desk.person("lawyer", "kz-rec-almaty").get("/staff/").text


def test_silent_scheduler_is_told(desk: Desk) -> None:
    visitor = desk.person()
    assert "govuk-warning-text" in visitor.get("/staff/").text
    desk.work(lambda session: note_heartbeat(session, "test", now()))
    assert "govuk-warning-text" not in visitor.get("/staff/").text


def test_list_is_filtered_by_status(desk: Desk) -> None:
    desk.case()
    visitor = desk.person()
    assert "REC-ASTANA/0001" in visitor.get("/staff/cases?status=registered").text
    assert "REC-ASTANA/0001" not in visitor.get("/staff/cases?status=decided").text


def mail(session: Session, body_id: str = ASTANA, state: str = "sent", error: str | None = None) -> int:
    row = OutboxMail(
        key=f"k{body_id}{state}",
        message_id=f"<{body_id}{state}@register.example>",
        intent="deadline-overdue",
        case_reference="2022-PRES/REC-ASTANA/0001",
        body_id=body_id,
        recipient="lawyer@commission.example",
        language="kk",
        variables={},
        state=state,
        attempts=2,
        created_at=now(),
        next_attempt_at=now(),
        last_error=error,
    )
    session.add(row)
    session.flush()
    return row.id


def test_outbox_tells_the_fate_of_each_mail(desk: Desk) -> None:
    desk.work(lambda session: mail(session, state="failed", error="550 no such mailbox"))
    page = desk.person("supervisor").get("/staff/outbox").text
    for told in ("lawyer@commission.example", "550 no such mailbox", "2022-PRES/REC-ASTANA/0001"):
        assert told in page
    assert "550 no such" not in desk.person("supervisor").get("/staff/outbox?state=sent").text


def test_written_mail_can_be_read(desk: Desk) -> None:
    number = desk.work(mail)
    name = f"<{ASTANA}sent@register.example>"
    headers = [("Message-ID", name), ("Subject", encoded("Subject", "Мерзім өтті"))]
    text = "Шағым 24 қарашаға дейін қаралуы тиіс еді."
    letter = Letter(name, "to@commission.example", written(headers, text, text))
    with desk.app.app_context():
        FileTransport(mail_folder(settings())).send(letter, "from@register.example")
    page = desk.person("supervisor").get(f"/staff/outbox/{number}").text
    assert "Мерзім өтті" in page
    assert "Шағым 24 қарашаға дейін" in page


def test_mail_without_a_file_is_shown_without_its_text(desk: Desk) -> None:
    number = desk.work(mail)
    assert desk.person("supervisor").get(f"/staff/outbox/{number}").status_code == 200


def test_mail_of_another_body_does_not_exist(desk: Desk) -> None:
    number = desk.work(lambda session: mail(session, "kz-rec-almaty"))
    supervisor = desk.person("supervisor")
    assert supervisor.get(f"/staff/outbox/{number}").status_code == 404
    assert supervisor.get(f"/staff/outbox/{10**30}").status_code == 404
    assert "lawyer@commission.example" not in supervisor.get("/staff/outbox").text


@pytest.mark.parametrize(
    ("hours", "words"),
    [(1, "1 hour ago"), (71, "71 hours ago"), (95, "3 days ago")],
)
def test_wait_for_publication_is_told_in_days_when_it_is_long(app: Flask, hours: int, words: str) -> None:
    with app.test_request_context("/?lang=en"):
        taken = Decision(taken_at=NOON - dt.timedelta(hours=hours))
        assert words in waiting_sentence(taken, NOON)
