"""What alerts could not work with and went on without: noted, told to staff, forgotten when it works."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.alerts.models import AlertFault
from casetracker.alerts.tellings import CHUNK, inserting
from casetracker.audit.actions import record
from casetracker.registry.models import Body

# A poll of the scheduler; a clock, or something else that is told of; a mail that came back.
POLL, CLOCK, OCCASION, RETURNED = "poll", "clock", "occasion", "returned-mail"
LONGEST_NAME, LONGEST_ERROR = 200, 300
# Clocks are all looked at once an hour: what was not met again has ended.
OUTDATED_AFTER = dt.timedelta(hours=3)
SHOWN = 50


@dataclass(frozen=True)
class Fault:
    """Something that cannot be worked with; ``number`` tells it from others of its kind."""

    kind: str
    number: str
    what: str
    error: str
    body_id: str | None = None

    @property
    def key(self) -> str:
        """Return what makes it the same fault when it is met again."""
        return f"{self.kind}:{self.number}"[:LONGEST_NAME]


def error_in_short(error: BaseException) -> str:
    """Return which error it is: of a file its name; never a text that could quote a case or a message."""
    name = type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        where = f": {error.filename}" if error.filename else ""
        return f"{name}: {error.strerror}{where}"[:LONGEST_ERROR]
    return name


def note_faults(session: Session, faults: Iterable[Fault], now: dt.datetime) -> None:
    """Note faults; one that is known stays the same row, in which only the time is new."""
    rows = {
        fault.key: {
            "key": fault.key,
            "kind": fault.kind,
            "what": fault.what[:LONGEST_NAME],
            "error": fault.error[:LONGEST_ERROR],
            "body_id": fault.body_id,
            "since": now,
            "at": now,
        }
        for fault in faults
    }
    for key in sorted(rows):
        statement = inserting(session, AlertFault).values(rows[key])
        newer = {name: statement.excluded[name] for name in ("error", "at")}
        session.execute(statement.on_conflict_do_update(index_elements=["key"], set_=newer))


def known_faults(session: Session, kind: str) -> set[str]:
    """Return the keys of the faults of a kind."""
    return set(session.scalars(sa.select(AlertFault.key).where(AlertFault.kind == kind)))


def forget_faults(session: Session, keys: Iterable[str]) -> None:
    """Forget faults that are none any more."""
    gone = sorted(keys)
    for start in range(0, len(gone), CHUNK):
        session.execute(sa.delete(AlertFault).where(AlertFault.key.in_(gone[start : start + CHUNK])))


def forget_outdated(session: Session, now: dt.datetime) -> None:
    """Forget the faults of clocks that have not been met for hours: these clocks have ended."""
    outdated = sa.and_(AlertFault.kind == CLOCK, AlertFault.at < now - OUTDATED_AFTER)
    session.execute(sa.delete(AlertFault).where(outdated))


def faults_in(session: Session, scope: sa.ColumnElement[bool]) -> Sequence[AlertFault]:
    """Return what staff of a scope (a condition on ``Body``) is told, the oldest first."""
    statement = sa.select(AlertFault).outerjoin(Body, Body.id == AlertFault.body_id)
    seen = statement.where(sa.or_(AlertFault.body_id.is_(None), scope))
    return session.scalars(seen.order_by(AlertFault.since, AlertFault.id).limit(SHOWN)).all()


def failing_polls(session: Session) -> Sequence[str]:
    """Return the names of the polls of the scheduler that failed when they ran last."""
    failing = sa.select(AlertFault.what).where(AlertFault.kind == POLL)
    return session.scalars(failing.order_by(AlertFault.what)).all()


def settle_fault(session: Session, number: int, *, actor: str) -> bool:
    """Take a returned mail off the list that somebody saw to; False when it is not on it."""
    wanted = sa.select(AlertFault).where(AlertFault.id == number, AlertFault.kind == RETURNED)
    fault = session.scalars(wanted.with_for_update()).one_or_none()
    if fault is None:
        return False
    session.delete(fault)
    record(session, actor=actor, action="alerts.fault-settled", thing=f"fault:{fault.id}")
    return True
