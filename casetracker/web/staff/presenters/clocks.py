"""Clocks as the macro ``clock_card`` takes them: stored ones, and ones only computed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from casetracker.cases.clocks import APPEAL, Clock
from casetracker.cases.models import CaseDeadline
from casetracker.law.errors import LawError
from casetracker.law.explain import explain, tell_error
from casetracker.law.phrases import EVENT_NAMES
from casetracker.lawbook import LawBook
from casetracker.web.clock_traces import seen_state, standing, warnings_of
from casetracker.web.law_links import cited, rule_url
from casetracker.web.rendering import fmt_datetime, label, language
from casetracker.web.staff.presenters.remaining import time_left

Shown = dict[str, Any]
Steps = Iterable[Mapping[str, Any]]


def stored_clock(book: LawBook, clock: CaseDeadline, now: dt.datetime) -> Shown:
    """Return a clock of a case, told by its own trace: as the law was when it was computed."""
    state = seen_state(clock.role, clock.state, clock.due_at, now)
    is_used = clock.role == APPEAL and clock.state in ("met", "missed")
    return {
        "title": clock_title(book, clock.role, clock.rule_id),
        "rule_url": rule_url(book, clock.rule_id),
        "state": state,
        "due_on": clock.due_on,
        "due_at": clock.due_at,
        "strict_on": clock.strict_on,
        "zone": clock.zone,
        "immediate": clock.immediate,
        "remaining": _used(clock) if is_used else _remaining(clock, state, now),
        # The limit to file ended by the filing itself, which the timeline tells.
        "ended_at": clock.ended_at if clock.role == "review" else None,
        "edition": clock.edition,
        **_law(clock.trace, clock.citations),
    }


def _used(clock: CaseDeadline) -> str:
    """Say of a limit to contest a decision that it was used, and whether in time."""
    if clock.ended_at is None:
        return ""
    day = fmt_datetime(clock.ended_at, clock.zone)
    if clock.state == "met":
        return _("Used: the decision was contested in time, on %(day)s.", day=day)
    return _("Used too late: the decision was contested on %(day)s.", day=day)


def _remaining(clock: CaseDeadline, state: str, now: dt.datetime) -> str:
    if state == "passed":
        return _("This day has passed.")
    return time_left(clock.due_at, now) if clock.state == "running" else ""


def computed_clock(book: LawBook, clock: Clock, filed_at: dt.datetime, now: dt.datetime) -> Shown:
    """Return a clock that is not stored yet, or why there is none (``problem``)."""
    title, deadline = clock_title(book, clock.role, clock.rule_id), clock.deadline
    if deadline is None:
        return {"title": title, "problem": problem_in_words(book, clock.problem) if clock.problem else ""}
    state, remaining = "overdue" if deadline.due_at <= now else "running", time_left(deadline.due_at, now)
    if clock.role == "filing":
        state, remaining = ("met" if filed_at < deadline.due_at else "missed"), ""
    return {
        "title": title,
        "rule_url": rule_url(book, clock.rule_id),
        "state": state,
        "due_on": deadline.due_on,
        "due_at": deadline.due_at,
        "strict_on": deadline.strict_on,
        "zone": deadline.zone,
        "immediate": deadline.immediate,
        "remaining": remaining,
        "edition": deadline.edition,
        **_law(deadline.trace_dicts(), [citation.to_dict() for citation in deadline.citations]),
    }


def clock_title(book: LawBook, role: str, rule_id: str) -> str:
    """Return what must be done until then, and by which rule."""
    return f"{label('deadline-role', role)}: {rule_name(book, rule_id)}"


def problem_in_words(book: LawBook, problem: LawError) -> str:
    """Return why a clock cannot be computed, the rule and the fact that is missing by their names."""
    told = dict(problem.params)
    fact = told.get("fact")
    if "rule" in told:
        told["rule"] = rule_name(book, str(told["rule"]))
    if fact in EVENT_NAMES[language()]:
        told["fact"] = EVENT_NAMES[language()][str(fact)]
    return tell_error(type(problem)(**told), language())


def rule_name(book: LawBook, rule_id: str) -> str:
    """Return the name of a rule; the id of one that the law book no longer has."""
    rule = book.rules.rules.get(rule_id)
    return str(rule.names[language()]) if rule else rule_id


def _law(trace: Steps, citations: Iterable[Mapping[str, Any]]) -> Shown:
    steps = list(trace)
    return {
        "explanation": explain(steps, language()),
        "disputed": [step["params"]["text"][language()] for step in steps if step["code"] == "dispute"],
        "warnings": warnings_of(steps, language()),
        "citations": cited(citations),
        **standing(steps, language()),
    }
