"""Decide what is told and to whom: rows of the outbox, never sent from here. Actions never commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy.orm import Session

from casetracker.alerts.calendar_entries import known_clocks
from casetracker.alerts.changed_clocks import Changed, untold_changes
from casetracker.alerts.clock_tellings import before_of, telling_of
from casetracker.alerts.digests import make_digests
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
from casetracker.alerts.recipients import Responsible
from casetracker.alerts.rules_of_bodies import RulesOfBodies
from casetracker.alerts.tellings import CHUNK, Telling, insert_new, inserting, told_stems

log = structlog.get_logger(__name__)

MOST_PER_PASS = 2000
MOST_LOOKED = 5000
# When to look again at what reaches nobody: somebody may be there by then.
LOOK_AGAIN = dt.timedelta(minutes=5)


@dataclass
class Pass:
    """One pass of the planner: what it works with, and what it made."""

    session: Session
    now: dt.datetime
    domain: str
    rules: RulesOfBodies
    mails: int = 0
    is_done: bool = True
    silent: set[str] = field(default_factory=set)
    known: Responsible | None = None

    @property
    def responsible(self) -> Responsible:
        """Return the people, read when the first of them is to be told something."""
        self.known = self.known or Responsible.load(self.session)
        return self.known

    def tell(self, tellings: Sequence[Telling]) -> None:
        """Put tellings into the outbox, in their order: two planners never wait in a circle."""
        rows = [row for each in tellings for row in each.rows(self.responsible, self.now, self.domain)]
        self.mails += insert_new(self.session, rows)
        self.silent |= {each.body.id for each in tellings if not each.users}

    def is_full(self) -> bool:
        """Tell whether the rest is left to the next pass, so that a long sleep locks nobody else out."""
        if self.mails >= MOST_PER_PASS:
            self.is_done = False
        return self.mails >= MOST_PER_PASS


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
    return _told_loudly(done)


def plan_occasions(session: Session, now: dt.datetime, *, domain: str = "localhost") -> Pass:
    """Put into the outbox what is due and untold about hearings, decisions and mails that failed."""
    done = Pass(session, now, domain, RulesOfBodies.load(session))
    for _at, telling in untold_occasions(session, now, done.rules, lambda: done.responsible):
        done.tell([telling])
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


def _tell_some_notices(done: Pass, looks: Sequence[Look]) -> None:
    told = told_stems(
        done.session,
        OutboxMail.case_reference.in_({look.reference for look in looks}),
        OutboxMail.intent.not_in(CHANGES),
    )
    moments: dict[int, dt.datetime | None] = {}
    waiting: dict[int, tuple[Notice, Look]] = {}
    for look in looks:
        notices = [] if look.state != "running" else _notices(done, look)
        moments[look.id] = next_moment(notices, done.now)
        notice = current_notice(notices, look, done.now)
        if notice is None or notice.stem(look.id) in told:
            continue
        at = told_at(notice, look, _quiet(done, look), done.now)
        if at > done.now:
            moments[look.id] = at
        else:
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
        at = _quiet(done, row).after(done.now)
        if done.rules.of(row.path).changes and at > done.now:
            moments[row.id] = at
        elif done.rules.of(row.path).changes:
            rows[row.id] = row
    tellings = []
    clocks = clocks_in_full(done.session, list(rows)) if rows else ()
    known = known_clocks(done.session, clocks)
    for clock in clocks:
        row = rows[clock.id]
        notice = change_notice(
            at=clock.set_at, is_stayed=clock.state == "stayed", was_stayed=row.stayed_on is not None
        )
        before = before_of(row.due_on, row.due_at, clock.reason)
        rules = done.rules.of(row.path)
        tellings.append(telling_of(clock, notice, rules, done.responsible, known[clock.id], before))
        if not tellings[-1].users:
            moments[clock.id] = done.now + LOOK_AGAIN
    done.tell(tellings)
    mark_changes(done.session, moments)


def note_heartbeat(session: Session, process: str, now: dt.datetime, name: str = SCHEDULER) -> None:
    """Note that *process* leads and is alive."""
    values = {"process": process, "at": now}
    statement = inserting(session, Heartbeat).values(name=name, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
