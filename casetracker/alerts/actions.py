"""Decide what is told and to whom: rows of the outbox, never sent from here. Actions never commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import structlog
from sqlalchemy.orm import Session

from casetracker.alerts.calendar_entries import Known, known_clocks
from casetracker.alerts.changed_clocks import Changed, untold_changes
from casetracker.alerts.clock_tellings import before_of, telling_of
from casetracker.alerts.digests import make_digests
from casetracker.alerts.faults import CLOCK, OCCASION, Fault, error_in_short
from casetracker.alerts.looking import (
    Look,
    changes_to_look_at,
    clocks_in_full,
    clocks_to_look_at,
    mark_changes,
    mark_notices,
)
from casetracker.alerts.models import Heartbeat, OutboxMail
from casetracker.alerts.occasions import untold_occasions
from casetracker.alerts.passes import Pass
from casetracker.alerts.planning import (
    CHANGES,
    Notice,
    change_notice,
    current_notice,
    next_moment,
    notices_of,
    told_at,
)
from casetracker.alerts.queries import SCHEDULER
from casetracker.alerts.quiet import Quiet
from casetracker.alerts.rules_of_bodies import RulesOfBodies
from casetracker.alerts.tellings import CHUNK, Telling, inserting, told_stems
from casetracker.cases.models import CaseDeadline

log = structlog.get_logger(__name__)

MOST_LOOKED = 5000
# When to look again at what reaches nobody: somebody may be there by then.
LOOK_AGAIN = dt.timedelta(minutes=5)
# When to look again at a clock that cannot be read: whoever mends it need not wait for long.
LOOK_AT_SPOILT = dt.timedelta(hours=1)


def plan_pass(session: Session, now: dt.datetime, *, domain: str = "localhost") -> Pass:
    """Put what is due and untold about clocks into the outbox, and the digests whose hour has come.

    It looks at state, so it may run late, twice, or on several machines at once: the unique key of a
    mail lets one of them in. *domain* becomes the right side of the Message-ID. What is left for another
    pass is told by ``is_done``.
    """
    # What was held for a digest goes first: a notice of this moment belongs to the next one.
    done = Pass(session, now, domain, RulesOfBodies.load(session))
    done.mails += make_digests(session, now, domain)
    _tell_notices(done)
    _tell_changes(done)
    done.note_faults()
    return _told_loudly(done)


def plan_occasions(session: Session, now: dt.datetime, *, domain: str = "localhost") -> Pass:
    """Put into the outbox what is due and untold about hearings, decisions and mails that failed."""
    done = Pass(session, now, domain, RulesOfBodies.load(session), OCCASION)
    untold = untold_occasions(session, now, done.rules, lambda: done.responsible, spoilt=done.set_apart)
    for _at, telling in untold:
        done.tell([telling])
    done.note_faults()
    return _told_loudly(done)


def plan_alerts(session: Session, now: dt.datetime, *, domain: str = "localhost") -> int:
    """Put everything that is due and untold into the outbox; return how many mails that made."""
    passes = [plan_pass(session, now, domain=domain)]
    while not passes[-1].is_done:
        passes.append(plan_pass(session, now, domain=domain))
    passes.append(plan_occasions(session, now, domain=domain))
    return sum(each.mails for each in passes)


def _told_loudly(done: Pass) -> Pass:
    if done.silent:
        # An alert that reaches nobody is a missed one.
        log.warning("alerts_without_recipient", bodies=sorted(done.silent))
    if done.mails:
        log.info("alerts_planned", mails=done.mails)
    return done


def _tell_notices(done: Pass) -> None:
    looks = clocks_to_look_at(done.session, done.now, MOST_LOOKED)
    done.is_done = len(looks) < MOST_LOOKED
    for start in range(0, len(looks), CHUNK):
        _tell_some_notices(done, looks[start : start + CHUNK])
        if done.is_full():
            return


class Due(NamedTuple):
    """What is current of a clock and is to be told now, and when the clock is to be looked at again."""

    notice: Notice | None
    again: dt.datetime | None


def _tell_some_notices(done: Pass, looks: Sequence[Look]) -> None:
    told = told_stems(
        done.session,
        OutboxMail.case_reference.in_({look.reference for look in looks}),
        OutboxMail.intent.not_in(CHANGES),
    )
    moments: dict[int, dt.datetime | None] = {}
    waiting: dict[int, tuple[Notice, Look]] = {}
    for look in looks:
        try:
            notice, moments[look.id] = _due_of(done, look, told)
        except Exception as error:
            # One clock that cannot be read must not end the reminders of all others.
            done.set_apart(_fault_of(look, look.id, error), error)
            moments[look.id] = done.now + LOOK_AT_SPOILT
            continue
        done.works(look.id)
        if notice is not None:
            waiting[look.id] = (notice, look)
    tellings = []
    clocks = clocks_in_full(done.session, list(waiting)) if waiting else ()
    known = known_clocks(done.session, clocks)
    for clock in clocks:
        notice, look = waiting[clock.id]
        rules = done.rules.of(look.path)
        tellings.append(telling_of(clock, notice, rules, done.responsible, known[clock.id]))
        if not tellings[-1].users:
            moments[clock.id] = done.now + LOOK_AGAIN
    done.tell(tellings)
    mark_notices(done.session, moments, done.now)


def _due_of(done: Pass, look: Look, told: set[str]) -> Due:
    notices = [] if look.state != "running" else _notices(done, look)
    again = next_moment(notices, done.now)
    notice = current_notice(notices, look, done.now)
    if notice is None or notice.stem(look.id) in told:
        return Due(None, again)
    at = told_at(notice, look, _quiet(done, look), done.now)
    return Due(None, at) if at > done.now else Due(notice, again)


def _fault_of(look: Look | Changed, number: int | str, error: Exception) -> Fault:
    return Fault(CLOCK, str(number), look.reference, error_in_short(error), look.body_id)


def _notices(done: Pass, look: Look) -> list[Notice]:
    return notices_of(look, done.rules.of(look.path), look.voting_on, around=done.now)


def _quiet(done: Pass, look: Look | Changed) -> Quiet:
    return Quiet(done.rules.of(look.path), look.zone, look.voting_on)


def _tell_changes(done: Pass) -> None:
    ids = changes_to_look_at(done.session, done.now, MOST_LOOKED)
    done.is_done = done.is_done and len(ids) < MOST_LOOKED
    for start in range(0, len(ids), CHUNK):
        if done.is_full():
            return
        _tell_some_changes(done, ids[start : start + CHUNK])


def _tell_some_changes(done: Pass, ids: Sequence[int]) -> None:
    moments: dict[int, dt.datetime | None] = dict.fromkeys(ids)
    rows = {}
    for row in untold_changes(done.session, ids):
        number = f"{row.id}/change"
        try:
            at = _quiet(done, row).after(done.now)
        except Exception as error:
            done.set_apart(_fault_of(row, number, error), error)
            moments[row.id] = done.now + LOOK_AT_SPOILT
            continue
        done.works(number)
        if done.rules.of(row.path).changes and at > done.now:
            moments[row.id] = at
        elif done.rules.of(row.path).changes:
            rows[row.id] = row
    tellings = []
    clocks = clocks_in_full(done.session, list(rows)) if rows else ()
    known = known_clocks(done.session, clocks)
    for clock in clocks:
        tellings.append(_telling_of_change(done, clock, rows[clock.id], known[clock.id]))
        if not tellings[-1].users:
            moments[clock.id] = done.now + LOOK_AGAIN
    done.tell(tellings)
    mark_changes(done.session, moments)


def _telling_of_change(done: Pass, clock: CaseDeadline, row: Changed, known: Known) -> Telling:
    notice = change_notice(
        at=clock.set_at, is_stayed=clock.state == "stayed", was_stayed=row.stayed_on is not None
    )
    before = before_of(row.due_on, row.due_at, clock.reason)
    return telling_of(clock, notice, done.rules.of(row.path), done.responsible, known, before)


def note_heartbeat(session: Session, process: str, now: dt.datetime, name: str = SCHEDULER) -> None:
    """Note that *process* leads and is alive."""
    values = {"process": process, "at": now}
    statement = inserting(session, Heartbeat).values(name=name, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
