"""``/staff/account/alerts``: how one wants to be told, and of which cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.alerts.choosing import PreferenceSchema, choose_preference
from casetracker.alerts.recipients import preference_of
from casetracker.cases.errors import InvalidInput
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.field_names import Names
from casetracker.web.staff.forms import typed

NAMES: Names = {
    "way": _l("How you are told"),
    "scope": _l("Which cases you are told of"),
    "digest_hour": _l("Hour of the daily mail"),
}


@pages.route("/account/alerts", methods=["GET", "POST"])
@allowed(policy.OWN_ACCOUNT)
def own_alerts() -> ResponseReturnValue:
    """Choose between mails at once, a daily mail and the calendar alone, and which cases they are about."""
    if request.method == "GET":
        chosen = preference_of(db.db.session, person().id)
        return _page({name: getattr(chosen, name) for name in NAMES}, {})
    values = typed(PreferenceSchema(), request.form)
    try:
        with db.unit_of_work() as session:
            choose_preference(session, session.get_one(User, person().id), values)
    except InvalidInput as refused:
        return _page(values, refused.errors), 422
    flash(_("Your choice is kept. It holds for what is told from now on."))
    return redirect(url_for("staff.account"), 303)


def _page(values: Mapping[str, Any], errors: Mapping[str, list[str]]) -> str:
    return render_template(
        "staff/account/alerts.html",
        values=values,
        errors=errors,
        names=NAMES,
        ways=labels.choices("alert-way"),
        scopes=labels.choices("alert-scope"),
        zone=person().body.zone,
    )
