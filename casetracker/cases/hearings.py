"""Set a hearing, move it, adjourn it, cancel it, record how it ended. Actions never commit.

A hearing that is moved keeps its place in calendars; what it was before stands in the history of every
case that is heard in it. What is public of a hearing follows in the same transaction (``publication``).
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.errors import InvalidInput
from casetracker.cases.events import add_event
from casetracker.cases.hearing_checks import HearingCheck
from casetracker.cases.models import Case, Event, Hearing
from casetracker.cases.models.hearing import HEARD
from casetracker.cases.versions import check_version, renew

COPIED = ("place", "room", "link", "is_open", "closed_ground", "closed_reason", "agenda", "language")
WHERE = ("place", "room", "link")
RESULTS = ("hearing-held", "hearing-not-held")


def set_hearing(
    session: Session, case: Case, values: dict[str, Any], *, actor: str, version: int | None = None
) -> Hearing:
    """Set a hearing of a case, and of those that are heard with it.

    *values* is what ``HearingSchema`` gives; a moment without offset is local time of the body. Raises
    :class:`InvalidInput` and :class:`StaleCase`.
    """
    check_version(case, version)
    check = HearingCheck(session, case)
    check.is_open_case()
    starts_at = check.start("starts_at", values["starts_at"])
    check.secrecy(values)
    others = check.others(values["with_cases"])
    if check.errors or starts_at is None:
        raise InvalidInput(check.errors)
    plain = {name: values[name] for name in COPIED}
    hearing = _new(case, [case, *others], starts_at, values["minutes"], actor, **plain)
    hearing.link_is_public = bool(values["link_is_public"] and hearing.link)
    session.add(hearing)
    session.flush()
    _tell(hearing, "hearing-set", hearing.set_at, actor, starts_at=starts_at.isoformat(), place=hearing.place)
    _note(session, hearing, actor, "hearing.set", starts_at=starts_at.isoformat())
    return hearing


def move_hearing(
    session: Session, hearing: Hearing, values: dict[str, Any], *, actor: str, version: int | None = None
) -> None:
    """Set a hearing to another time or place; the history keeps where it was.

    *values* is what ``MovedHearingSchema`` gives. Raises :class:`InvalidInput`, also when nothing differs,
    and :class:`StaleCase`.
    """
    check_version(hearing.case, version)
    check = HearingCheck(session, hearing.case)
    check.is_ahead(hearing)
    starts_at = check.start("starts_at", values["starts_at"])
    if check.errors or starts_at is None:
        raise InvalidInput(check.errors)
    before = _where(hearing)
    old_start, old_place = hearing.starts_at, _place(hearing)
    hearing.starts_at, hearing.ends_at = starts_at, _end(starts_at, values["minutes"])
    for name in WHERE:
        setattr(hearing, name, values[name])
    hearing.link_is_public = bool(values["link_is_public"] and hearing.link)
    if _where(hearing) == before:
        raise InvalidInput({"_schema": [_("Nothing differs from what is set. Change what was moved.")]})
    told: dict[str, str] = {}
    if starts_at != old_start:
        told |= {"from": old_start.isoformat(), "to": starts_at.isoformat()}
    if _place(hearing) != old_place:
        told |= {"from_place": old_place, "to_place": _place(hearing)}
    _touch(hearing)
    _tell(hearing, "hearing-moved", hearing.updated_at, actor, **told, reason=values["reason"])
    _note(session, hearing, actor, "hearing.moved", starts_at=starts_at.isoformat())


def adjourn_hearing(
    session: Session, hearing: Hearing, values: dict[str, Any], *, actor: str, version: int | None = None
) -> Hearing | None:
    """Record that a hearing was adjourned, and set the next one, which names it; None without a day.

    *values* is what ``AdjournedHearingSchema`` gives; a place that is left out is the same. Raises
    :class:`InvalidInput` and :class:`StaleCase`.
    """
    check_version(hearing.case, version)
    check = HearingCheck(session, hearing.case)
    check.is_ahead(hearing)
    starts_at = check.start("next_starts_at", values["next_starts_at"]) if values["next_starts_at"] else None
    if starts_at is not None:
        check.is_open_case()
        check.later_than(hearing, starts_at)
    if check.errors:
        raise InvalidInput(check.errors)
    hearing.result, hearing.result_note = "adjourned", values["reason"]
    _touch(hearing)
    following = _following(session, hearing, starts_at, values, actor) if starts_at else None
    told = {"starts_at": starts_at.isoformat()} if starts_at else {}
    at = min(hearing.updated_at, hearing.starts_at)
    _tell(hearing, "hearing-adjourned", at, actor, **told, reason=values["reason"])
    if following is not None:
        set_for = following.starts_at.isoformat()
        _tell(following, "hearing-set", following.set_at, actor, starts_at=set_for, place=following.place)
    _note(session, hearing, actor, "hearing.adjourned", **told)
    return following


def cancel_hearing(
    session: Session, hearing: Hearing, reason: str, *, actor: str, version: int | None = None
) -> None:
    """Cancel a hearing that is still to come; it stays in the file and in the calendars, as cancelled.

    Raises :class:`InvalidInput` and :class:`StaleCase`.
    """
    check_version(hearing.case, version)
    check = HearingCheck(session, hearing.case)
    check.is_ahead(hearing)
    if check.errors:
        raise InvalidInput(check.errors)
    hearing.result, hearing.result_note = "cancelled", reason
    _touch(hearing)
    hearing.cancelled_at = hearing.updated_at
    told = {"starts_at": hearing.starts_at.isoformat(), "reason": reason}
    _tell(hearing, "hearing-cancelled", hearing.updated_at, actor, **told)
    _note(session, hearing, actor, "hearing.cancelled", starts_at=hearing.starts_at.isoformat())


def record_result(
    session: Session, hearing: Hearing, values: dict[str, Any], *, actor: str, version: int | None = None
) -> None:
    """Record how a hearing ended, or correct what was recorded: a correction needs a reason.

    *values* is what ``HearingResultSchema`` gives. Raises :class:`InvalidInput` and :class:`StaleCase`.
    """
    check_version(hearing.case, version)
    check = HearingCheck(session, hearing.case)
    ended_at = check.ended(hearing, values["ended_at"])
    check.result(hearing, values, ended_at)
    if check.errors:
        raise InvalidInput(check.errors)
    old, new, old_end = hearing.result, values["result"], hearing.ends_at
    hearing.result, hearing.result_note = new, values["note"]
    hearing.ends_at = ended_at or hearing.ends_at
    _touch(hearing)
    kind = RESULTS[0] if new in HEARD else RESULTS[1]
    if old is None:
        _tell(hearing, kind, hearing.starts_at, actor, result=new)
    elif old != new:
        _correct(hearing, ("result", old, new), values["reason"], actor)
    if old is not None and hearing.ends_at != old_end:
        _correct(hearing, ("ended_at", _told(old_end), _told(hearing.ends_at)), values["reason"], actor)
    _note(session, hearing, actor, "hearing.result", result=new)


def _new(
    case: Case, cases: list[Case], starts_at: dt.datetime, minutes: int | None, actor: str, **plain: Any
) -> Hearing:
    now = db.now()
    return Hearing(
        uid=str(uuid.uuid4()),
        case=case,
        cases=cases,
        starts_at=starts_at,
        ends_at=_end(starts_at, minutes),
        zone=case.body.zone,
        sequence=0,
        set_at=now,
        updated_at=now,
        set_by=actor,
        **plain,
    )


def _following(
    session: Session, hearing: Hearing, starts_at: dt.datetime, values: dict[str, Any], actor: str
) -> Hearing:
    plain = {name: getattr(hearing, name) for name in (*COPIED, "link_is_public")}
    if values["place"]:
        plain |= {"place": values["place"], "room": values["room"]}
    elif values["room"]:
        plain["room"] = values["room"]
    following = _new(hearing.case, list(hearing.cases), starts_at, values["minutes"], actor, **plain)
    following.follows = hearing
    session.add(following)
    session.flush()
    return following


def _end(starts_at: dt.datetime, minutes: int | None) -> dt.datetime | None:
    return starts_at + dt.timedelta(minutes=minutes) if minutes else None


def _where(hearing: Hearing) -> tuple[object, ...]:
    return (hearing.starts_at, hearing.ends_at, hearing.link_is_public, *(getattr(hearing, n) for n in WHERE))


def _place(hearing: Hearing) -> str:
    return ", ".join(part for part in (hearing.place, hearing.room) if part)


def _touch(hearing: Hearing) -> None:
    hearing.sequence += 1
    hearing.updated_at = db.now()


def _tell(hearing: Hearing, kind: str, at: dt.datetime, actor: str, **data: Any) -> list[Event]:
    """Append to the history of every case that is heard; each gets its next version."""
    events = []
    for case in hearing.cases:
        events.append(add_event(case, kind, at, actor, hearing=hearing.id, **data))
        renew(case)
    return events


def _correct(
    hearing: Hearing, change: tuple[str, str | None, str | None], reason: str | None, actor: str
) -> None:
    """Append what was recorded wrongly and how it was; each names the event that it corrects."""
    field, old, new = change
    events = _tell(hearing, "corrected", db.now(), actor, field=field, old=old, new=new, reason=reason)
    for event in events:
        mistaken = [
            it
            for it in event.case.events
            if it is not event
            and it.data.get("hearing") == hearing.id
            and (it.kind in RESULTS or it.data.get("field") == field)
        ]
        event.corrects_id = mistaken[-1].id if mistaken else None


def _told(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _note(session: Session, hearing: Hearing, actor: str, action: str, **details: str) -> None:
    session.flush()
    told = {"hearing": hearing.uid, **details}
    for case in hearing.cases:
        record(session, actor=actor, action=action, thing=case.ref, details=told)


def local_start(hearing: Hearing) -> dt.datetime:
    """Return the start in local time of the body, as forms show it."""
    return hearing.starts_at.astimezone(ZoneInfo(hearing.zone)).replace(tzinfo=None)
