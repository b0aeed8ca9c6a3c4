"""Clocks that would move, as the rows of a preview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from casetracker.cases.recomputing import Move
from casetracker.law.wording import amount_in_words
from casetracker.lawbook import LawBook
from casetracker.registry.slugs import slug_of
from casetracker.web.law_links import rule_url
from casetracker.web.rendering import fmt_date, label, language
from casetracker.web.staff.presenters.clocks import rule_name

Shown = dict[str, Any]


def move_rows(book: LawBook, moves: Iterable[Move]) -> list[Shown]:
    """Return each move as its row: the case, the time limit, the dates before and after, by how much."""
    return [
        {
            "case": {"text": move.case_reference, "href": _case_url(move.case_reference)},
            "rule": {"text": rule_name(book, move.rule_id), "href": rule_url(book, move.rule_id)},
            "role": label("deadline-role", move.role),
            "before": _dated(move.from_due_on, move.from_state, move.from_immediate),
            "after": _dated(move.to_due_on, move.to_state, move.to_immediate),
            "shift": "" if move.problem else shift_in_words(move.from_due_on, move.to_due_on),
            "problem": label("law-problem", move.problem) if move.problem else "",
        }
        for move in moves
    ]


def shift_in_words(before: dt.date | None, after: dt.date | None) -> str:
    """Return by how much a last day moves, such as "2 days later"."""
    if before is None or after is None:
        return ""
    days = (after - before).days
    if not days:
        return _("The same day")
    amount = amount_in_words(abs(days), "day", language())
    return _("%(days)s later", days=amount) if days > 0 else _("%(days)s earlier", days=amount)


def _dated(day: dt.date | None, state: str | None, immediate: bool | None) -> Shown:
    return {
        "day": fmt_date(day) if day else _("No date"),
        "state": label("deadline-state", state) if state else "",
        "immediate": bool(immediate),
    }


def _case_url(reference: str) -> str:
    election, name = slug_of(reference).split("/")
    return url_for("staff.show_case", election=election, slug=name)
