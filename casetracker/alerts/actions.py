"""Decide what is told and to whom: rows of the outbox, never sent from here. Actions never commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

import structlog
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.models import Heartbeat, OutboxMail
from casetracker.alerts.planning import LEAD, OVERDUE, message_id_of
from casetracker.alerts.queries import CHUNK, SCHEDULER, Untold, untold, untold_changes
from casetracker.alerts.recipients import Responsible

log = structlog.get_logger(__name__)

MOST_PER_PASS = 2000


def plan_alerts(
    session: Session, now: dt.datetime, lead: dt.timedelta = LEAD, *, domain: str = "localhost"
) -> int:
    """Put what is due and untold into the outbox; return how many mails that made.

    It looks at state, so it may run late, twice, or on several machines at once: the unique key of a
    mail lets one of them in. After ``MOST_PER_PASS`` mails it leaves the rest to the next pass, so that
    a scheduler that slept for weeks does not lock everybody else out. *domain* becomes the right side
    of the Message-ID.
    """
    # What is due goes first: an election whose date was changed moves the clocks of thousands of cases.
    waiting = chain(untold(session, now, lead), untold_changes(session))
    made, silent = 0, set[str]()
    responsible: Responsible | None = None
    while made < MOST_PER_PASS and (chunk := list(islice(waiting, CHUNK))):
        responsible = responsible or Responsible.load(session)
        # Rows keep the order of the clocks everywhere: two planners wait for each other, never in a circle.
        rows = [row for each in chunk for row in _mails(each, responsible, now, domain)]
        made += sum(_insert(session, rows[start : start + CHUNK]) for start in range(0, len(rows), CHUNK))
        silent |= {each.clock.case.body_id for each in chunk} - {row["body_id"] for row in rows}
    if silent:
        # Said loudly: an alert that reaches nobody is a missed one.
        log.warning("alerts_without_recipient", bodies=sorted(silent))
    if made:
        log.info("alerts_planned", mails=made)
    return made


def _mails(each: Untold, responsible: Responsible, now: dt.datetime, domain: str) -> Iterator[dict[str, Any]]:
    case = each.clock.case
    users = responsible.told_of(case.body, with_supervisors=each.notice.intent == OVERDUE)
    for user in users:
        key = each.notice.key(each.clock.id, user.id)
        yield {
            "key": key,
            "message_id": message_id_of(key, domain),
            "intent": each.notice.intent,
            "case_reference": case.reference,
            "body_id": case.body_id,
            "user_id": user.id,
            "recipient": user.email,
            "language": user.language,
            "variables": _facts(each, user),
            "state": "pending",
            "attempts": 0,
            "created_at": now,
            "next_attempt_at": now,
        }


def _facts(each: Untold, user: User) -> dict[str, Any]:
    """Return what the mail will tell, as JSON: facts of the clock, nothing about any person."""
    clock, case = each.clock, each.clock.case
    return _change(each) | {
        "deadline_id": clock.id,
        "occurrence": each.notice.occurrence,
        "slug": case.slug,
        "body": case.body.name(user.language),
        "rule_id": clock.rule_id,
        "strict_on": clock.strict_on.isoformat(),
        "due_on": clock.due_on.isoformat(),
        "strict_at": clock.strict_at.isoformat(),
        "due_at": clock.due_at.isoformat(),
        "zone": clock.zone,
        "citations": clock.citations,
        "trace": clock.trace,
    }


def _change(each: Untold) -> dict[str, Any]:
    if each.before is None:
        return {}
    return {
        "from_due_on": each.before.due_on.isoformat(),
        "from_due_at": each.before.due_at.isoformat(),
        "reason": each.clock.reason,
    }


def _insert(session: Session, rows: list[dict[str, Any]]) -> int:
    """Insert the rows whose key is new; return how many these were."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(OutboxMail).on_conflict_do_nothing(index_elements=["key"])
    return len(session.execute(statement.values(rows).returning(OutboxMail.id)).all())


def note_heartbeat(session: Session, process: str, now: dt.datetime, name: str = SCHEDULER) -> None:
    """Note that *process* leads and is alive."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"process": process, "at": now}
    statement = insert(Heartbeat).values(name=name, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
