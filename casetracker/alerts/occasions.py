"""What is told although no clock says so: a hearing is near, a decision waits, mails cannot be delivered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from casetracker.accounts.models import User
from casetracker.alerts.intents import HEARING_SOON, UNDELIVERABLE, UNPUBLISHED, UNSERVED
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.planning import HOUR
from casetracker.alerts.quiet import Quiet
from casetracker.alerts.recipients import KEEPING_ACCOUNTS, OVERSEEING, PUBLISHING, RANKS, Responsible
from casetracker.alerts.rules import MOST_HOURS
from casetracker.alerts.rules_of_bodies import RulesOfBodies
from casetracker.alerts.tellings import Telling, told_somebody, told_stems
from casetracker.cases.models import Awaited, Case, Decision, Hearing
from casetracker.cases.models.awaited import PUBLICATION, SERVICE

# A decision taken longer ago is history that was taken over; My day still lists it.
HISTORY = dt.timedelta(days=90)
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)

People = Callable[[], Responsible]


Timed = tuple[dt.datetime, Telling]


def untold_occasions(
    session: Session,
    now: dt.datetime,
    rules: RulesOfBodies,
    people: People,
    until: dt.datetime | None = None,
) -> Iterator[Timed]:
    """Yield what is untold and due, now or *until* a moment to come, and when it is to be told.

    *people* is asked when there is something.
    """
    end = until or now
    yield from _hearings(session, now, end, rules, people)
    for intent, open_decisions in (
        (UNSERVED, unserved_since(now)),
        (UNPUBLISHED, unpublished_since(now)),
    ):
        yield from _decisions(session, now, end, rules, people, intent, open_decisions)
    yield from _undeliverable(session, now, rules, people)


def hearing_stem(hearing: Hearing) -> str:
    """Return what the keys of the mails about a hearing begin with.

    One that is moved is told again, also to another room, or back to where it was.
    """
    starts = f"{hearing.starts_at.astimezone(dt.UTC):%Y%m%dT%H%MZ}"
    return f"hearing:{hearing.id}/{HEARING_SOON}/{starts}-{hearing.sequence}"


def _hearings(
    session: Session, now: dt.datetime, end: dt.datetime, rules: RulesOfBodies, people: People
) -> Iterator[Timed]:
    ahead = (
        sa.select(Hearing)
        .where(
            Hearing.result.is_(None),
            Hearing.cancelled_at.is_(None),
            Hearing.starts_at > now,
            Hearing.starts_at <= end + MOST_HOURS * HOUR,
        )
        .options(joinedload(Hearing.case), selectinload(Hearing.cases))
        .order_by(Hearing.starts_at, Hearing.id)
    )
    hearings = session.scalars(ahead).unique().all()
    references = {hearing.case.reference for hearing in hearings}
    told = told_stems(session, OutboxMail.intent == HEARING_SOON, OutboxMail.case_reference.in_(references))
    for hearing in hearings:
        at = hearing_told_at(hearing, rules, now)
        if at <= end and hearing_stem(hearing) not in told:
            yield at, hearing_telling(hearing, people())


def hearing_told_at(hearing: Hearing, rules: RulesOfBodies, now: dt.datetime) -> dt.datetime:
    """Return when a hearing is told, or has been; far away where the body does not want to be told."""
    case = hearing.case
    its = rules.of(case.body.path)
    if not its.hearing_hours:
        return NEVER
    quiet = Quiet(its, hearing.zone, case.election.voting_on)
    at = max(hearing.starts_at - its.hearing_hours * HOUR, now)
    later = quiet.after(at)
    return later if later < hearing.starts_at else at


def hearing_telling(hearing: Hearing, responsible: Responsible) -> Telling:
    """Return what is told of a hearing: to those of its body, and to whoever works on one of its cases."""
    case = hearing.case
    told = {user.id: user for user in responsible.told_of(case.body)}
    for each in hearing.cases:
        told |= {user.id: user for user in responsible.told_of(case.body, assignee_id=each.assignee_id)}

    def facts(user: User) -> dict[str, Any]:
        return {
            "hearing_id": hearing.id,
            "slug": case.slug,
            "body": case.body.name(user.language),
            "starts_at": hearing.starts_at.isoformat(),
            "zone": hearing.zone,
            "place": ", ".join(part for part in (hearing.place, hearing.room) if part),
            "references": [each.reference for each in hearing.cases],
        }

    users = [told[number] for number in sorted(told)]
    stem = hearing_stem(hearing)
    return Telling(stem, HEARING_SOON, case.body, case.reference, users, facts, hearing.starts_at)


def unserved_since(now: dt.datetime) -> sa.Select[Any]:
    """Select the decisions, with their cases, that were taken not so long ago and are not served."""
    return _awaiting_since(now, SERVICE)


def unpublished_since(now: dt.datetime) -> sa.Select[Any]:
    """Select the decisions, with their cases, that were taken not so long ago and are not public."""
    return _awaiting_since(now, PUBLICATION)


def _awaiting_since(now: dt.datetime, what: str) -> sa.Select[Any]:
    return (
        sa.select(Decision)
        .join(Awaited, Awaited.decision_id == Decision.id)
        .join(Decision.case)
        .where(Awaited.what == what, Awaited.since >= now - HISTORY, Awaited.since <= now)
        .options(contains_eager(Decision.case))
        .order_by(Decision.taken_at, Decision.id)
    )


def decision_told_at(decision: Decision, intent: str, rules: RulesOfBodies, now: dt.datetime) -> dt.datetime:
    """Return when it is told that a decision still waits; far away where the body wants no such mail."""
    case = decision.case
    its = rules.of(case.body.path)
    hours = its.unserved_hours if intent == UNSERVED else its.unpublished_hours
    if not hours:
        return NEVER
    # Whoever records it late has as much time from then.
    at = max(max(decision.taken_at, decision.recorded_at) + hours * HOUR, now)
    return Quiet(its, case.body.zone, case.election.voting_on).after(at)


def _decisions(
    session: Session,
    now: dt.datetime,
    end: dt.datetime,
    rules: RulesOfBodies,
    people: People,
    intent: str,
    open_decisions: sa.Select[Any],
) -> Iterator[Timed]:
    stem = sa.literal("decision:") + sa.cast(Decision.id, sa.String) + "/"
    told = sa.exists().where(
        OutboxMail.case_reference == Case.reference,
        OutboxMail.intent == intent,
        OutboxMail.key.startswith(stem),
        told_somebody(OutboxMail),
    )
    for decision in session.scalars(open_decisions.where(~told)).unique():
        at = decision_told_at(decision, intent, rules, now)
        if at <= end:
            yield at, decision_telling(decision, intent, people())


def decision_telling(decision: Decision, intent: str, responsible: Responsible) -> Telling:
    """Return what is told of a decision that waits: to whoever serves, or whoever publishes."""
    case = decision.case
    ranks = RANKS if intent == UNSERVED else PUBLISHING

    def facts(user: User) -> dict[str, Any]:
        return {
            "decision_id": decision.id,
            "slug": case.slug,
            "body": case.body.name(user.language),
            "number": decision.number,
            "taken_at": decision.taken_at.isoformat(),
            "zone": case.body.zone,
        }

    users = responsible.told_of(
        case.body, ranks=ranks, assignee_id=case.assignee_id if intent == UNSERVED else None
    )
    stem = f"decision:{decision.id}/{intent}/once"
    return Telling(stem, intent, case.body, case.reference, users, facts)


def _undeliverable(
    session: Session, now: dt.datetime, rules: RulesOfBodies, people: People
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
    found = rows.unique().all()
    told = told_stems(session, OutboxMail.intent == UNDELIVERABLE) if found else set()
    for user, mail, count in found:
        its, zone = rules.of(user.body.path), ZoneInfo(user.body.zone)
        stem = f"undeliverable:{user.id}/{UNDELIVERABLE}/{mail.next_attempt_at.astimezone(zone):%Y-%m-%d}"
        if its.undeliverable and stem not in told and Quiet(its, user.body.zone).after(now) == now:
            yield now, _undeliverable_telling(stem, user, mail, count, people())


def _undeliverable_telling(
    stem: str, user: User, mail: OutboxMail, count: int, responsible: Responsible
) -> Telling:
    # Whoever keeps the accounts alone cannot be told of their own: then whoever oversees.
    keepers = (responsible.told_of(user.body, ranks=ranks) for ranks in (KEEPING_ACCOUNTS, OVERSEEING))
    others = next(filter(None, ([it for it in each if it.id != user.id] for each in keepers)), [])

    def facts(other: User) -> dict[str, Any]:
        body = user.body.name(other.language)
        return {"body": body, "address": user.email, "failed": count, "last_error": mail.last_error}

    return Telling(stem, UNDELIVERABLE, user.body, None, others, facts)
