"""``/login`` and ``/logout``."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from casetracker import db
from casetracker.accounts.actions import end_sessions, log_in
from casetracker.protection import limiter
from casetracker.web.auth import sessions
from casetracker.web.auth.destinations import own_path
from casetracker.web.auth.forms import Errors, read_credentials, refusal

pages = Blueprint("auth", __name__)

TRIES = "10 per minute"


@pages.route("/login", methods=["GET", "POST"])
@limiter.limit(TRIES, methods=["POST"])
def login() -> ResponseReturnValue:
    """Ask who it is, and log in."""
    if request.method == "POST":
        return _check()
    return redirect(_next()) if current_user.is_authenticated else _form({}, "")


def _check() -> ResponseReturnValue:
    typed = read_credentials(request.form)
    if typed.errors:
        return _form(typed.errors, typed.email), 422
    with db.unit_of_work() as session:
        user = log_in(session, typed.email, typed.password, now=db.now())
    if user is None:
        return _form(refusal(), typed.email), 422
    sessions.begin(user)
    return redirect(_next(), 303)


@pages.post("/logout")
def logout() -> ResponseReturnValue:
    """End the person's sessions: a copy of the cookie must not stay valid anywhere."""
    if current_user.is_authenticated:
        with db.unit_of_work() as session:
            end_sessions(session, sessions.person(), actor=sessions.person().ref)
    sessions.end()
    flash(_("You are logged out on all your devices."))
    return redirect(url_for("auth.login"), 303)


def _next() -> str:
    return own_path(request.values.get("next"), url_for("staff.my_day"))


def _form(errors: Errors, email: str) -> str:
    return render_template("auth/login.html", errors=errors, values={"email": email}, next=_next())
