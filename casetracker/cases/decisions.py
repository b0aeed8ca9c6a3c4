"""Record the decision that ends a case: what fits together in it, the clocks it ends and starts.

Never commits. Decisions on the way and corrections are in ``rulings``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases import statuses
from casetracker.cases.drafting import drop_draft
from casetracker.cases.errors import InvalidInput
from casetracker.cases.events import add_event
from casetracker.cases.grounds import WITH_REMEDY, check_grounds, cited_ground
from casetracker.cases.intake import CLOCK_SLACK
from casetracker.cases.models import Case, CaseDeadline, Decision, Hearing
from casetracker.cases.models.decision import FINAL
from casetracker.cases.plain import kin
from casetracker.cases.provisions import check_cited, cited_provisions
from casetracker.cases.recomputing import recompute_case
from casetracker.cases.serving import set_in_force_by_law
from casetracker.cases.staying import end_stay, open_stay
from casetracker.cases.versions import check_version
from casetracker.lawbook import LawBook

TEXTS = ("ground_text", "facts", "provisions", "application", "appeal_route")
PLAIN = (
    "number",
    "open_session",
    "outcome",
    "inadmissibility_ground",
    "refusal_ground",
    "operative",
    "votes_for",
    "votes_against",
    "votes_absent",
    "dissent",
    "language",
)


@dataclass(frozen=True)
class Taken:
    """When a decision was taken and served, as instants, and the hearing that it was taken in."""

    taken_at: dt.datetime
    served_at: dt.datetime | None
    hearing: Hearing | None = None


def record_decision(
    session: Session,
    book: LawBook,
    case: Case,
    values: dict[str, Any],
    *,
    actor: str,
    version: int | None = None,
    text_known: bool = True,
) -> Decision:
    """Record a decision; the clocks of review end, met or missed, by when it was taken.

    A case that stood still is resumed by being decided. The parties' limit to contest the decision starts,
    by the law at once or with its service.

    *values* is what ``DecisionSchema`` gives; *version* is the case as the person saw it;
    *text_known* is False when only the outcome is known, not the decision's text.
    Raises :class:`InvalidInput`, and :class:`StaleCase` when somebody else was quicker.
    """
    taken = check_decision(case, values, version, text_known=text_known)
    stood_still = open_stay(case) is not None
    decision = add_decision(book, case, values, taken, actor=actor, text_known=text_known)
    session.flush()
    if stood_still:
        # Only now is it known how long; a clock that ran is judged by the date that everybody was told.
        recompute_case(session, book, case, actor=actor, reason="decided")
    end_reviews(case, taken, actor)
    drop_draft(session, case)
    session.flush()
    # What begins with the decision: the parties' limit to contest it.
    recompute_case(session, book, case, actor=actor, reason="decided")
    note_decision(session, decision, actor)
    return decision


def add_decision(
    book: LawBook, case: Case, values: dict[str, Any], taken: Taken, *, actor: str, text_known: bool
) -> Decision:
    """Add a decision that was checked to its case, with what the history says of it."""
    decision = append_decision(book, case, values, taken, actor=actor, text_known=text_known)
    decision.ground_citations = cited_ground(book, case, values["inadmissibility_ground"], taken.taken_at)
    statuses.move(case, "decide")
    _add_events(case, decision, actor)
    set_in_force_by_law(book, decision, actor)
    return decision


def append_decision(
    book: LawBook, case: Case, values: dict[str, Any], taken: Taken, *, actor: str, **more: Any
) -> Decision:
    """Give a case a further decision, of whatever kind: what it says, and when it was taken."""
    decision = kin(case, Decision)(
        **{name: text or "" for name, text in values.items() if name in TEXTS},
        **{name: values.get(name) for name in PLAIN},
        **({"kind": FINAL, "text_known": True} | more),
        ordinal=len(case.decisions) + 1,
        remedy=values.get("remedy") or "none",
        cited=cited_provisions(book, values.get("cited")),
        hearing=taken.hearing,
        taken_at=taken.taken_at,
        served_at=taken.served_at,
        recorded_at=db.now(),
        recorded_by=actor,
    )
    if taken.hearing is not None:
        decision.open_session = taken.hearing.is_open
    case.decisions.append(decision)
    return decision


def note_decision(session: Session, decision: Decision, actor: str) -> None:
    """Note in the audit chain that a decision was recorded."""
    details = {"number": decision.number, "kind": decision.kind}
    record(session, actor=actor, action="decision.recorded", thing=decision.case.ref, details=details)


def _add_events(case: Case, decision: Decision, actor: str) -> None:
    stay, number = open_stay(case), decision.number
    if stay is not None:
        until_at = max(stay.from_at, decision.taken_at)
        end_stay(stay, "resumed", until_at, number, actor)
        add_event(case, "resumed", until_at, actor, ground=stay.ground, number=number)
    add_event(case, "decision-taken", decision.taken_at, actor, number=number, outcome=decision.outcome)
    if decision.served_at is not None:
        add_event(case, "served", decision.served_at, actor, number=number)


def end_reviews(case: Case, taken: Taken, actor: str) -> None:
    """End the clocks of review, met or missed, by when the decision was taken."""
    for clock in case.deadlines:
        if clock.role == "review" and clock.state in ("running", "stayed"):
            _end_review(case, clock, taken.taken_at, actor)


def _end_review(case: Case, clock: CaseDeadline, taken_at: dt.datetime, actor: str) -> None:
    clock.ended_at = taken_at
    clock.state = "met" if taken_at < clock.due_at else "missed"
    add_event(
        case, f"deadline-{clock.state}", taken_at, actor, rule=clock.rule_id, due_on=clock.due_on.isoformat()
    )


def check_decision(
    case: Case, values: dict[str, Any], version: int | None, *, text_known: bool = True
) -> Taken:
    """Return the instants of a decision that fits its case.

    Raises :class:`StaleCase` when the case is no longer the one the person saw, ``ImpossibleStep``, and
    :class:`InvalidInput` with everything that does not fit.
    """
    check_version(case, version)
    statuses.check_step(case, "decide")
    errors: dict[str, list[str]] = {}
    check_grounds(errors, values, text_known=text_known)
    _check_remedy(errors, values)
    taken = check_taken(errors, case, values)
    if errors:
        raise InvalidInput(errors)
    return taken


def check_taken(errors: dict[str, list[str]], case: Case, values: dict[str, Any]) -> Taken:
    """Return when and where a decision of any kind was taken; what does not fit goes to *errors*."""
    zone = ZoneInfo(case.body.zone)
    taken_at = _instant(values["taken_at"], zone)
    served_at = _instant(values["served_at"], zone) if values["served_at"] else None
    _check_times(errors, case, taken_at, served_at)
    check_cited(errors, values.get("cited"))
    return Taken(taken_at, served_at, _hearing(errors, case, values, taken_at))


def _hearing(
    errors: dict[str, list[str]], case: Case, values: dict[str, Any], taken_at: dt.datetime
) -> Hearing | None:
    """Return the hearing that a decision was taken in; whether that was open is known from it."""
    named = values.get("hearing")
    if not named:
        return None
    found = next((hearing for hearing in case.hearings if str(hearing.id) == named), None)
    if found is None or found.result in ("adjourned", "cancelled"):
        errors["hearing"] = [_("No decision was taken in that hearing. Choose one that was held.")]
    elif taken_at < found.starts_at:
        errors["hearing"] = [_("The decision lies before that hearing. Check the hearing or the time.")]
    elif values["open_session"] not in (None, found.is_open):
        errors["open_session"] = [
            _("The hearing says otherwise. Leave this open: it follows from the hearing.")
        ]
    return found


def _instant(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)


def _check_times(
    errors: dict[str, list[str]], case: Case, taken_at: dt.datetime, served_at: dt.datetime | None
) -> None:
    if taken_at < case.received_at:
        errors["taken_at"] = [_("The decision lies before the complaint was received. Check the date.")]
    elif taken_at > db.now() + CLOCK_SLACK:
        errors["taken_at"] = [_("This lies in the future. Enter when it really happened.")]
    if served_at and served_at < taken_at:
        errors["served_at"] = [_("It cannot be served before it was taken. Check both times.")]
    elif served_at and served_at > db.now() + CLOCK_SLACK:
        errors["served_at"] = [_("This lies in the future. Enter when it really happened.")]


def _check_remedy(errors: dict[str, list[str]], values: dict[str, Any]) -> None:
    if values["remedy"] != "none" and values["outcome"] not in WITH_REMEDY:
        errors["remedy"] = [_("A remedy belongs to a complaint that was satisfied, fully or partly.")]
