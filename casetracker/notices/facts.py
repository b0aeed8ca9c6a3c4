"""What the letters about a case say, taken from the case file in the language of the letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import force_locale

from casetracker import labels
from casetracker.cases.models import Case, Decision, Hearing
from casetracker.lawbook import LawBook
from casetracker.notices.letters import WORDS, Letter, blocks_of, day_in_words, typed
from casetracker.notices.pdf import as_pdf
from casetracker.registry.models import OTHER_KINDS

SIGNERS = {
    "kk": {
        "commission": "Комиссия төрағасы",
        "court": "Судья",
        "other": "Лауазымды адам",
        "receipt": "Тіркеген",
    },
    "ru": {
        "commission": "Председатель комиссии",
        "court": "Судья",
        "other": "Должностное лицо",
        "receipt": "Зарегистрировал",
    },
}
PARTS = {
    "kk": (
        ("facts", "Анықталған мән-жайлар"),
        ("provisions", "Қолданылған құқық нормалары"),
        ("application", "Нормаларды қолданудың негіздемесі"),
        ("operative", "Шешілді"),
        ("appeal_route", "Шағым жасау тәртібі"),
        ("dissent", "Ерекше пікір"),
    ),
    "ru": (
        ("facts", "Установленные обстоятельства"),
        ("provisions", "Применённые нормы права"),
        ("application", "Обоснование применения норм"),
        ("operative", "Решено"),
        ("appeal_route", "Порядок обжалования"),
        ("dissent", "Особое мнение"),
    ),
}
# Of whom it is said: "dated", in front of or behind a day.
DATED = {"kk": "{day}", "ru": "от {day}"}


@dataclass(frozen=True)
class NoticeData:
    """All that letters say of a case: words and local times, nothing of the database.

    Attributes:
        facts: the variables of the templates, see ``templates/notices``.
        zone: IANA zone of the body.
    """

    language: str
    sender: str
    sender_address: str | None
    is_court: bool
    zone: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def notice_data(book: LawBook, case: Case, language: str) -> NoticeData:
    """Return what the letters about a case say, in Kazakh or Russian; nobody is named."""
    zone = ZoneInfo(case.body.zone)
    shown = (it for it in case.deadlines if it.role == "review" and it.state in ("running", "met", "missed"))
    review = next(shown, None)
    procedure = book.procedures.get(case.procedure)
    with force_locale(language):
        facts = {
            "sender": case.body.name(language),
            "reference": case.reference,
            "election": case.election.name(language),
            "subject": labels.label("subject", case.subject),
            "procedure": procedure.names[language] if procedure else case.procedure,
            "channel": labels.label("channel", case.channel),
            "received": case.received_at.astimezone(zone),
            "contested": _contested(case, language),
            "due_on": review and review.due_on,
            "immediate": bool(review and review.immediate),
            "is_late": case.is_late,
            "is_court": case.body.is_court,
            "is_other": case.body.kind in OTHER_KINDS,
        }
    body = case.body
    return NoticeData(language, body.name(language), body.address, body.is_court, body.zone, facts)


def _contested(case: Case, language: str) -> str:
    words = [labels.label("contested-kind", case.contested_kind).lower()]
    if case.contested_number:
        words.append(f"№ {case.contested_number}")
    if case.contested_on:
        words.append(DATED[language].format(day=day_in_words(case.contested_on, language)))
    told = " ".join(words)
    return f"{told} ({case.contested_body.name(language)})" if case.contested_body else told


def hearing_facts(hearing: Hearing) -> dict[str, Any]:
    """Return what a notice of hearing says beside the facts of the case."""
    local = hearing.starts_at.astimezone(ZoneInfo(hearing.zone))
    return {
        "starts_at": local,
        "offset": f"UTC{local.isoformat()[-6:]}",
        "place": hearing.place,
        "room": hearing.room,
        "link": hearing.link,
        "is_open": hearing.is_open,
        "agenda": (hearing.agenda or "").rstrip("."),
    }


def decision_facts(decision: Decision, language: str) -> dict[str, Any]:
    """Return what the text of a decision says beside the facts of the case; empty parts are left out."""
    return {
        "decision_number": decision.number,
        "taken_at": decision.taken_at.astimezone(ZoneInfo(decision.case.body.zone)),
        "parts": [(title, typed(getattr(decision, name))) for name, title in PARTS[language]],
        "votes_for": decision.votes_for,
        "votes_against": decision.votes_against,
    }


def letter_of(
    kind: str,
    data: NoticeData,
    day: dt.date,
    *,
    number: str | None = None,
    addressee: str | None = None,
    more: Mapping[str, Any] | None = None,
) -> Letter:
    """Return a letter; without an *addressee* it goes to the complainant, who is not named."""
    words = SIGNERS[data.language]
    words_for_nobody = WORDS[data.language]["masked"]
    decider = "court" if data.is_court else "other" if data.facts.get("is_other") else "commission"
    signer = words["receipt" if kind == "receipt" else decider]
    return Letter(
        kind=kind,
        language=data.language,
        sender=data.sender,
        sender_address=data.sender_address,
        number=number,
        day=day,
        # A decision is addressed to everybody whom it concerns.
        addressee=addressee or (None if kind == "decision" else words_for_nobody),
        blocks=blocks_of(kind, data.language, {**data.facts, **(more or {})}),
        signer=signer,
    )


def receipt_pdf(data: NoticeData, day: dt.date) -> bytes:
    """Return the receipt of a complaint as PDF; it names nobody."""
    return as_pdf(letter_of("receipt", data, day))
