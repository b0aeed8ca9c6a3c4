"""``/staff/``: what is due, by hour; what is overdue first."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.alerts.queries import scheduler_is_late
from casetracker.cases.models import Case, CaseDeadline, Decision
from casetracker.cases.parallel import waiting_for_court
from casetracker.cases.queries import (
    MOST_COUNTED,
    cases_without_clock,
    clock_figures,
    count_some,
    open_stays,
    running_clocks,
    unserved,
    unserved_decisions,
)
from casetracker.publication.queries import unpublished_decisions, unpublished_figure
from casetracker.registry.models import Body
from casetracker.web.auth.sessions import person
from casetracker.web.staff import queries
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.presenters.day import day_groups, tabs

# So many lines of each section; the board has the rest.
MOST_SHOWN = 25
Shown = dict[str, Any]


@pages.get("/")
@allowed(policy.READ)
def my_day() -> ResponseReturnValue:
    """Show the work of the day: of everybody below, of the own body, or what is assigned to oneself."""
    session, now, whose = db.db.session, db.now(), request.args.get("whose", "")
    shown = tabs(whose, person().body.code)
    scope = sa.and_(policy.scope_of(person()), *_narrowing(person(), whose))
    return render_template(
        "staff/my_day.html",
        tabs=shown,
        board=next(tab for tab in shown if tab["is_chosen"])["board"],
        most=MOST_SHOWN,
        most_counted=MOST_COUNTED,
        **_clocks(session, scope, now),
        **_standing(session, scope),
        **_decided(session, scope),
        alerts_late=scheduler_is_late(session, now),
        uncomputed=queries.uncomputed_for_unverified_law(session, scope) if _works_with_clocks() else [],
        may_register=policy.can(person(), policy.REGISTER),
        may_publish=policy.can(person(), policy.PUBLISH),
        may_serve=policy.can(person(), policy.DECIDE),
        may_stay=policy.can(person(), policy.STAY),
    )


def _narrowing(user: User, whose: str) -> list[sa.ColumnElement[bool]]:
    if whose == "me":
        return [Case.assignee_id == user.id]
    return [Body.id == user.body_id] if whose == "body" else []


def _clocks(session: Session, scope: sa.ColumnElement[bool], now: dt.datetime) -> Shown:
    """Return what is overdue and what comes, each by itself: the one must not crowd out the other."""
    overdue = running_clocks(session, scope, CaseDeadline.due_at <= now, limit=MOST_SHOWN + 1)
    coming = running_clocks(session, scope, CaseDeadline.due_at > now, limit=2 * MOST_SHOWN + 1)
    return {
        "groups": day_groups([*overdue[:MOST_SHOWN], *coming[: 2 * MOST_SHOWN]], now),
        "more_overdue": len(overdue) > MOST_SHOWN,
        "more_coming": len(coming) > 2 * MOST_SHOWN,
        "figures": clock_figures(session, scope, now),
    }


def _standing(session: Session, scope: sa.ColumnElement[bool]) -> Shown:
    return {
        "waiting": waiting_for_court(session, scope)[:MOST_SHOWN],
        "stays": open_stays(session, scope, limit=MOST_SHOWN + 1),
        "without_clock": cases_without_clock(session, scope, limit=MOST_SHOWN),
    }


def _decided(session: Session, scope: sa.ColumnElement[bool]) -> Shown:
    return {
        "unpublished": unpublished_decisions(session, scope, limit=MOST_SHOWN + 1),
        "unpublished_figure": unpublished_figure(session, scope),
        "unserved": unserved_decisions(session, scope, limit=MOST_SHOWN + 1),
        "unserved_figure": count_some(session, unserved(scope).with_only_columns(Decision.id)),
    }


def _works_with_clocks() -> bool:
    return any(policy.can(person(), it) for it in (policy.REGISTER, policy.DECIDE, policy.CHANGE_LAW))
