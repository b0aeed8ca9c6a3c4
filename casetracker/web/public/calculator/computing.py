"""From an address to a deadline: the facts of one rule, and refusals of the law at their fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _

from casetracker.law import Deadline, Facts, LawError, Rule, UnverifiedLaw, compute, tell_error
from casetracker.law.facts import day_of
from casetracker.lawbook import DEFAULT_ZONE, LawBook
from casetracker.registry.models import Election
from casetracker.registry.plans import with_election, with_reason
from casetracker.web.public.calculator.asking import Asked
from casetracker.web.public.calculator.needs import CALLING, RESULTS, VOTING
from casetracker.web.public.calculator.stays import FIELDS as STAY_FIELDS
from casetracker.web.public.calculator.stays import filled_rows, read_stays
from casetracker.web.public.presenters.rules import event_name
from casetracker.web.rendering import fmt_date, language

FIELDS = (
    *("election", "on", "at", "election_day", "results_on", "results_at", "called_on", "zone"),
    *STAY_FIELDS,
)
FIELD_OF_FACT = {
    "event": "on",
    "event-time": "at",
    "election-day": "election_day",
    "results-on": "results_on",
    "called-on": "called_on",
}
# The event itself may be one of the other facts, which then is not asked for twice.
FACT_OF_EVENT = {VOTING: "election-day", RESULTS: "results-on", CALLING: "called-on"}

Moment = dt.date | dt.datetime


def read_facts(asked: Asked, book: LawBook, rule: Rule, election: Election | None) -> Facts | None:
    """Return the facts; None when something is missing or wrong, which is noted at its field."""
    event = asked.moment("on", "at") or _from_register(rule, election)
    days = {
        "election_day": asked.day("election_day"),
        "results_on": asked.moment("results_on", "results_at"),
        "called_on": asked.day("called_on"),
    }
    stays = read_stays(asked)
    if event is None:
        asked.demand("on", _("Give the date: %(event)s.", event=event_name(rule)))
    if event is None or asked.errors:
        return None
    zone = asked.text("zone") or DEFAULT_ZONE
    facts = _with_event(Facts(event, zone, stays=stays, **days), rule)  # type: ignore[arg-type]
    if election is None:
        return facts
    check_voting_day(asked, "on" if rule.counted_from == VOTING else "election_day", facts, election)
    return None if asked.errors else with_election(facts, election, book.digest)


def computed(
    asked: Asked, book: LawBook, rule: Rule, facts: Facts, election: Election | None
) -> Deadline | UnverifiedLaw | None:
    """Return the deadline, or that there is no verified law to compute it by: nothing typed is wrong then.

    None when the law room refuses the facts, which is told at the field it is about.
    """
    try:
        return compute(rule, facts, book.calendar)
    except LawError as error:
        refused = with_reason(error, election, book.digest) if election else error
        if isinstance(refused, UnverifiedLaw):
            return refused
        asked.fail(_field(asked, refused, rule, facts), tell_error(refused, language(), book.rules))
        return None


def _from_register(rule: Rule, election: Election | None) -> Moment | None:
    if election is None:
        return None
    known: Mapping[str, Moment | None] = {
        VOTING: election.voting_on,
        CALLING: election.called_on,
        RESULTS: election.results_at or election.results_on,
    }
    return known.get(rule.counted_from)


def _with_event(facts: Facts, rule: Rule) -> Facts:
    """Return the facts in which the event also stands as what it is: voting day, the call, the results."""
    event = facts.event
    if rule.counted_from == VOTING:
        return replace(facts, election_day=day_of(event))
    if rule.counted_from == CALLING:
        return replace(facts, called_on=day_of(event))
    return replace(facts, results_on=event) if rule.counted_from == RESULTS else facts


def check_voting_day(asked: Asked, field: str, facts: Facts, election: Election) -> None:
    """Note it at the field when another voting day was given than that of the chosen election."""
    if facts.election_day not in (None, election.voting_on):
        sentence = _(
            "%(day)s is the voting day of the chosen election. Leave this field empty or choose no election.",
            day=fmt_date(election.voting_on),
        )
        asked.fail(field, sentence)


def _field(asked: Asked, refused: LawError, rule: Rule, facts: Facts) -> str:
    if refused.code == "unknown-zone":
        return "zone"
    fact = str(refused.params.get("fact", "event"))
    if fact.startswith("stay-"):
        return _stay_field(asked, fact, str(refused.params["value"]), facts)
    return "on" if fact == FACT_OF_EVENT.get(rule.counted_from) else FIELD_OF_FACT.get(fact, "on")


def _stay_field(asked: Asked, fact: str, day: str, facts: Facts) -> str:
    part = fact.removeprefix("stay-")
    for row, stay in zip(filled_rows(asked), facts.stays, strict=False):
        moment = stay.from_on if part == "from" else stay.until
        if moment is not None and day_of(moment).isoformat() == day:
            return f"stays.{row}.{part}"
    return f"stays.0.{part}"
