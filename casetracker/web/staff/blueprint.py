"""The blueprint of ``/staff``: nobody comes in without being logged in."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from casetracker.web.auth.sessions import accounts_unreachable, lacks_second_factor
from casetracker.web.staff.keeping import INTAKE, after_expiry

pages = Blueprint("staff", __name__, url_prefix="/staff")

# Where somebody may go who must add a second factor before anything else.
ADDING = frozenset(
    {
        "staff.second_factors",
        "staff.set_up_app",
        "staff.passkey_options",
        "staff.add_passkey",
        "staff.recovery_codes",
        "staff.confirm_person",
    }
)


@pages.before_request
def demand_login() -> ResponseReturnValue | None:
    """Send whoever is not logged in to the log-in page and back, and who lacks a second factor to add one."""
    if current_user.is_authenticated:
        if request.endpoint not in ADDING and lacks_second_factor():
            return redirect(url_for("staff.second_factors"), 303)
        return None
    if accounts_unreachable():
        abort(503)
    if request.method == "POST" and request.endpoint in INTAKE:
        return after_expiry()
    # What was posted is gone after logging in, so the way back leads to the form itself.
    wanted = request.full_path if request.query_string else request.path
    return redirect(url_for("auth.login", next=wanted))
