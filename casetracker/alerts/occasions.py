"""What is told although no clock says so: a hearing is near, a decision waits, mails cannot be delivered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from casetracker.accounts.models import User
from casetracker.alerts.apart import Known, People, Spoilt, Timed, each_readable, leave_out
from casetracker.alerts.intents import HEARING_SOON, UNPUBLISHED, UNSERVED
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.planning import HOUR
from casetracker.alerts.quiet import Quiet
from casetracker.alerts.recipients import PUBLISHING, RANKS, Responsible
from casetracker.alerts.rules import MOST_HOURS
from casetracker.alerts.rules_of_bodies import RulesOfBodies
from casetracker.alerts.tellings import Telling, told_somebody, told_stems
from casetracker.alerts.undeliverable import undeliverable
from casetracker.cases.models import Awaited, Case, Decision, Hearing
from casetracker.cases.models.awaited import PUBLICATION, SERVICE

# A decision taken longer ago is history that was taken over; My day still lists it.
HISTORY = dt.timedelta(days=90)
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


def untold_occasions(
    session: Session,
    now: dt.datetime,
    rules: RulesOfBodies,
    people: People,
    until: dt.datetime | None = None,
    spoilt: Spoilt = leave_out,
) -> Iterator[Timed]:
    """Yield what is untold and due, now or *until* a moment to come, and when it is to be told.

    *people* is asked when there is something; *spoilt* is told of what cannot be read.
    """
    end = until or now
    yield from _hearings(session, now, end, rules, people, spoilt)
    for intent, open_decisions in (
        (UNSERVED, unserved_since(now)),
        (UNPUBLISHED, unpublished_since(now)),
    ):
        yield from _decisions(session, now, end, rules, people, intent, open_decisions, spoilt)
    yield from undeliverable(session, now, rules, people, spoilt)


def hearing_stem(hearing: Hearing) -> str:
    """Return what the keys of the mails about a hearing begin with.

    One that is moved is told again, also to another room, or back to where it was.
    """
    starts = f"{hearing.starts_at.astimezone(dt.UTC):%Y%m%dT%H%MZ}"
    return f"hearing:{hearing.id}/{HEARING_SOON}/{starts}-{hearing.sequence}"


def _hearings(
    session: Session,
    now: dt.datetime,
    end: dt.datetime,
    rules: RulesOfBodies,
    people: People,
    spoilt: Spoilt,
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

    def told_of(hearing: Hearing) -> Iterator[Timed]:
        at = hearing_told_at(hearing, rules, now)
        if at <= end and hearing_stem(hearing) not in told:
            yield at, hearing_telling(hearing, people())

    yield from each_readable(
        hearings, told_of, lambda it: (f"hearing/{it.id}", it.case.reference, it.case.body), spoilt
    )


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
    spoilt: Spoilt,
) -> Iterator[Timed]:
    stem = sa.literal("decision:") + sa.cast(Decision.id, sa.String) + "/"
    told = sa.exists().where(
        OutboxMail.case_reference == Case.reference,
        OutboxMail.intent == intent,
        OutboxMail.key.startswith(stem),
        told_somebody(OutboxMail),
    )

    def told_of(decision: Decision) -> Iterator[Timed]:
        at = decision_told_at(decision, intent, rules, now)
        if at <= end:
            yield at, decision_telling(decision, intent, people())

    def known(decision: Decision) -> Known:
        return f"decision/{decision.id}/{intent}", decision.case.reference, decision.case.body

    yield from each_readable(session.scalars(open_decisions.where(~told)).unique(), told_of, known, spoilt)


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
