"""The chain of a case, the matter it belongs to, and the remedies against its decisions, for their pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from casetracker.cases.models import Case, CaseDeadline, Decision, HandOver
from casetracker.cases.remedies import Remedies, Remedy
from casetracker.cases.statuses import is_stayed
from casetracker.law import LawError, tell_error
from casetracker.law.forum import Route
from casetracker.lawbook import LawBook
from casetracker.registry.models import Body
from casetracker.web.chains import Tie, back_relation_of, draw, relation_of
from casetracker.web.rendering import fmt_date, label, language

Shown = dict[str, Any]
MaySee = Callable[[Body], bool]
COLOURS = {
    "open": "green",
    "strict-passed": "yellow",
    "expired": "grey",
    "not-begun": "blue",
    "unknown": "purple",
    "closed": "grey",
}


def chain_of(case: Case, may_see: MaySee) -> list[Shown]:
    """Return the cases that a case is linked with, and how; only those in scope are opened."""
    ups = [(relation_of(link.kind), link.to_case) for link in case.links_from if link.ended_at is None]
    downs = [(back_relation_of(link.kind), link.from_case) for link in case.links_to if link.ended_at is None]
    return [{"relation": relation, **_told(other, may_see)} for relation, other in (*downs, *ups)]


def _told(case: Case, may_see: MaySee) -> Shown:
    """Return what is told of a case to everybody in its matter: reference, body and status."""
    return {
        "case": case,
        "reference": case.reference,
        "body": case.body.name(language()),
        "status": label("status", case.status),
        "is_open": may_see(case.body),
    }


def matter_tree(cases: Sequence[Case], may_see: MaySee, now: dt.datetime) -> list[Shown]:
    """Return the cases of a matter as a tree: what follows from a case hangs below it."""
    by_id = {case.id: case for case in cases}
    ties = [
        Tie(link.kind, link.from_case_id, link.to_case_id)
        for case in cases
        for link in case.links_from
        if link.ended_at is None
    ]
    references = {case.id: case.reference for case in cases}
    return draw(references, ties, lambda case: _in_tree(by_id[case], may_see, now))


def _in_tree(case: Case, may_see: MaySee, now: dt.datetime) -> Shown:
    node = _told(case, may_see)
    if node["is_open"]:
        node |= {"decisions": [decision_in_words(it) for it in case.decisions], "clocks": _clocks(case, now)}
        node["is_stayed"] = is_stayed(case)
    return node


def decision_in_words(decision: Decision) -> str:
    """Return number, day and outcome of a decision; of one without an outcome, what it is."""
    taken_on = decision.taken_at.astimezone(ZoneInfo(decision.case.body.zone)).date()
    return _(
        "No. %(number)s, %(day)s: %(outcome)s",
        number=decision.number,
        day=fmt_date(taken_on),
        outcome=what_it_says(decision),
    )


def what_it_says(decision: Decision) -> str:
    """Return the outcome of a decision, what it rules on, or that it is a correction."""
    if decision.outcome:
        return label("outcome", decision.outcome)
    return label("ruling", decision.ruling) if decision.ruling else label("decision-kind", decision.kind)


def _clocks(case: Case, now: dt.datetime) -> list[str]:
    return [
        _(
            "%(clock)s: last day %(day)s, %(state)s",
            clock=label("deadline-role", clock.role),
            day=fmt_date(clock.due_on),
            state=label("deadline-state", _state(clock.role, clock.state, clock.due_at <= now)).lower(),
        )
        for clock in case.deadlines
        if clock.role != "filing" and clock.state != "replaced"
    ]


def _state(role: str, state: str, is_over: bool) -> str:
    if state != "running" or not is_over:
        return state
    return "passed" if role == "appeal" else "overdue"


def remedy_rows(book: LawBook, found: Sequence[Remedies]) -> list[Shown]:
    """Return what can be done about each decision of a case, in words."""
    return [
        {
            "number": remedies.decision.number,
            "ways": [_way(book, way) for way in remedies.ways],
            "nothing": _nothing(remedies),
        }
        for remedies in found
    ]


def _nothing(remedies: Remedies) -> str:
    if remedies.ways:
        return ""
    dead_end = remedies.advice and remedies.advice.dead_end
    if dead_end:
        return str(dead_end.text[language()])
    return _("The forum guide knows no way to contest this decision.")


def _way(book: LawBook, way: Remedy) -> Shown:
    spoken, route = language(), way.route
    bodies = [body.name(spoken) for body in way.bodies] or [body.names[spoken] for body in route.bodies]
    return {
        "name": route.names[spoken],
        "before": "; ".join(bodies),
        "who": route.standing.text[spoken],
        "state": label("remedy-state", way.state),
        "colour": COLOURS[way.state],
        "until": _until(book, way),
        "disputes": [dispute.texts[spoken] for dispute in route.disputes],
    }


def _until(book: LawBook, way: Remedy) -> str:
    if way.deadline is not None:
        strict, due = fmt_date(way.deadline.strict_on), fmt_date(way.deadline.due_on)
        if strict == due:
            return _("Until %(due)s, 24:00 local time.", due=due)
        return _("Safely until %(strict)s, at last until %(due)s, 24:00 local time.", strict=strict, due=due)
    if isinstance(way.problem, LawError):
        return str(tell_error(way.problem, language(), book.rules))
    if way.state == "not-begun":
        return _("The time begins when a copy of the decision is served. Record the service.")
    return _("Which time limit applies, the law does not say.") if way.state == "unknown" else ""


def proposals(remedies: Remedies) -> list[dict[str, str]]:
    """Return the ways as the form of the next instance proposes them, the first body of each."""
    return [
        {
            "name": way.route.names[language()],
            "procedure": way.route.procedure or "",
            "body": way.bodies[0].code if way.bodies else "",
            "body_name": way.bodies[0].name(language()) if way.bodies else "",
            "state": label("remedy-state", way.state),
        }
        for way in remedies.ways
        if way.state != "closed"
    ]


def forwarding_proposals(ways: Sequence[tuple[Route, Body]]) -> list[dict[str, str]]:
    """Return where a case belongs as the form of forwarding proposes it."""
    return [
        {
            "name": route.names[language()],
            "procedure": route.procedure or "",
            "body": body.code,
            "body_name": body.name(language()),
        }
        for route, body in ways
    ]


def hand_over_row(hand_over: HandOver, clock: CaseDeadline | None = None) -> Shown:
    """Return what is told of a hand-over to the body that is to receive it; *clock*: of its forwarding."""
    return {
        "id": hand_over.id,
        "kind": label("link", hand_over.kind),
        "reference": hand_over.case.reference,
        "from_body": hand_over.case.body.name(language()),
        "to_body": hand_over.body.name(language()),
        "prepared_at": hand_over.prepared_at,
        "zone": hand_over.body.zone,
        "due_on": clock.due_on if clock else None,
        "kept": label("deadline-state", clock.state) if clock else "",
    }
