"""Compute a deadline: values in, a deadline with its full trace out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from casetracker.law import counting
from casetracker.law.calendar import Calendar
from casetracker.law.deadline import Deadline
from casetracker.law.errors import BadTrace, MissingFact, OutsideWindow, UnverifiedLaw
from casetracker.law.facts import Facts, day_of
from casetracker.law.moments import Moments, last_moments
from casetracker.law.proximity import Nearness, immediate_from, judge
from casetracker.law.rules import Edition, Rule, RuleSet
from casetracker.law.working import Working


def compute(rule: Rule, facts: Facts, calendar: Calendar) -> Deadline:
    """Return the deadline that the rule gives on these facts.

    The edition is the one in force on the local civil date of the event. For an election called after the
    last verified edition nothing is computed, unless an administrator has confirmed that the rules still
    hold: then by the last edition, and the trace says so.

    Raises:
        NoEdition: the event is earlier than every edition.
        UnverifiedLaw: the event, or the call of the election, is later than the last verified edition.
        MissingFact: the rule needs voting day, or a time of day, that was not given.
        ImpossibleFacts: two facts contradict each other.
        OutsideWindow: the rule no longer applied when the event happened.
        UnknownZone: the zone is not an IANA zone.
        OutsideCalendar: working days are needed for a year that the calendar does not cover.
    """
    facts.check()
    event = facts.local(facts.event)
    work = Working(rule, facts, calendar, _edition_in_force(rule, facts, day_of(event)), event)
    _note_start(work)
    _check_window(work)
    _judge_nearness(work)
    moments = last_moments(work)
    count = moments.dates
    _note_disputes(work, count.due_on)
    work.note(
        "result",
        strict_on=count.strict_on.isoformat(),
        due_on=count.due_on.isoformat(),
        hour=moments.hour,
        zone=facts.zone,
        immediate=work.immediate,
        stayed_on=work.stayed_on and work.stayed_on.isoformat(),
        ended_on=work.ended_on and work.ended_on.isoformat(),
    )
    return _deadline(work, moments)


def replay(trace: Sequence[Mapping[str, Any]], ruleset: RuleSet, calendar: Calendar) -> Deadline:
    """Compute again from a stored trace (``Deadline.trace_dicts()``).

    Raises:
        BadTrace: the trace holds no facts. Otherwise as ``compute`` and ``RuleSet.get``.
    """
    for step in trace:
        if step["code"] == "facts":
            params = step["params"]
            facts = Facts.from_params(params)
            return compute(ruleset.get(params["rule"]), facts, calendar)
    raise BadTrace(missing="facts")


def _edition_in_force(rule: Rule, facts: Facts, day: date) -> Edition:
    called_on, last = facts.called_on, rule.verified_to
    if facts.confirmed is not None and max(day, called_on or day) > last:
        edition = rule.editions[-1]
    elif called_on is not None and called_on > last:
        raise UnverifiedLaw(rule=rule.id, on=called_on.isoformat(), last=last.isoformat())
    else:
        edition = rule.at(day)
    if edition.needs_election_day and facts.election_day is None:
        raise MissingFact(rule=rule.id, fact="election-day")
    return edition


def _note_start(work: Working) -> None:
    rule, edition = work.rule, work.edition
    work.note("facts", **work.facts.to_params(rule.id))
    work.note(
        "rule",
        names=dict(rule.names),
        edition=edition.id,
        citations=[citation.to_dict() for citation in edition.citations],
    )
    confirmed, called_on = work.facts.confirmed, work.facts.called_on
    if confirmed is not None and max(work.day, called_on or work.day) > rule.verified_to:
        work.note(
            "confirmed",
            confirmed_on=confirmed.on.isoformat(),
            source=confirmed.source,
            verified_on=rule.verified_to.isoformat(),
        )
        work.warnings.append("law-confirmed-not-verified")
    if rule.mark == "inference":
        work.note("inference")
    if edition.valid_from_note:
        work.note("edition-start", text=dict(edition.valid_from_note))
    at = f"{work.event:%H:%M}" if isinstance(work.event, datetime) else None
    work.note("started", event=rule.counted_from, event_on=work.day.isoformat(), time=at)


def _check_window(work: Working) -> None:
    election_day, edition = work.facts.election_day, work.edition
    if edition.window is not None and election_day is not None:
        last = counting.add_months(election_day, edition.window.months)
        if work.day > last:
            raise OutsideWindow(
                rule=work.rule.id,
                on=work.day.isoformat(),
                last=last.isoformat(),
                window_rule=edition.window.rule,
            )


def _judge_nearness(work: Working) -> None:
    election_day, edition = work.facts.election_day, work.edition
    if election_day is None or edition.proximity is None:
        return
    results_on = work.facts.results_on
    results = None if results_on is None else work.facts.local(results_on)
    work.nearness = judge(edition.proximity, work.event, election_day, results)
    work.note(
        f"proximity-{work.nearness}",
        voting_on=election_day.isoformat(),
        from_on=immediate_from(edition.proximity, election_day).isoformat(),
        results_on=None if results is None else day_of(results).isoformat(),
    )
    if work.nearness.may_be_immediate:
        work.warnings.append("immediate-on-other-reading")
    if work.nearness is Nearness.RESULTS_NOT_KNOWN:
        work.warnings.append("results-not-known")


def _note_disputes(work: Working, due_on: date) -> None:
    holds = {
        "always": True,
        "boundary-day": work.nearness is Nearness.BOUNDARY,
        "near-voting": work.near_voting,
        "last-day-off": not work.immediate and work.is_day_off(due_on),
    }
    for dispute in work.rule.disputes:
        if holds[dispute.when]:
            work.disputed.append(dispute.id)
            work.note("dispute", id=dispute.id, text=dict(dispute.texts))
    for warning in work.warnings:
        work.note(f"warning-{warning}")


def _deadline(work: Working, moments: Moments) -> Deadline:
    count = moments.dates
    return Deadline(
        rule_id=work.rule.id,
        edition=work.edition.id,
        citations=work.edition.citations,
        zone=work.facts.zone,
        strict_on=count.strict_on,
        due_on=count.due_on,
        strict_at=moments.strict_at,
        due_at=moments.due_at,
        immediate=work.immediate,
        disputed=tuple(work.disputed),
        warnings=tuple(work.warnings),
        other_on=count.other_on,
        warn_on=work.warn_on or (work.day if work.may_be_immediate else count.strict_on),
        trace=tuple(work.trace),
        stayed_on=work.stayed_on,
        remaining=work.remaining,
        ended_on=work.ended_on,
        ended_by=work.ended_by,
    )
