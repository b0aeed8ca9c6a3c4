"""``/staff/``: what is due, by hour; what is overdue first."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from casetracker import db
from casetracker.accounts import policy
from casetracker.alerts.queries import scheduler_is_late
from casetracker.cases.parallel import waiting_for_court
from casetracker.cases.queries import cases_without_clock, clock_figures, open_stays, running_clocks
from casetracker.publication.queries import unpublished_decisions
from casetracker.web.auth.sessions import person
from casetracker.web.staff import queries
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.presenters.day import day_groups


@pages.get("/")
@allowed(policy.READ)
def my_day() -> ResponseReturnValue:
    """Show the work of the day."""
    session, now, scope = db.db.session, db.now(), policy.scope_of(person())
    return render_template(
        "staff/my_day.html",
        groups=day_groups(running_clocks(session, scope), now),
        figures=clock_figures(session, scope, now),
        waiting=waiting_for_court(session, scope),
        stays=open_stays(session, scope),
        without_clock=cases_without_clock(session, scope),
        unpublished=unpublished_decisions(session, scope),
        alerts_late=scheduler_is_late(session, now),
        uncomputed=queries.uncomputed_for_unverified_law(session, scope) if _works_with_clocks() else [],
        may_register=policy.can(person(), policy.REGISTER),
        may_publish=policy.can(person(), policy.PUBLISH),
        may_stay=policy.can(person(), policy.STAY),
    )


def _works_with_clocks() -> bool:
    return any(policy.can(person(), it) for it in (policy.REGISTER, policy.DECIDE, policy.CHANGE_LAW))
