"""The service of a decision, and its entry into force: what starts the parties' limit, what ends a waiting.

Actions never commit. What was recorded by mistake is recorded again with a reason: the history keeps both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db, law
from casetracker.audit.actions import record
from casetracker.cases.clocks import ruling_of
from casetracker.cases.errors import InvalidInput
from casetracker.cases.events import add_event
from casetracker.cases.intake import Checker
from casetracker.cases.models import Decision, Event
from casetracker.cases.recomputing import recompute_case
from casetracker.cases.versions import check_version, renew
from casetracker.lawbook import LawBook
from casetracker.registry.plans import with_election

SERVED, IN_FORCE, CORRECTED = "served", "in-force", "corrected"
# By which events a decision was entered, whatever its kind.
TAKEN = ("decision-taken", "interim-decision", "decision-corrected")


def record_service(
    session: Session,
    book: LawBook,
    decision: Decision,
    served_at: dt.datetime,
    *,
    actor: str,
    version: int | None = None,
    reason: str | None = None,
    of_party: bool = False,
) -> None:
    """Record when a copy of a decision was served, or correct it; the limit to contest it starts anew.

    *served_at* without offset is local time of the body. The same again changes nothing. *of_party*: the
    service on the party itself is recorded already, else it is corrected with this one. Raises
    :class:`InvalidInput` (a correction needs a *reason*) and :class:`StaleCase`.
    """
    case, old = decision.case, decision.served_at
    leading = None if of_party else ruling_of(decision).leading_party
    check_version(case, version)
    check = Checker(session, book, {"served_at": served_at})
    instant = check.instant("served_at", case.body.zone)
    if instant == old:
        return
    if instant is not None and instant < decision.taken_at:
        check.wrong("served_at", _("It cannot be served before it was taken. Check both times."))
    _check_reason(check, old, reason)
    if check.errors or instant is None:
        raise InvalidInput(check.errors)
    decision.served_at = instant
    for service in decision.services:
        if service.party_id == leading:
            service.served_at = instant
    if old is None:
        add_event(case, SERVED, instant, actor, number=decision.number)
    else:
        _correct(decision, "served_at", SERVED, (old.isoformat(), instant.isoformat()), actor, reason)
    renew(case)
    session.flush()
    is_corrected = old is not None
    recompute_case(session, book, case, actor=actor, reason="served", service_corrected=is_corrected)
    _note(session, decision, actor, "decision.served", at=instant.isoformat())


def record_in_force(
    session: Session,
    book: LawBook,
    decision: Decision,
    in_force_on: dt.date | None,
    *,
    actor: str,
    version: int | None = None,
    reason: str | None = None,
) -> None:
    """Record from which day a court's decision is in force, or correct it; None takes the day of the law.

    The commission's cases that wait for it are told by ``parallel.waiting_for_court``; nothing is resumed
    by itself. The same again changes nothing. Raises :class:`InvalidInput` and :class:`StaleCase`.
    """
    case, old = decision.case, decision.in_force_on
    check_version(case, version)
    day = in_force_on or in_force_by_law(book, decision)
    check = Checker(session, book, {})
    if day is not None and day == old:
        return
    _check_in_force(check, decision, day)
    _check_reason(check, old, reason)
    if check.errors or day is None:
        raise InvalidInput(check.errors)
    decision.in_force_on = day
    if old is None:
        _add_in_force(decision, day, actor)
    else:
        _correct(decision, "in_force_on", IN_FORCE, (old.isoformat(), day.isoformat()), actor, reason)
    renew(case)
    session.flush()
    _note(session, decision, actor, "decision.in-force", on=day.isoformat())


def in_force_by_law(book: LawBook, decision: Decision) -> dt.date | None:
    """Return the day from which the law says that a decision is in force; None where it names none.

    A decision of the Supreme Court at first instance is in force on the day it is announced (code of
    administrative procedure, Article 164(3)).
    """
    case = decision.case
    procedure = book.procedures.get(case.procedure)
    rule_id = procedure.in_force_rules.get(case.body.kind) if procedure else None
    if rule_id is None:
        return None
    facts = law.Facts(event=decision.taken_at, zone=case.body.zone)
    try:
        rule = book.rules.get(rule_id)
        return law.compute(rule, with_election(facts, case.election, book.digest), book.calendar).due_on
    except law.LawError:
        return None


def set_in_force_by_law(book: LawBook, decision: Decision, actor: str) -> None:
    """Record with a new decision from when it is in force, where the law names the day."""
    decision.in_force_on = in_force_by_law(book, decision)
    if decision.in_force_on is not None:
        _add_in_force(decision, decision.in_force_on, actor)


def _add_in_force(decision: Decision, day: dt.date, actor: str) -> None:
    begins = dt.datetime.combine(day, dt.time(), tzinfo=ZoneInfo(decision.case.body.zone)).astimezone(dt.UTC)
    told = {"number": decision.number, "on": day.isoformat()}
    add_event(decision.case, IN_FORCE, max(begins, decision.taken_at), actor, **told)


def _check_in_force(check: Checker, decision: Decision, day: dt.date | None) -> None:
    case = decision.case
    if not case.body.is_court:
        check.wrong("_schema", _("Only the entry into force of a court's decision is recorded."))
    zone = ZoneInfo(case.body.zone)
    if day is None:
        check.wrong(
            "in_force_on", _("The law names no day here. Enter from which day the decision is in force.")
        )
    elif day < decision.taken_at.astimezone(zone).date():
        check.wrong("in_force_on", _("It cannot be in force before it was taken. Check the date."))
    elif day > db.now().astimezone(zone).date():
        check.wrong("in_force_on", _("This lies in the future. Enter it when the decision is in force."))


def _check_reason(check: Checker, old: object, reason: str | None) -> None:
    if old is not None and not reason:
        check.wrong("reason", _("Say why what was recorded before was wrong."))


def _correct(
    decision: Decision, field: str, kind: str, values: tuple[str, str], actor: str, reason: str | None
) -> None:
    case, (old, new) = decision.case, values
    mistaken = _last(case.events, decision, field, kind)
    told = {"field": field, "old": old, "new": new, "reason": reason, "number": decision.number}
    event = add_event(case, CORRECTED, db.now(), actor, **told)
    event.corrects_id = mistaken.id if mistaken else None


def entered_by(decision: Decision) -> Event | None:
    """Return the event by which the day of a decision was entered, or corrected last."""
    known = [
        event
        for event in decision.case.events
        if event.data.get("number") == decision.number
        and (
            (event.kind in TAKEN and event.at == decision.taken_at)
            or (event.data.get("field") == "taken_at" and event.data["new"] == decision.taken_at.isoformat())
        )
    ]
    return max(known, key=lambda event: (event.recorded_at, event.id), default=None)


def _last(events: Iterable[Event], decision: Decision, field: str, kind: str) -> Event | None:
    """Return the event by which a fact of a decision was recorded last."""
    known = [
        event
        for event in events
        if event.data.get("number") == decision.number
        and (event.kind in (kind, *TAKEN) or event.data.get("field") == field)
    ]
    return max(known, key=lambda event: (event.kind not in TAKEN, event.recorded_at, event.id), default=None)


def _note(session: Session, decision: Decision, actor: str, action: str, **details: str) -> None:
    told = {"number": decision.number, **details}
    record(session, actor=actor, action=action, thing=decision.case.ref, details=told)
