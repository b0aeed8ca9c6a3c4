"""Correct what was entered of a case: the history keeps both, and what hung on it is judged again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.errors import InvalidInput
from casetracker.cases.events import add_event
from casetracker.cases.intake import Complaint, check_complaint
from casetracker.cases.models import Case, Event
from casetracker.cases.recomputing import recompute_case
from casetracker.cases.versions import check_version
from casetracker.lawbook import LawBook

# The facts that can be corrected, and the event by which each was entered.
FACTS: Mapping[str, str] = {"received_at": "received", "filed_at": "filed", "contested_on": "registered"}
CORRECTED = "corrected"
# What the check of a complaint says of fields that are not corrected here comes from these.
BLAMED = {"contested_body": "contested_on"}


def correct_facts(
    session: Session,
    book: LawBook,
    case: Case,
    values: Mapping[str, Any],
    *,
    actor: str,
    reason: str,
    version: int | None = None,
) -> list[str]:
    """Correct when a complaint was received or filed, or the day of the contested act; return what changed.

    *values* holds what ``CorrectionSchema`` gives for any of ``FACTS``; what is None stays. A filing that
    was taken to be the receipt moves with it. Every clock is computed again, those that ended are judged
    again, and the flag of lateness with them. Raises :class:`InvalidInput` with the field of each mistake,
    and :class:`StaleCase`.
    """
    check_version(case, version)
    new = _checked(session, book, case, values)
    changed = {field: value for field, value in new.items() if value != getattr(case, field)}
    if not changed:
        return []
    for field, value in changed.items():
        _note(case, field, value, actor, reason)
        setattr(case, field, value)
    if "received_at" in changed:
        case.receipt_known = True
    session.flush()
    recompute_case(session, book, case, actor=actor, reason="facts-corrected", facts_corrected=True)
    # Why stands in the history only: the chain of the audit can never be cleaned of a name.
    record(session, actor=actor, action="case.corrected", thing=case.ref, details={"facts": sorted(changed)})
    return list(changed)


def _checked(
    session: Session, book: LawBook, case: Case, values: Mapping[str, Any]
) -> dict[str, dt.datetime | dt.date | None]:
    entered = _as_entered(case, values)
    errors: dict[str, list[str]] = {}
    try:
        complaint = check_complaint(session, book, entered)
    except InvalidInput as refused:
        for field, sentences in refused.errors.items():
            errors.setdefault(_blamed(field), []).extend(sentences)
        raise InvalidInput(errors) from refused
    _check_later(errors, case, complaint)
    if errors["received_at"]:
        raise InvalidInput(errors)
    return {field: getattr(complaint, field) for field in FACTS}


def _as_entered(case: Case, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the whole complaint as intake checks it, with the new facts in their places."""
    given = {field: values.get(field) for field in FACTS if values.get(field) is not None}
    entered = {
        "election": case.election_id,
        "body": case.body_id,
        "contested_body": case.contested_body_id,
        "procedure": case.procedure,
        **{field: getattr(case, field) for field in FACTS},
        **given,
    }
    if "received_at" in given and "filed_at" not in given and case.filed_at == case.received_at:
        entered["filed_at"] = None
    return entered


def _blamed(field: str) -> str:
    """Return the field that a person can mend: a body or an election fits a day, and the day is corrected."""
    return field if field in FACTS or field == "_schema" else BLAMED.get(field, "received_at")


def _check_later(errors: dict[str, list[str]], case: Case, complaint: Complaint) -> None:
    """Nothing that happened in a case may lie before it was received."""
    zone, told = ZoneInfo(case.body.zone), errors.setdefault("received_at", [])
    for stay in case.stays:
        if stay.from_at < complaint.received_at:
            day = f"{stay.from_at.astimezone(zone):%Y-%m-%d}"
            told.append(_("The case was stayed on %(day)s, before that. Check both dates.", day=day))
    for decision in case.decisions:
        if decision.taken_at < complaint.received_at:
            day = f"{decision.taken_at.astimezone(zone):%Y-%m-%d}"
            told.append(_("The decision was taken on %(day)s, before that. Check both dates.", day=day))


def _note(case: Case, field: str, value: dt.date | None, actor: str, reason: str) -> None:
    old = getattr(case, field)
    mistaken = _entered_by(case, field)
    event = add_event(
        case,
        CORRECTED,
        db.now(),
        actor,
        field=field,
        old=old.isoformat() if old else None,
        new=value.isoformat() if value else None,
        reason=reason,
    )
    event.corrects_id = mistaken.id if mistaken else None


def _entered_by(case: Case, field: str) -> Event | None:
    """Return the event by which a fact was entered or corrected last."""
    known = [
        event
        for event in case.events
        if event.kind in (FACTS[field], "registered") or event.data.get("field") == field
    ]
    # A case that was taken over without its receipt has only been registered.
    ranks = {FACTS[field]: 1, CORRECTED: 2}
    return max(known, key=lambda it: (ranks.get(it.kind, 0), it.recorded_at, it.id), default=None)
