"""Every intent in every language: whole, plain, safe, and without a word about complainants."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import itertools
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import jinja2
import pytest
from flask import Flask
from flask_babel import force_locale
from jinja2 import meta

from casetracker import labels
from casetracker.alerts import reasons
from casetracker.alerts.addresses import recipient_address
from casetracker.alerts.intents import (
    ACCOUNT_CHANGED,
    CLOCKS,
    DIGEST,
    HEARING_SOON,
    INTENTS,
    PERSONAL,
    TEST,
    TO_STRANGERS,
    UNDELIVERABLE,
    UNPUBLISHED,
    UNSERVED,
)
from casetracker.alerts.letters import written
from casetracker.alerts.planning import STAYED
from casetracker.alerts.rendering import (
    Rendered,
    RenderingError,
    compose,
    mail_templates,
    render,
    render_mail,
    render_test_mail,
)
from casetracker.law import Facts, Stay, compute
from casetracker.lawbook import LawBook
from casetracker.models import alerts
from config.settings import PROJECT_DIR, Settings

LANGUAGES = ("kk", "ru", "en")
PARTS = ("subject.txt", "body.txt", "body.html")
CLOCK_INTENTS = sorted(CLOCKS)
REFERENCE = "2022-PRES/REC-ASTANA/0001"
# Wednesday, when the last day begins in Astana.
SENT = dt.datetime(2022, 11, 23, 18, 0, tzinfo=dt.UTC)
DATES = {
    "kk": "2022 жылғы 24 қараша (бейсенбі)",
    "ru": "24 ноября 2022 года (четверг)",
    "en": "Thursday 24 November 2022",
}
ARTICLES = {"kk": "49-бап", "ru": "статья 49", "en": "Article 49"}


@pytest.fixture
def database_engine() -> str:
    """Render beside one engine only: nothing here reads a database."""
    return "sqlite"


@pytest.fixture
def facts(app: Flask) -> dict[str, object]:
    """Give what the outbox holds about the clock of a complaint received on Monday 21 November 2022."""
    book: LawBook = app.extensions["lawbook"]
    received = dt.datetime(2022, 11, 21, 4, 0, tzinfo=dt.UTC)
    return facts_of(book, Facts(event=received, zone="Asia/Almaty"))


def facts_of(book: LawBook, known: Facts) -> dict[str, object]:
    rule = book.rules.get("commission-complaint.higher.review")
    clock = compute(rule, known, book.calendar)
    return {
        "deadline_id": 1,
        "occurrence": "last-day",
        "slug": "2022-pres/rec-astana-0001",
        "body": "Astana <b>commission</b> & others",
        "rule_id": clock.rule_id,
        "strict_on": clock.strict_on.isoformat(),
        "due_on": clock.due_on.isoformat(),
        "strict_at": clock.strict_at.isoformat(),
        "due_at": clock.due_at.isoformat(),
        "zone": clock.zone,
        "citations": [citation.to_dict() for citation in clock.citations],
        "trace": clock.trace_dicts(),
        # What only mails of changes have: the clock that this one took the place of.
        "from_due_on": "2022-11-24",
        "from_due_at": "2022-11-24T18:00:00+00:00",
        "reason": "election-changed",
        # What only the mails of overdue clocks have.
        "to_supervisors": True,
        "is_above": False,
    }


@pytest.fixture
def stayed(app: Flask, facts: dict[str, object]) -> dict[str, object]:
    """Give the same clock, stayed since Tuesday 22 November: three days are left, and no last day is set."""
    book: LawBook = app.extensions["lawbook"]
    received = dt.datetime(2022, 11, 21, 4, 0, tzinfo=dt.UTC)
    stay = Stay(dt.date(2022, 11, 22), "parallel-court", "2022-PRES/SIAC-ASTANA/0001")
    return facts_of(book, Facts(event=received, zone="Asia/Almaty", stays=(stay,)))


def names_used(templates: jinja2.Environment, name: str) -> Iterator[str]:
    """Yield the variables of a template and of all that it includes or extends."""
    tree = templates.parse((PROJECT_DIR / "templates" / name).read_text(encoding="utf-8"))
    yield from meta.find_undeclared_variables(tree) - {"_"}
    for other in meta.find_referenced_templates(tree):
        assert other is not None
        yield from names_used(templates, other)


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_templates_use_exactly_what_their_intent_declares(app: Flask, intent: str) -> None:
    with app.app_context():
        used = {name for part in PARTS for name in names_used(mail_templates(), f"mail/{intent}/{part}")}
    assert used == INTENTS[intent]


def test_every_folder_of_mail_is_an_intent_and_every_intent_has_a_label(app: Flask) -> None:
    folders = {path.name for path in Path(PROJECT_DIR, "templates", "mail").iterdir()} - {"parts"}
    assert folders == INTENTS.keys()
    assert set(labels.MAIL_INTENTS) == INTENTS.keys() - {TEST}
    assert set(labels.MAIL_STATES) == set(alerts.MAIL_STATES)


@pytest.mark.parametrize(("intent", "language"), list(itertools.product(CLOCK_INTENTS, LANGUAGES)))
def test_mail_tells_what_when_why_and_where(
    app: Flask, facts: dict[str, object], stayed: dict[str, object], intent: str, language: str
) -> None:
    told = stayed if intent == STAYED else facts
    with app.app_context():
        mail = render_mail(intent, language, REFERENCE, told, "https://register.example", SENT)
    assert mail.subject.startswith(REFERENCE)
    assert "\n" not in mail.subject
    for body in (mail.text, mail.html):
        assert REFERENCE in body
        assert DATES[language] in body
        assert "24:00" in body
        assert "Asia/Almaty, UTC+06:00" in body
        assert ARTICLES[language] in body
        assert "https://register.example/staff/cases/2022-pres/rec-astana-0001" in body
    assert f'<html lang="{language}">' in mail.html
    assert "<b>" not in mail.html
    assert "&lt;b&gt;commission&lt;/b&gt; &amp; others" in mail.html
    assert "<b>commission</b> & others" in mail.text
    assert "\n\n\n" not in mail.text


def test_early_reminder_says_that_the_law_may_demand_it_immediately(
    app: Flask, facts: dict[str, object]
) -> None:
    with app.app_context():
        early, later = (
            render_mail(
                "deadline-reminder", "en", REFERENCE, facts | {"occurrence": occurrence}, "http://x", SENT
            )
            for occurrence in ("early", "last-day")
        )
    assert "immediately" in early.subject
    assert "immediately" in early.text
    assert "immediately" not in later.subject + later.text


@pytest.mark.parametrize(
    ("intent", "changes", "sent", "says"),
    [
        ("deadline-reminder", {"occurrence": "half"}, "2022-11-23T18:00", "Half of the time"),
        ("deadline-reminder", {"occurrence": "2h"}, "2022-11-24T16:00", "Time left: 2 hours"),
        (
            "deadline-strict",
            {"supervisor_days": 2},
            "2022-11-23T18:00",
            "after this number of days, the supervisors are told: 2.",
        ),
        # Some seconds after the hour; after quiet hours; so late that no whole hour is left.
        ("deadline-reminder", {"occurrence": "2h"}, "2022-11-24T16:01", "Time left: 2 hours"),
        ("deadline-reminder", {"occurrence": "24h"}, "2022-11-24T01:00", "Time left: 17 hours"),
        ("deadline-reminder", {"occurrence": "2h"}, "2022-11-24T17:30", "ends soon"),
        ("deadline-reminder", {"occurrence": "last-day"}, "2022-11-23T18:00", "This is the last day"),
        ("deadline-overdue", {"occurrence": "day-3"}, "2022-11-27T18:00", "Days since the last day: 3"),
        # A service that slept, and one whose mail server did.
        ("deadline-overdue", {"occurrence": "day-14"}, "2026-11-28T05:00", "Days since the last day: 1464"),
        ("deadline-overdue", {"occurrence": "once"}, "2022-11-25T18:00", "Days since the last day: 1"),
        ("deadline-overdue", {"is_above": True}, "2022-11-24T18:00", "yours is the one above it"),
        (
            "deadline-overdue",
            {"to_supervisors": True},
            "2022-11-24T18:00",
            "The supervisors were told as well.",
        ),
    ],
)
def test_mail_says_why_it_comes_now_and_to_this_person(
    app: Flask, facts: dict[str, object], intent: str, changes: dict[str, object], sent: str, says: str
) -> None:
    at = dt.datetime.fromisoformat(sent).replace(tzinfo=dt.UTC)
    plain = {"occurrence": "early", "to_supervisors": False, "is_above": False}
    with app.app_context():
        told, other = (
            render_mail(intent, "en", REFERENCE, facts | plain | more, "http://x", moment)
            for more, moment in ((changes, at), ({}, SENT))
        )
    for body in (told.text, told.html):
        assert says in body
    assert says not in other.text + other.html
    assert ("Time left" in told.text) == says.startswith("Time left")
    assert ("Days since" in told.text) == says.startswith("Days since")


SLUG = {"slug": "2022-pres/rec-astana-0001", "body": "Astana <b>commission</b>", "zone": "Asia/Almaty"}
DECIDED = SLUG | {"decision_id": 1, "number": "12/3-Б", "taken_at": "2022-11-24T04:00:00+00:00"}
OCCASIONS: dict[str, dict[str, object]] = {
    HEARING_SOON: SLUG
    | {
        "hearing_id": 1,
        "starts_at": "2022-11-24T04:00:00+00:00",
        "place": "12, room 3",
        "references": [REFERENCE, "2022-PRES/REC-ASTANA/0002"],
    },
    UNSERVED: DECIDED,
    UNPUBLISHED: DECIDED,
    UNDELIVERABLE: {
        "body": "Astana <b>commission</b>",
        "address": "lawyer@commission.example",
        "failed": 3,
        "last_error": "550 5.1.1 No such user",
    },
    ACCOUNT_CHANGED: {
        "name": "Сынақ Үлгі",
        "change": "second-factor.reset",
        "at": "2022-11-24T04:00:00+00:00",
        "zone": "Asia/Almaty",
    },
    DIGEST: {
        "zone": "Asia/Almaty",
        "made_at": "2022-11-24T02:00:00+00:00",
        "lines": [
            SLUG
            | {"mail": 1, "intent": "deadline-reminder", "reference": REFERENCE}
            | {"due_on": "2022-11-24", "due_at": "2022-11-24T18:00:00+00:00"},
            {"mail": 2, "intent": "mail-undeliverable", "reference": None, "body": "Astana"},
        ],
    },
}
TOLD = {
    HEARING_SOON: ("10:00 (Asia/Almaty, UTC+06:00)", "12, room 3", "2022-PRES/REC-ASTANA/0002"),
    UNSERVED: ("12/3-Б", "10:00 (Asia/Almaty, UTC+06:00)"),
    UNPUBLISHED: ("12/3-Б", "10:00 (Asia/Almaty, UTC+06:00)"),
    UNDELIVERABLE: (
        "lawyer@commission.example",
        "550 5.1.1 No such user",
        "https://register.example/staff/alerts",
    ),
    ACCOUNT_CHANGED: ("Сынақ Үлгі", "10:00 (Asia/Almaty, UTC+06:00)", "https://register.example/password/"),
    DIGEST: (REFERENCE, "24:00", "https://register.example/staff/alerts", "https://register.example/staff/"),
}


@pytest.mark.parametrize(("intent", "language"), list(itertools.product(OCCASIONS, LANGUAGES)))
def test_mail_without_a_clock_tells_what_when_and_where(app: Flask, intent: str, language: str) -> None:
    with app.app_context():
        mail = render_mail(intent, language, REFERENCE, OCCASIONS[intent], "https://register.example", SENT)
    told = [*TOLD[intent], *([] if intent == UNDELIVERABLE else [DATES[language]])]
    if "slug" in OCCASIONS[intent]:
        told += [REFERENCE, "https://register.example/staff/cases/2022-pres/rec-astana-0001"]
    for body in (mail.text, mail.html):
        assert [part for part in told if part not in body] == []
    assert f'<html lang="{language}">' in mail.html
    assert "<b>" not in mail.html
    assert "\n\n\n" not in mail.text


def test_every_intent_is_rendered_by_a_test_above() -> None:
    assert OCCASIONS.keys() | CLOCKS | PERSONAL | TO_STRANGERS | {TEST} == INTENTS.keys()


def test_mail_of_a_change_tells_what_was_and_why(
    app: Flask, facts: dict[str, object], stayed: dict[str, object]
) -> None:
    moved = facts | {"due_on": "2022-11-30", "due_at": "2022-11-30T18:00:00+00:00"}
    with app.app_context():
        told = {
            intent: render_mail(intent, "en", REFERENCE, given, "http://x", SENT).text
            for intent, given in (
                ("deadline-moved", moved),
                ("clock-resumed", moved),
                ("clock-stayed", stayed),
            )
        }
    assert "Last day before: Thursday 24 November 2022, until 24:00" in told["deadline-moved"]
    assert "Why: Dates of the election changed." in told["deadline-moved"]
    assert "Last day before the stay: Thursday 24 November 2022" in told["clock-resumed"]
    for intent in ("deadline-moved", "clock-resumed"):
        assert "Last day: Wednesday 30 November 2022, until 24:00" in told[intent]
    for line in (
        "Stayed since: Tuesday 22 November 2022",
        "Ground: A court has the same matter",
        "On the strength of: 2022-PRES/SIAC-ASTANA/0001",
        "Time left: 3 days",
    ):
        assert line in told["clock-stayed"]
    # While it stands still there is no last day to name.
    assert "Last day: " not in told["clock-stayed"]


def test_hour_of_a_day_that_ends_earlier_is_told(app: Flask, facts: dict[str, object]) -> None:
    at_six = facts | {"due_at": "2022-11-24T12:00:00+00:00"}
    with app.app_context():
        mail = render_mail("deadline-overdue", "en", REFERENCE, at_six, "http://x", SENT)
    assert "Thursday 24 November 2022, until 18:00" in mail.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_test_mail_renders(app: Flask, language: str) -> None:
    with app.app_context():
        mail = render_test_mail(language, "https://register.example")
    assert mail.subject
    assert "https://register.example" in mail.text


@pytest.mark.parametrize(
    "changes",
    [
        {"trace": [{"code": "no such step", "params": {}}]},
        {"due_on": "soon"},
        {"zone": "Mars/Base"},
        {"body": None},
    ],
)
def test_spoilt_facts_are_an_error_of_this_mail_alone(
    app: Flask, facts: dict[str, object], changes: dict[str, object]
) -> None:
    spoilt = {key: value for key, value in (facts | changes).items() if value is not None}
    with app.app_context(), pytest.raises(RenderingError) as error:
        render_mail("deadline-overdue", "en", REFERENCE, spoilt, "http://x", SENT)
    assert error.value.reason == reasons.NOT_RENDERED


@pytest.mark.parametrize("variables", [{}, {"language": "en"}, {"language": "en", "link": "x", "name": "y"}])
def test_missing_or_undeclared_variable_is_refused(app: Flask, variables: dict[str, str]) -> None:
    with app.app_context(), force_locale("en"), pytest.raises(RenderingError, match="missing or too many"):
        render(TEST, variables)


def test_message_has_its_headers_and_both_parts(settings: Settings) -> None:
    letter = compose(
        Rendered("Өтініш", "Мәтін\n", "<p>Мәтін</p>"),
        settings,
        recipient="lawyer@commission.example",
        message_id="<abc@register.example>",
        language="kk",
        at=dt.datetime(2022, 11, 24, 2, 0, tzinfo=dt.UTC),
        calendar=b"BEGIN:VCALENDAR",
    )
    assert (letter.message_id, letter.recipient) == ("<abc@register.example>", "lawyer@commission.example")
    message = email.message_from_bytes(letter.content, EmailMessage, policy=email.policy.default)
    assert dict(message.items()) | {"Content-Type": ""} == {
        "Message-ID": "<abc@register.example>",
        "Date": "Thu, 24 Nov 2022 02:00:00 +0000",
        "From": settings.mail_from,
        "To": "lawyer@commission.example",
        "Subject": "Өтініш",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "kk",
        "MIME-Version": "1.0",
        "Content-Type": "",
    }
    texts, calendar = message.iter_parts()
    assert isinstance(texts, EmailMessage)
    forms = [(part.get_content_type(), part.get_content()) for part in texts.iter_parts()]
    assert forms == [("text/plain", "Мәтін\n"), ("text/html", "<p>Мәтін</p>")]
    assert (calendar.get_content_type(), calendar.get_param("method")) == ("text/calendar", "PUBLISH")
    assert calendar.get_filename() == "deadline.ics"
    assert calendar.get_payload(decode=True) == b"BEGIN:VCALENDAR"
    assert letter.content.isascii()
    assert b"\n" not in letter.content.replace(b"\r\n", b"")
    assert max(map(len, letter.content.splitlines())) <= 78


@pytest.mark.parametrize(
    "subject", ["Мерзім " * 40, "a" * 300, "short", "a – b", "2022-PRES/1: = =?utf-8?q?x?="]
)
def test_subject_when_long_or_not_latin_then_reads_as_it_was_written(
    settings: Settings, subject: str
) -> None:
    letter = compose(
        Rendered(subject.strip(), "t", "h"),
        settings,
        recipient="lawyer@commission.example",
        message_id="<abc@register.example>",
        language="kk",
        at=SENT,
    )
    message = email.message_from_bytes(letter.content, policy=email.policy.default)
    assert message["Subject"] == subject.strip()
    assert not message.defects


@pytest.mark.parametrize("value", ["<a@b>\r\nBcc: all@host.kz", "a\x00b", "a\nb"])
def test_header_that_holds_what_no_header_may_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="Message-ID"):
        written([("Message-ID", value)], "t", "h")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@host.kz",
        "a@b@c",
        "a b@host.kz",
        "x@host.kz\r\nBcc: all@host.kz",
        "x@host.kz, y@host.kz",
    ],
)
def test_address_that_cannot_be_written_to_is_refused(settings: Settings, address: str) -> None:
    assert recipient_address(address) is None
    with pytest.raises(RenderingError) as error:
        compose(
            Rendered("s", "t", "h"),
            settings,
            recipient=address,
            message_id="<a@b.kz>",
            language="kk",
            at=dt.datetime.now(dt.UTC),
        )
    assert error.value.reason == reasons.BAD_ADDRESS


def test_subject_cannot_add_a_header(app: Flask, facts: dict[str, object]) -> None:
    with app.app_context():
        mail = render_mail("deadline-overdue", "en", "1\r\nBcc: all@host.kz", facts, "http://x", SENT)
    assert mail.subject.startswith("1 Bcc: all@host.kz:")


def test_reasons_have_words(app: Flask) -> None:
    with app.app_context(), force_locale("en"):
        assert all(" " in reasons.reason_in_words(slug) for slug in reasons.WORDS)
        assert reasons.reason_in_words("550 5.1.1 No such user") == "550 5.1.1 No such user"
        assert reasons.reason_in_words(None) == ""
