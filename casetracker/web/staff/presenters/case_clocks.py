"""The clocks of a case with their history: what counts now, what was computed before, what cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from casetracker.cases.clocks import APPEAL, clock_of, moments_of
from casetracker.cases.models import Case, CaseDeadline
from casetracker.cases.models.clock import ROLES
from casetracker.lawbook import LawBook
from casetracker.web.rendering import label
from casetracker.web.staff.presenters.clocks import clock_title, problem_in_words, stored_clock

Shown = dict[str, Any]

REPLACED = "replaced"
UNFINISHED = ("running", "stayed")
NOT_COMPUTED = "clock-not-computed"


def case_clocks(book: LawBook, case: Case, now: dt.datetime) -> list[Shown]:
    """Return the clocks that count, each with its earlier computations; then those that there are not.

    What still runs or stands still comes first: it is what somebody has to act on. A limit to contest a
    decision that has passed is over, whether or not it was used.
    """
    shown = sorted(current_clocks(case), key=lambda clock: not _is_to_act_on(clock, now))
    return [
        *(_with_history(book, case, clock, now) for clock in shown),
        *not_computed(book, case),
    ]


def _is_to_act_on(clock: CaseDeadline, now: dt.datetime) -> bool:
    return clock.state in UNFINISHED and not (clock.role == APPEAL and clock.due_at <= now)


def current_clocks(case: Case) -> list[CaseDeadline]:
    """Return the clocks that were not replaced: to file, to decide, to appeal."""
    return sorted(
        (clock for clock in case.deadlines if clock.state != REPLACED),
        key=lambda clock: (ROLES.index(clock.role), clock.due_at, clock.id),
    )


def _with_history(book: LawBook, case: Case, clock: CaseDeadline, now: dt.datetime) -> Shown:
    earlier = list(_earlier(case, clock))
    shown = stored_clock(book, clock, now)
    if earlier:
        shown["replaced_because"] = _("Computed again: %(reason)s", reason=label("move-reason", clock.reason))
    newer = [clock, *earlier]
    shown["earlier"] = [_old(book, old, newer[at], now) for at, old in enumerate(earlier)]
    number = next((it.number for it in case.decisions if it.id == clock.decision_id), None)
    if number:
        shown["title"] = _("%(title)s (decision No. %(number)s)", title=shown["title"], number=number)
    shown["title"] = whose_title(shown["title"], clock)
    shown["warnings"] = [*shown["warnings"], *kept_although(book, case, clock)]
    return shown


def whose_title(title: str, clock: CaseDeadline) -> str:
    """Return the title of a clock with the party whose it is, where each has its own."""
    if clock.party is None:
        return title
    party = f"{label('party-role', clock.party.role)}, {label('party-kind', clock.party.kind)}"
    return _("%(title)s: %(party)s", title=title, party=party)


def kept_although(book: LawBook, case: Case, clock: CaseDeadline) -> Iterator[str]:
    """Yield why a clock could not be computed again, so that its old date stays."""
    tried = [
        event
        for event in case.events
        if event.kind == NOT_COMPUTED
        and event.data.get("rule") == clock.rule_id
        and event.data.get("party_id") == clock.party_id
    ]
    if not any(event.recorded_at > clock.set_at for event in tried):
        return
    about = (clock.decision_id, clock.party_id)
    problem = clock_of(book, clock.role, clock.rule_id, moments_of(case), *about).problem
    if problem:
        yield _(
            "It could not be computed again, and the last known date stays. %(problem)s",
            problem=problem_in_words(book, problem),
        )


def _earlier(case: Case, clock: CaseDeadline) -> Iterator[CaseDeadline]:
    """Yield what a clock replaced, the newest first."""
    by_id = {known.id: known for known in case.deadlines}
    while clock.replaces_id in by_id:
        clock = by_id[clock.replaces_id]
        yield clock


def _old(book: LawBook, clock: CaseDeadline, newer: CaseDeadline | None, now: dt.datetime) -> Shown:
    return stored_clock(book, clock, now) | {
        "set_at": clock.set_at,
        "replaced_at": newer.set_at if newer else None,
        "reason": label("move-reason", newer.reason) if newer else "",
    }


def not_computed(book: LawBook, case: Case) -> Iterator[Shown]:
    """Yield why there is no clock where one was tried and none came of it."""
    known = {clock.rule_id for clock in current_clocks(case)}
    tried = dict.fromkeys(
        event.data["rule"] for event in case.events if event.kind == NOT_COMPUTED and "rule" in event.data
    )
    chosen = book.procedures.get(case.procedure)
    for rule_id in tried:
        if rule_id in known:
            continue
        role = "filing" if chosen and chosen.filing_rule == rule_id else "review"
        problem = clock_of(book, role, rule_id, moments_of(case)).problem
        yield {
            "title": clock_title(book, role, rule_id),
            "problem": problem_in_words(book, problem)
            if problem
            else _("By what is known now it can be computed; it will be at the next recomputation."),
        }
