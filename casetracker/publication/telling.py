"""What the public is told of a case while some of its decisions are not published: nothing that shows them.

Status, clocks and history say only what the published decisions say. What was told before stays told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from casetracker.cases.clocks import APPEAL, FILING
from casetracker.cases.models import Case, Decision, Event
from casetracker.cases.models.decision import FINAL
from casetracker.publication.clocks import public_clocks, public_timeline
from casetracker.publication.models import PublicCase

# What a decision did to a clock is published with the decision, not before it.
JUDGEMENTS = ("deadline-met", "deadline-missed")
# These name the decision that was published, and nothing else of it.
OF_PUBLICATION = ("published", "publication-corrected", "publication-withdrawn")
OPEN = ("running", "stayed", "moot")
Clock = dict[str, Any]
Key = tuple[str, str, int | None, int | None]


def hidden_decisions(public: PublicCase, case: Case) -> list[Decision]:
    """Return the decisions of a case that were never published."""
    shown = {row.ordinal for row in public.decisions}
    return [decision for decision in case.decisions if decision.ordinal not in shown]


def tell(public: PublicCase, case: Case) -> None:
    """Make status, clocks and history what may be told of them now."""
    hidden = hidden_decisions(public, case)
    if not hidden:
        public.status = case.status
        public.clocks = [_unused(clock) for clock in public_clocks(case)]
        public.timeline = public_timeline(case.events)
        return
    public.status = _status(public, case, hidden)
    known = {_key(it): it for it in public_clocks(case)}
    current = {key: _unused(it) for key, it in known.items() if _may_be_told(it, hidden)}
    # What took the place of a clock that was told may have another key: everybody's became a party's.
    told = [it for it in public.clocks or [] if _key(it) in known]
    public.clocks = _updated(told, current)
    secret = public_timeline(event for event in case.events if _shows(event, case, hidden))
    secret = _only_in(secret, public.timeline or [])
    public.timeline = _only_in(public_timeline(case.events), secret)


def _status(public: PublicCase, case: Case, hidden: Iterable[Decision]) -> str:
    if all(decision.kind != FINAL for decision in hidden):
        return case.status
    if public.status:
        return public.status
    admitted = any(event.kind == "admitted" for event in case.events)
    return "admitted" if admitted else "registered"


def _may_be_told(clock: Clock, hidden: Sequence[Decision]) -> bool:
    if clock["decision"] is not None:
        return clock["decision"] not in {decision.ordinal for decision in hidden}
    is_secret = any(decision.kind == FINAL for decision in hidden)
    return not is_secret or clock["state"] in OPEN or clock["role"] == FILING


def _unused(clock: Clock) -> Clock:
    """Return a clock without what was done within it: the next instance tells that somebody went on."""
    if clock["role"] != APPEAL or clock["state"] not in ("met", "missed"):
        return clock
    return clock | {"state": "running", "ended_at": None}


def _shows(event: Event, case: Case, hidden: Sequence[Decision]) -> bool:
    """Tell whether an event shows that a decision was taken: that a stay ended by it, too."""
    if event.kind in OF_PUBLICATION:
        return False
    if event.data.get("decision") in {decision.id for decision in hidden}:
        return True
    if event.kind in JUDGEMENTS or event.data.get("reason") == "decided":
        ends = [decision.taken_at for decision in hidden if decision.kind == FINAL]
        is_first = all(decision in hidden for decision in case.final_decisions)
        return bool(ends) and (is_first or event.at >= min(ends))
    number = event.data.get("number")
    named = [it for it in hidden if it.number == number]
    shown = [it for it in case.decisions if it not in hidden and it.number == number]
    if not named or not shown:
        return bool(named)
    # Courts give all rulings in a case one number: then only the moment tells which is meant.
    is_later = any(event.at >= it.taken_at for it in named)
    return is_later and all(event.at != it.taken_at for it in shown)


def _only_in(these: Sequence[Clock], others: Sequence[Clock]) -> list[Clock]:
    return [item for item in these if item not in others]


def _key(clock: Clock) -> Key:
    return clock["role"], clock["rule"], clock.get("decision"), clock.get("party")


def _updated(published: Sequence[Clock], current: dict[Key, Clock]) -> list[Clock]:
    kept = [current.pop(_key(clock), clock) for clock in published]
    # A clock that could not be computed before, or the limit to contest what is published now.
    return [*kept, *current.values()]
