"""That mails to a person cannot be delivered: told to whoever keeps the accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.apart import People, Spoilt, Timed, each_readable
from casetracker.alerts.intents import UNDELIVERABLE
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.quiet import Quiet
from casetracker.alerts.recipients import KEEPING_ACCOUNTS, OVERSEEING, Responsible
from casetracker.alerts.rules_of_bodies import RulesOfBodies
from casetracker.alerts.tellings import Telling, told_stems

# A person, the newest mail to them that failed, and how many did.
Failed = tuple[User, OutboxMail, int]


def undeliverable(
    session: Session, now: dt.datetime, rules: RulesOfBodies, people: People, spoilt: Spoilt
) -> Iterator[Timed]:
    """Yield, once a day for each person, that mails to that person failed."""
    failed = (
        sa.select(
            OutboxMail.user_id,
            sa.func.max(OutboxMail.id).label("newest"),
            sa.func.count().label("failed"),
        )
        .where(
            OutboxMail.state == "failed",
            OutboxMail.user_id.is_not(None),
            OutboxMail.intent != UNDELIVERABLE,
        )
        .group_by(OutboxMail.user_id)
    )
    of_users = failed.subquery()
    rows = session.execute(
        sa.select(User, OutboxMail, of_users.c.failed)
        .join(of_users, of_users.c.user_id == User.id)
        .join(OutboxMail, OutboxMail.id == of_users.c.newest)
        .order_by(User.id)
    )
    found = [(user, mail, count) for user, mail, count in rows.unique()]
    told = told_stems(session, OutboxMail.intent == UNDELIVERABLE) if found else set()

    def told_of(row: Failed) -> Iterator[Timed]:
        user, mail, count = row
        its, zone = rules.of(user.body.path), ZoneInfo(user.body.zone)
        stem = f"undeliverable:{user.id}/{UNDELIVERABLE}/{mail.next_attempt_at.astimezone(zone):%Y-%m-%d}"
        if its.undeliverable and stem not in told and Quiet(its, user.body.zone).after(now) == now:
            yield now, _telling(stem, user, mail, count, people())

    yield from each_readable(
        found, told_of, lambda row: (f"undeliverable/{row[0].id}", row[0].email, row[0].body), spoilt
    )


def _telling(stem: str, user: User, mail: OutboxMail, count: int, responsible: Responsible) -> Telling:
    # Whoever keeps the accounts alone cannot be told of their own: then whoever oversees.
    keepers = (responsible.told_of(user.body, ranks=ranks) for ranks in (KEEPING_ACCOUNTS, OVERSEEING))
    others = next(filter(None, ([it for it in each if it.id != user.id] for each in keepers)), [])

    def facts(other: User) -> dict[str, Any]:
        body = user.body.name(other.language)
        return {"body": body, "address": user.email, "failed": count, "last_error": mail.last_error}

    return Telling(stem, UNDELIVERABLE, user.body, None, others, facts)
