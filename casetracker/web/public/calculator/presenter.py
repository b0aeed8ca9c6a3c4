"""What the calculator shows of a rule that was chosen: the facts to give, and the deadline they lead to."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import url_for

from casetracker.law import Deadline, Facts, Rule, UnverifiedLaw, explain, tell_error
from casetracker.law.phrases import GROUND_NAMES
from casetracker.law.telling import told_deadline
from casetracker.law.wording import amount_in_words
from casetracker.lawbook import DEFAULT_ZONE, LawBook
from casetracker.registry.models import Election
from casetracker.web.law_links import cited, rule_url
from casetracker.web.public.calculator.asking import Asked, read_day
from casetracker.web.public.calculator.computing import FIELDS
from casetracker.web.public.calculator.dates import dates_of
from casetracker.web.public.calculator.elsewhere import api_request, command
from casetracker.web.public.calculator.needs import needs_of
from casetracker.web.public.calculator.stays import rows_to_show
from casetracker.web.public.calculator.zones import zone_options
from casetracker.web.public.presenters.editions import counting, near_voting, period_in_words
from casetracker.web.public.presenters.rules import MARK_COLOURS, by_subject, event_name
from casetracker.web.rendering import fmt_date, label, language

Shown = dict[str, Any]


def rule_choices(book: LawBook) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every rule to choose from, grouped by subject."""
    return [
        (label("law-subject", subject), [(rule.id, rule.names[language()]) for rule in rules])
        for subject, rules in by_subject(book.rules).items()
    ]


def election_options(elections: Sequence[Election]) -> list[tuple[str, str]]:
    """Return the elections of the register to choose from."""
    return [(election.id, election.name(language())) for election in elections]


def facts_form(book: LawBook, asked: Asked, rule: Rule, elections: Sequence[Election]) -> Shown:
    """Return the form that asks for the facts of a rule, filled with what was typed."""
    typed = asked.typed(FIELDS)
    return {
        "rule": rule,
        "name": rule.names[language()],
        "rule_url": rule_url(book, rule.id),
        "mark": (label("rule-mark", rule.mark), MARK_COLOURS[rule.mark]),
        "event": event_name(rule),
        "needs": needs_of(rule),
        "elections": election_options(elections),
        "zones": zone_options(book.calendar.zones, typed.get("zone", "")),
        "stays": rows_to_show(asked),
        "grounds": list(GROUND_NAMES[language()].items()),
        "values": {"zone": DEFAULT_ZONE, **typed},
        # A browser's date field shows nothing of what is no date: such a text is kept in a plain field.
        "unreadable": [name for name, text in typed.items() if read_day(text) is None],
        "more": any(name in typed for name in ("zone", "called_on", "election_day")),
        "errors": {name: asked.errors[name] for name in FIELDS if name in asked.errors},
    }


def answer(book: LawBook, asked: Asked, facts: Facts, deadline: Deadline, base_url: str) -> Shown:
    """Return the deadline as the page shows it: in the words of the API and the command line."""
    told = told_deadline(deadline, language())
    steps = told["trace"]
    address = url_for("public.calculator", rule=deadline.rule_id, **asked.typed(FIELDS))  # type: ignore[arg-type]
    return {
        **dates_of(told),
        "filing": deadline.rule_id in {plan.filing for plan in book.forum.routes},
        **_standstill(book, deadline),
        "vouched": _sentences(steps, "confirmed"),
        "warnings": _sentences(steps, "warning-"),
        "disputes": [step["params"]["text"][language()] for step in steps if step["code"] == "dispute"],
        "explanation": told["explanation"],
        "citations": cited(told["citations"]),
        "edition": fmt_date(dt.date.fromisoformat(deadline.edition)),
        "steps": [(step["code"], _parameters(step["params"])) for step in steps],
        "address": base_url + address,
        "api": api_request(facts, deadline.rule_id, asked.text("election"), base_url),
        "command": command(facts, deadline.rule_id),
    }


def last_verified(book: LawBook, rule: Rule, refused: UnverifiedLaw) -> Shown:
    """Return why nothing is computed, and the wording that was verified last."""
    edition = rule.editions[-1]
    return {
        "sentence": tell_error(refused, language(), book.rules),
        "last_on": edition.valid_to,
        "period": period_in_words(edition),
        "counting": counting(edition),
        "near_voting": near_voting(edition),
        "citations": cited([citation.to_dict() for citation in edition.citations]),
    }


def _standstill(book: LawBook, deadline: Deadline) -> Shown:
    if deadline.is_running or deadline.remaining is None:
        return {"running": deadline.is_running, "stayed_on": None, "ended_on": deadline.ended_on}
    unit = book.rules.at(deadline.rule_id, dt.date.fromisoformat(deadline.edition)).period.unit
    left = amount_in_words(deadline.remaining, "day" if unit == "month" else unit, language())
    return {"running": False, "stayed_on": deadline.stayed_on, "remaining": left, "ended_on": None}


def _sentences(steps: Iterable[Mapping[str, Any]], code: str) -> list[str]:
    return explain([step for step in steps if step["code"].startswith(code)], language())


def _parameters(params: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in params.items()
    ]
