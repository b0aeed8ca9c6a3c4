"""Something to be told, as rows of the outbox: one for each recipient, at once or for their digest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.message_ids import message_id_of
from casetracker.alerts.models import AlertPreference, OutboxMail
from casetracker.alerts.planning import IMMEDIATE
from casetracker.alerts.reasons import RECIPIENT_GONE
from casetracker.alerts.recipients import Responsible
from casetracker.registry.models import Body

# Few enough for the number of parameters that SQLite allows in a statement.
CHUNK = 500
ROWS = 100


@dataclass(frozen=True)
class Telling:
    """One thing to tell, with everybody who is to be told.

    Attributes:
        stem: what the keys of its mails begin with; the recipient is added.
        facts: what the mail tells one user, as JSON: nothing about complainants.
        useful_until: when it is too late to tell; None for never.
    """

    stem: str
    intent: str
    body: Body
    reference: str | None
    users: Sequence[User]
    facts: Callable[[User], dict[str, Any]]
    useful_until: dt.datetime | None = None

    def rows(self, responsible: Responsible, now: dt.datetime, domain: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of the outbox that tell everybody."""
        for user in self.users:
            key = f"{self.stem}/user:{user.id}"
            at = self.digest_at(responsible.preference(user), user, now)
            yield {
                "key": key,
                "message_id": message_id_of(key, domain),
                "intent": self.intent,
                "case_reference": self.reference,
                "body_id": self.body.id,
                "user_id": user.id,
                "recipient": user.email,
                "language": user.language,
                "variables": self.facts(user),
                "state": "held" if at else "pending",
                "attempts": 0,
                "created_at": now,
                "next_attempt_at": at or now,
            }

    def digest_at(self, chosen: AlertPreference, user: User, now: dt.datetime) -> dt.datetime | None:
        """Return when a user's next digest tells it; None when it goes out at once.

        What cannot wait until then goes out at once, whatever the user prefers.
        """
        if chosen.way != "digest" or self.intent == IMMEDIATE:
            return None
        try:
            at = next_digest(now, user.body.zone, chosen.digest_hour)
        except (LookupError, ValueError):
            # Nobody knows when it is morning in a zone that cannot be read.
            return None
        return at if self.useful_until is None or at < self.useful_until else None


def next_digest(now: dt.datetime, zone: str, hour: int) -> dt.datetime:
    """Return the first moment after *now* that a digest is made at, by the local time of *zone*."""
    local = now.astimezone(ZoneInfo(zone))
    days = (local.date(), local.date() + dt.timedelta(days=1))
    moments = (dt.datetime.combine(day, dt.time(hour), tzinfo=ZoneInfo(zone)) for day in days)
    return next(moment for moment in moments if moment > now).astimezone(dt.UTC)


def insert_new(session: Session, rows: Sequence[dict[str, Any]]) -> int:
    """Insert the rows whose key is new; return how many these were.

    A mail that was cancelled because its recipient had left counts as new: the recipient is back.
    """
    made = 0
    for start in range(0, len(rows), ROWS):
        statement = inserting(session, OutboxMail).values(rows[start : start + ROWS])
        anew = {name: statement.excluded[name] for name in rows[0] if name not in ("key", "message_id")}
        statement = statement.on_conflict_do_update(
            index_elements=["key"],
            set_=anew | {"last_error": None},
            where=sa.and_(OutboxMail.state == "cancelled", OutboxMail.last_error == RECIPIENT_GONE),
        )
        made += len(session.execute(statement.returning(OutboxMail.id)).all())
    return made


def inserting(session: Session, model: Any) -> Any:
    """Return an INSERT of the database's own kind, which can say what to do when the key exists."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return insert(model)


def told_stems(session: Session, *conditions: sa.ColumnElement[bool]) -> set[str]:
    """Return what the keys of mails begin with, up to the recipient, that told somebody something."""
    keys = session.scalars(sa.select(OutboxMail.key).where(told_somebody(OutboxMail), *conditions))
    return {key.rpartition("/user:")[0] for key in keys}


def told_somebody(mail: Any) -> sa.ColumnElement[bool]:
    """A mail whose recipient left before it went out told nobody: their successor must be told."""
    return sa.or_(mail.state != "cancelled", mail.last_error.is_(None), mail.last_error != RECIPIENT_GONE)
