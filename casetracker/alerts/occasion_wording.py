"""What mails tell that are not about a clock, in words, as their templates get it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from casetracker import labels
from casetracker.alerts.intents import (
    ACCOUNT_CHANGED,
    DIGEST,
    HEARING_SOON,
    UNDELIVERABLE,
    UNPUBLISHED,
    UNSERVED,
)
from casetracker.alerts.reasons import reason_in_words
from casetracker.alerts.wording import end_in_words, moment_in_words
from casetracker.law.wording import date_in_words

Facts = dict[str, Any]
# From language, reference, facts and the address of the service to the variables of an intent.
Words = Callable[[str, str, Facts, str], Facts]


def _hearing(language: str, reference: str, facts: Facts, base_url: str) -> Facts:
    return {
        "language": language,
        "reference": reference,
        "others": [other for other in facts["references"] if other != reference],
        "body": facts["body"],
        "starts": moment_in_words(facts["starts_at"], facts["zone"], language),
        "place": facts["place"],
        "link": _case_link(base_url, facts),
    }


def _decision(language: str, reference: str, facts: Facts, base_url: str) -> Facts:
    return {
        "language": language,
        "reference": reference,
        "body": facts["body"],
        "number": facts["number"],
        "taken": moment_in_words(facts["taken_at"], facts["zone"], language),
        "link": _case_link(base_url, facts),
    }


def _undeliverable(language: str, _reference: str, facts: Facts, base_url: str) -> Facts:
    return {
        "language": language,
        "body": facts["body"],
        "address": facts["address"],
        "failed": facts["failed"],
        "why": reason_in_words(facts["last_error"]),
        "link": f"{base_url}/staff/alerts",
    }


def _digest(language: str, _reference: str, facts: Facts, base_url: str) -> Facts:
    day = dt.datetime.fromisoformat(facts["made_at"]).astimezone(ZoneInfo(facts["zone"])).date()
    return {
        "language": language,
        "day": date_in_words(day, language),
        "lines": [_line(line, language, base_url) for line in facts["lines"]],
        "link": f"{base_url}/staff/",
    }


def _account(language: str, _reference: str, facts: Facts, base_url: str) -> Facts:
    return {
        "language": language,
        "name": facts["name"],
        "change": labels.label("account-change", facts["change"]),
        "moment": moment_in_words(facts["at"], facts["zone"], language),
        "link": f"{base_url}/password/forgotten",
    }


def _line(line: Facts, language: str, base_url: str) -> Facts:
    return {
        "what": labels.label("mail-intent", line["intent"]),
        "reference": line["reference"] or "",
        "body": line.get("body", ""),
        "when": _when(line, language),
        "link": _case_link(base_url, line) if "slug" in line else f"{base_url}/staff/alerts",
    }


def _when(line: Facts, language: str) -> str:
    """Return the day that matters in a line: the last day, or when the hearing is."""
    if "starts_at" in line:
        return moment_in_words(line["starts_at"], line["zone"], language)
    if "due_on" not in line or line["intent"] == "clock-stayed":
        return ""
    return end_in_words(line["due_on"], line["due_at"], line["zone"], language)


def _case_link(base_url: str, facts: Facts) -> str:
    return f"{base_url}/staff/cases/{facts['slug']}"


WORDS: Mapping[str, Words] = {
    HEARING_SOON: _hearing,
    UNSERVED: _decision,
    UNPUBLISHED: _decision,
    UNDELIVERABLE: _undeliverable,
    DIGEST: _digest,
    ACCOUNT_CHANGED: _account,
}
