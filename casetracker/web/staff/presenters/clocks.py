"""Clocks as the macro ``clock_card`` takes them: stored ones, and ones only computed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from casetracker.cases.clocks import Clock
from casetracker.cases.models import CaseDeadline
from casetracker.law.explain import citations_in_words, explain, tell_error
from casetracker.lawbook import LawBook
from casetracker.web.rendering import label, language
from casetracker.web.staff.presenters.remaining import time_left

Shown = dict[str, Any]
Steps = Iterable[Mapping[str, Any]]


def stored_clock(book: LawBook, clock: CaseDeadline, now: dt.datetime) -> Shown:
    """Return a clock of a case, told by its own trace: as the law was when it was computed."""
    return {
        "title": _title(book, clock.role, clock.rule_id),
        "state": "overdue" if clock.state == "running" and clock.due_at <= now else clock.state,
        "due_on": clock.due_on,
        "strict_on": clock.strict_on,
        "zone": clock.zone,
        "immediate": clock.immediate,
        "remaining": time_left(clock.due_at, now) if clock.state == "running" else "",
        # The limit to file ended by the filing itself, which the timeline tells.
        "ended_at": clock.ended_at if clock.role == "review" else None,
        "edition": clock.edition,
        **_law(clock.trace, clock.citations),
    }


def computed_clock(book: LawBook, clock: Clock, filed_at: dt.datetime, now: dt.datetime) -> Shown:
    """Return a clock that is not stored yet, or why there is none (``problem``)."""
    title, deadline = _title(book, clock.role, clock.rule_id), clock.deadline
    if deadline is None:
        return {"title": title, "problem": tell_error(clock.problem, language()) if clock.problem else ""}
    state, remaining = "overdue" if deadline.due_at <= now else "running", time_left(deadline.due_at, now)
    if clock.role == "filing":
        state, remaining = ("met" if filed_at < deadline.due_at else "missed"), ""
    return {
        "title": title,
        "state": state,
        "due_on": deadline.due_on,
        "strict_on": deadline.strict_on,
        "zone": deadline.zone,
        "immediate": deadline.immediate,
        "remaining": remaining,
        "edition": deadline.edition,
        **_law(deadline.trace_dicts(), [citation.to_dict() for citation in deadline.citations]),
    }


def _title(book: LawBook, role: str, rule_id: str) -> str:
    return f"{label('deadline-role', role)}: {rule_name(book, rule_id)}"


def rule_name(book: LawBook, rule_id: str) -> str:
    """Return the name of a rule; the id of one that the law book no longer has."""
    rule = book.rules.rules.get(rule_id)
    return str(rule.names[language()]) if rule else rule_id


def _law(trace: Steps, citations: Iterable[Mapping[str, Any]]) -> Shown:
    steps = list(trace)
    return {
        "explanation": explain(steps, language()),
        "disputed": [step["params"]["text"][language()] for step in steps if step["code"] == "dispute"],
        "citations": [
            {"text": citations_in_words([citation], language()), "url": citation["url"]}
            for citation in citations
        ],
    }
