"""``/staff/alerts/rules``: what is told of time limits, to whom and when, in one's own body and below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casetracker import db
from casetracker.accounts import policy
from casetracker.alerts.choosing import change_rules, drop_rules
from casetracker.alerts.models import AlertRulesOfBody
from casetracker.alerts.rules import RulesSchema
from casetracker.alerts.rules_of_bodies import RulesOfBodies
from casetracker.cases.errors import InvalidInput
from casetracker.registry.models import Body
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.field_names import Names
from casetracker.web.staff.forms import typed, version_of

NAMES: Names = {
    "half": _l("When half of the time is over"),
    "hours_before": _l("Hours before the end"),
    "strict_day": _l("On the strict last day"),
    "last_day": _l("On the last day"),
    "immediate_every": _l("Hours between reminders of what must be decided immediately"),
    "overdue_days": _l("For how many days it is repeated that a time limit has passed"),
    "supervisor_after": _l("Days after the end until the supervisors are told"),
    "higher_after": _l("Days after the end until the body above is told"),
    "changes": _l("When a time limit is stayed, resumed or moved"),
    "hearing_hours": _l("Hours before a hearing"),
    "unserved_hours": _l("Hours after a decision that is not served"),
    "unpublished_hours": _l("Hours after a decision that is not published"),
    "undeliverable": _l("When mails to somebody cannot be delivered"),
    "quiet_from": _l("Quiet hours begin at"),
    "quiet_to": _l("Quiet hours end at"),
    "quiet_off_days": _l("Days before voting day from which no hour is quiet"),
}
Errors = Mapping[str, list[str]]


@pages.get("/alerts/rules")
@allowed(policy.SEE_MAIL)
def alert_rules() -> ResponseReturnValue:
    """Show the rules that hold for one's body."""
    return _page(None, {})


@pages.post("/alerts/rules")
@allowed(policy.MANAGE_ALERTS)
def change_alert_rules() -> ResponseReturnValue:
    """Change the rules of one's body, or follow those above again."""
    values, seen = typed(RulesSchema(), request.form), version_of(request.form)
    try:
        with db.unit_of_work() as session:
            body = session.get_one(Body, person().body_id)
            if request.form.get("do") == "drop":
                drop_rules(session, body, actor=person().ref, seen=seen)
            else:
                change_rules(session, body, values, actor=person().ref, now=db.now(), seen=seen)
    except InvalidInput as refused:
        return _page(values, refused.errors), 409 if "_schema" in refused.errors else 422
    flash(_("The rules are changed. They hold from now on, also for what runs already."))
    return redirect(url_for("staff.alert_rules"), 303)


def _page(values: Mapping[str, Any] | None, errors: Errors) -> str:
    session, body = db.db.session, person().body
    source, rules = RulesOfBodies.load(session).source(body.path)
    own = session.get(AlertRulesOfBody, body.id, populate_existing=True)
    return render_template(
        "staff/alert_rules.html",
        values=rules.stored() if values is None else values,
        in_force=rules.stored(),
        errors=errors,
        names=NAMES,
        own=own,
        source=session.get(Body, source) if source else None,
        may_manage=policy.can(person(), policy.MANAGE_ALERTS),
        zone=body.zone,
    )
