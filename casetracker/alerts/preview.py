"""A dry run: what would go out until a moment to come, if nobody did anything. Nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.accounts.policy import is_in_scope, scope_of
from casetracker.alerts.calendar_entries import known_clocks
from casetracker.alerts.clock_tellings import telling_of
from casetracker.alerts.looking import Look, clocks_ahead, clocks_in_full
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.occasions import untold_occasions
from casetracker.alerts.planning import (
    Notice,
    current_notice,
    is_still_useful,
    notices_of,
    told_at,
)
from casetracker.alerts.quiet import Quiet
from casetracker.alerts.recipients import Responsible
from casetracker.alerts.rules import AlertRules
from casetracker.alerts.rules_of_bodies import RulesOfBodies
from casetracker.alerts.tellings import Telling, told_stems
from casetracker.registry.models import Body

MOST_CLOCKS = 500
Timed = tuple[dt.datetime, Telling]


@dataclass(frozen=True)
class Coming:
    """A mail that would go out; ``in_digest`` tells that it would be a line of one."""

    at: dt.datetime
    intent: str
    reference: str | None
    recipient: str
    in_digest: bool = False


def coming_mails(
    session: Session, viewer: User | None, now: dt.datetime, until: dt.datetime, limit: int = MOST_CLOCKS
) -> list[Coming]:
    """Return what would go out about the cases in a user's scope (None: all), of *limit* clocks at most.

    First first; what was decided already and waits is among it.
    """
    rules, responsible = RulesOfBodies.load(session), Responsible.load(session)
    scope = scope_of(viewer) if viewer else sa.true()
    timed = [*_of_clocks(session, scope, now, until, rules, responsible, limit)]
    occasions = untold_occasions(session, now, rules, lambda: responsible, until)
    timed += [(at, each) for at, each in occasions if viewer is None or is_in_scope(viewer, each.body)]
    lines = [line for at, each in timed for line in _lines(at, each, responsible)]
    lines += _waiting(session, scope, now, until)
    return sorted(lines, key=lambda line: (line.at, line.reference or "", line.recipient))


def _lines(at: dt.datetime, telling: Telling, responsible: Responsible) -> Iterator[Coming]:
    for user in telling.users:
        later = telling.digest_at(responsible.preference(user), user, at)
        yield Coming(later or at, telling.intent, telling.reference, user.email, later is not None)


def _waiting(
    session: Session, scope: sa.ColumnElement[bool], now: dt.datetime, until: dt.datetime
) -> Iterator[Coming]:
    waits = (
        sa.select(OutboxMail)
        .join(Body, OutboxMail.body_id == Body.id)
        .where(
            scope,
            OutboxMail.state.in_(("pending", "sending", "held")),
            OutboxMail.next_attempt_at <= until,
        )
        .order_by(OutboxMail.next_attempt_at, OutboxMail.id)
        .limit(MOST_CLOCKS)
    )
    for mail in session.scalars(waits):
        at = max(mail.next_attempt_at, now)
        yield Coming(at, mail.intent, mail.case_reference, mail.recipient, mail.state == "held")


def _of_clocks(
    session: Session,
    scope: sa.ColumnElement[bool],
    now: dt.datetime,
    until: dt.datetime,
    rules: RulesOfBodies,
    responsible: Responsible,
    limit: int,
) -> Iterator[Timed]:
    looks = {look.id: look for look in clocks_ahead(session, until, scope, limit)}
    told = told_stems(session, OutboxMail.case_reference.in_({look.reference for look in looks.values()}))
    ahead = {id_: _ahead_if_readable(look, rules, now, until, told) for id_, look in looks.items()}
    clocks = clocks_in_full(session, [id_ for id_, notices in ahead.items() if notices])
    known = known_clocks(session, clocks)
    for clock in clocks:
        for at, notice in ahead[clock.id]:
            its = rules.of(looks[clock.id].path)
            yield at, telling_of(clock, notice, its, responsible, known[clock.id])


def _ahead_if_readable(
    look: Look, rules: RulesOfBodies, now: dt.datetime, until: dt.datetime, told: set[str]
) -> Sequence[tuple[dt.datetime, Notice]]:
    try:
        return _ahead(look, rules.of(look.path), now, until, told)
    except (LookupError, ValueError):
        # The planner tells staff of a clock that cannot be read; a dry run shows the others.
        return []


def _ahead(
    look: Look, rules: AlertRules, now: dt.datetime, until: dt.datetime, told: set[str]
) -> Sequence[tuple[dt.datetime, Notice]]:
    """Return what is told of a clock until a moment to come: the current notice, and what follows."""
    notices = notices_of(look, rules, look.voting_on)
    quiet = Quiet(rules, look.zone, look.voting_on)
    current = current_notice(notices, look, now)
    begins = {it.at: it for it in notices if now < it.at and is_still_useful(it.intent, look, it.at)}
    if current:
        at = told_at(current, look, quiet, now)
        # What begins before the quiet hours end is told in its place.
        begins = {moment: it for moment, it in begins.items() if moment > at} | (
            {at: begins.get(at, current)}
        )
    return [(at, it) for at, it in sorted(begins.items()) if at <= until and it.stem(look.id) not in told]
