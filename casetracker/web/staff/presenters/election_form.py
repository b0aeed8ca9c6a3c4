"""The form of an election: what it changes, in words, and what somebody else changed in the meantime."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from casetracker.lawbook import LawBook
from casetracker.registry.models import Election
from casetracker.web.rendering import UNKNOWN, fmt_date, fmt_datetime, language
from casetracker.web.staff.election_checks import names_of
from casetracker.web.staff.election_drafts import FIELDS, ElectionDraft, Line, Meanwhile, state_of
from casetracker.web.staff.election_inputs import NAMES, PLAN_NAMES
from casetracker.web.staff.presenters.clocks import rule_name

Shown = dict[str, Any]


def election_form(book: LawBook, election: Election, draft: ElectionDraft) -> Shown:
    """Return what the form shows."""
    return {
        "election": election,
        "draft": draft,
        "names": names_of(book, draft),
        "plan_names": PLAN_NAMES,
        "rules": _rules(book, election),
        "legends": [rule_name(book, row.rule) if row.rule else "" for row in draft.rows],
        "known": set(election.overrides),
        "meanwhile": [_told(book, election, it) for it in draft.meanwhile],
    }


def changed_rows(book: LawBook, election: Election, draft: ElectionDraft) -> list[Shown]:
    """Return what the form changes in the register: the thing, how it is now, and how it would be."""
    now = state_of(election)
    compared: list[tuple[str, str | Line, str | Line]] = [
        (name, now.fields[name], draft.fields[name]) for name in FIELDS
    ]
    rules = {**now.plan, **draft.plan}
    compared += [(rule, now.plan.get(rule, ()), draft.plan.get(rule, ())) for rule in rules]
    return [
        {
            "what": _name(book, name),
            "before": _in_words(election, name, before),
            "after": _in_words(election, name, after),
        }
        for name, before, after in compared
        if before != after
    ]


def _rules(book: LawBook, election: Election) -> list[tuple[str, str]]:
    known = sorted((rule.names[language()], rule.id) for rule in book.rules)
    lost = set(election.overrides) - set(book.rules.rules)
    return [(id_, name) for name, id_ in known] + [(id_, id_) for id_ in sorted(lost)]


def _told(book: LawBook, election: Election, it: Meanwhile) -> Shown:
    return {
        "what": _name(book, it.name),
        "was": _in_words(election, it.name, it.was),
        "now": _in_words(election, it.name, it.now),
        "typed": _in_words(election, it.name, it.typed) if it.is_kept else "",
    }


def _name(book: LawBook, name: str) -> str:
    return str(NAMES[name]) if name in FIELDS else rule_name(book, name)


def _in_words(election: Election, name: str, value: str | Line) -> str:
    if isinstance(value, str):
        return _field_in_words(election, name, value)
    if not value:
        return _("Not in the plan")
    on, *rest = value
    return ", ".join(told for told in (_day(on), *rest) if told)


def _field_in_words(election: Election, name: str, text: str) -> str:
    if not text or name.endswith("_source"):
        return text or UNKNOWN
    if name != "results_at":
        return _day(text)
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    zone = ZoneInfo(election.zone)
    return fmt_datetime(moment if moment.tzinfo else moment.replace(tzinfo=zone), election.zone)


def _day(text: str) -> str:
    try:
        return fmt_date(dt.date.fromisoformat(text))
    except ValueError:
        return text
