"""``/staff/``: what is due, by hour; what is overdue first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.alerts.bounces.queries import undeliverable_users
from casetracker.alerts.queries import scheduler_is_late
from casetracker.cases.drafts import drafts_of
from casetracker.cases.hearing_queries import hearings_between
from casetracker.cases.models import Case, CaseDeadline
from casetracker.cases.parallel import waiting_for_court
from casetracker.cases.queries import (
    MOST_COUNTED,
    cases_without_clock,
    cases_without_limit,
    clock_figures,
    named_when_few,
    open_stays,
    running_clocks,
    unserved_decisions,
    unserved_figure,
)
from casetracker.cases.receiving import waiting_hand_overs
from casetracker.cases.serving_parties import served_counts
from casetracker.cases.unstaffed import Unstaffed, unstaffed_bodies
from casetracker.publication.publications import Publication
from casetracker.publication.queries import unpublished_decisions, unpublished_figure, waiting_publications
from casetracker.publication.reviewing import obstacle_for
from casetracker.registry.models import BODY_KINDS, COMMISSION_LEVELS, Body
from casetracker.runtime import lawbook
from casetracker.web.auth.sessions import person
from casetracker.web.staff import queries
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.keeping import box
from casetracker.web.staff.presenters.chain import hand_over_row
from casetracker.web.staff.presenters.day import BODY, ME, day_groups, tabs
from casetracker.web.staff.presenters.drafts import draft_rows
from casetracker.web.staff.presenters.publishing import waiting_sentence
from casetracker.web.staff.presenters.services import count_in_words

# So many lines of what is due, and of each other section; the board has the rest.
MOST_DUE = 25
MOST_SHOWN = 10
MOST_DRAFTS = 5
# Of two days. There is no list of all: whoever has more looks at the hearings of each body.
MOST_HEARINGS = 25
Shown = dict[str, Any]


@pages.get("/")
@allowed(policy.READ)
def my_day() -> ResponseReturnValue:
    """Show the work of the day: of everybody below, of the own body, or what is assigned to oneself."""
    session, now, whose = db.db.session, db.now(), request.args.get("whose", "")
    shown = tabs(whose, person().body.code)
    scope = _scope(session, person(), whose)
    return render_template(
        "staff/my_day.html",
        tabs=shown,
        board=next(tab for tab in shown if tab["is_chosen"])["board"],
        most=MOST_SHOWN,
        most_counted=MOST_COUNTED,
        **_clocks(session, scope, now),
        **_standing(session, scope),
        **_decided(session, scope),
        hearings=_hearings(session, scope, now),
        to_receive=_to_receive(session, whose),
        drafts=draft_rows(drafts_of(session, box(), person().id, limit=MOST_DRAFTS + 1)),
        most_drafts=MOST_DRAFTS,
        without_limit=_without_limit(session, scope),
        unstaffed=_unstaffed(session),
        undeliverable=undeliverable_users(session, _whose_mails()),
        may_see_users=policy.can(person(), policy.SEE_USERS),
        alerts_late=scheduler_is_late(session, now),
        uncomputed=queries.uncomputed_for_unverified_law(session, scope) if _works_with_clocks() else [],
        may_register=policy.can(person(), policy.REGISTER),
        may_serve=policy.can(person(), policy.DECIDE),
        may_prepare=policy.can(person(), policy.PREPARE),
        waiting_publications=_to_review(session, scope),
        waiting_sentence=lambda decision: waiting_sentence(decision, now),
        may_stay=policy.can(person(), policy.STAY),
    )


def _whose_mails() -> sa.ColumnElement[bool]:
    """Return whose mails that come back a person is told of: those in scope, or one's own."""
    return policy.scope_of(person()) if policy.can(person(), policy.SEE_MAIL) else User.id == person().id


def _scope(session: Session, user: User, whose: str) -> sa.ColumnElement[bool]:
    scope = policy.scope_of(user)
    if whose == ME:
        return named_when_few(session, scope, Case.assignee_id == user.id)
    return named_when_few(session, sa.and_(scope, Body.id == user.body_id) if whose == BODY else scope)


def _clocks(session: Session, scope: sa.ColumnElement[bool], now: dt.datetime) -> Shown:
    """Return what is overdue and what comes, each by itself: the one must not crowd out the other."""
    overdue = running_clocks(session, scope, CaseDeadline.due_at <= now, limit=MOST_DUE + 1)
    coming = running_clocks(session, scope, CaseDeadline.due_at > now, limit=MOST_DUE + 1)
    return {
        "groups": day_groups([*overdue[:MOST_DUE], *coming[:MOST_DUE]], now),
        "more_overdue": len(overdue) > MOST_DUE,
        "more_coming": len(coming) > MOST_DUE,
        "figures": clock_figures(session, scope, now),
    }


def _hearings(session: Session, scope: sa.ColumnElement[bool], now: dt.datetime) -> Shown:
    """Return the hearings of today and tomorrow, by the days of the person's own body."""
    zone = ZoneInfo(person().body.zone)
    today = now.astimezone(zone).date()
    begin, end = (
        dt.datetime.combine(today + dt.timedelta(days=days), dt.time(), tzinfo=zone) for days in (0, 2)
    )
    found = hearings_between(session, scope, begin, end, limit=MOST_HEARINGS)
    by_day: Shown = {_("Hearings today"): [], _("Hearings tomorrow"): []}
    today_title, tomorrow_title = by_day
    for hearing in found:
        is_today = hearing.starts_at.astimezone(zone).date() == today
        by_day[today_title if is_today else tomorrow_title].append(hearing)
    return by_day


def _to_receive(session: Session, whose: str) -> list[Shown] | None:
    """Return what is on its way to the bodies shown; None for who receives nothing, or asks for own cases."""
    if whose == ME or not policy.can(person(), policy.REGISTER):
        return None
    scope = Body.id == person().body_id if whose == BODY else policy.scope_of(person())
    return [hand_over_row(*each) for each in waiting_hand_overs(session, scope, limit=MOST_SHOWN + 1)]


def _standing(session: Session, scope: sa.ColumnElement[bool]) -> Shown:
    return {
        "waiting": waiting_for_court(session, scope, limit=MOST_DUE),
        "stays": open_stays(session, scope, limit=MOST_SHOWN + 1),
        "without_clock": cases_without_clock(session, scope, limit=MOST_DUE),
    }


def _without_limit(session: Session, scope: sa.ColumnElement[bool]) -> Sequence[Case]:
    """Return what no clock would ever show here; whole trees hold bodies of one kind."""
    kind = person().body.kind
    slugs = [it.slug for it in lawbook().procedures.values() if not it.review_rules and it.accepts(kind)]
    return cases_without_limit(session, scope, slugs, MOST_SHOWN + 1) if slugs else []


def _unstaffed(session: Session) -> list[Unstaffed]:
    """Return where complaints wait on nobody's desk, for whoever oversees the whole country."""
    oversees = person().body.level == COMMISSION_LEVELS[0] and policy.can(person(), policy.MANAGE_ALERTS)
    # All commissions are below: only others can have nobody.
    others = Body.kind.in_([kind for kind in BODY_KINDS if kind != "commission"])
    return unstaffed_bodies(session, others) if oversees else []


def _decided(session: Session, scope: sa.ColumnElement[bool]) -> Shown:
    waiting = unserved_decisions(session, scope, limit=MOST_SHOWN + 1)
    counts = served_counts(session, waiting)
    return {
        "service_in_words": lambda decision: count_in_words(counts[decision.id]),
        "is_for_one": lambda decision: counts[decision.id][1] == 1,
        "unpublished": unpublished_decisions(session, scope, limit=MOST_SHOWN + 1),
        "unpublished_figure": unpublished_figure(session, scope),
        "unserved": waiting,
        "unserved_figure": unserved_figure(session, scope),
    }


def _to_review(session: Session, scope: sa.ColumnElement[bool]) -> Sequence[Publication]:
    """What this person may be the second pair of eyes for."""
    if not policy.can(person(), policy.PUBLISH):
        return []
    return [it for it in waiting_publications(session, scope) if obstacle_for(it, person().ref) is None]


def _works_with_clocks() -> bool:
    return any(policy.can(person(), it) for it in (policy.REGISTER, policy.DECIDE, policy.CHANGE_LAW))
