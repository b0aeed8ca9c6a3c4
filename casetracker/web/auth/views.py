"""``/login`` and ``/logout``: the first step, and the way out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts.actions import log_in
from casetracker.accounts.models import User
from casetracker.accounts.sessions import end_session
from casetracker.protection import limiter
from casetracker.runtime import settings
from casetracker.web.auth import sessions
from casetracker.web.auth.destinations import own_path
from casetracker.web.auth.forms import Errors, read_credentials, refusal

pages = Blueprint("auth", __name__)

TRIES = "10 per minute"


@pages.route("/login", methods=["GET", "POST"])
@limiter.limit(TRIES, methods=["POST"])
def login() -> ResponseReturnValue:
    """Ask who it is, and take the first step."""
    if request.method == "POST":
        return _check()
    return redirect(destination()) if current_user.is_authenticated else _form({}, "")


def _check() -> ResponseReturnValue:
    typed = read_credentials(request.form)
    if typed.errors:
        return _form(typed.errors, typed.email), 422
    with db.unit_of_work() as session:
        user = log_in(session, typed.email, typed.password, now=db.now())
        step = sessions.take_first_step(session, user, "password") if user else None
    if user is None or step is None:
        return _form(refusal(), typed.email), 422
    return go_on(user, *step, wanted=destination())


def go_on(user: User, token: str, is_complete: bool, *, wanted: str) -> ResponseReturnValue:
    """Let a person in after the first step, or ask for the second."""
    if is_complete:
        sessions.begin(user, token)
        return redirect(wanted, 303)
    sessions.begin_half(token)
    return redirect(url_for("auth.second_step", next=wanted), 303)


@pages.post("/logout")
def logout() -> ResponseReturnValue:
    """End this session: a copy of the cookie must not stay valid anywhere."""
    with db.unit_of_work() as session:
        _end(session)
    sessions.end()
    flash(_("You are logged out."))
    return redirect(url_for("auth.login"), 303)


def _end(session: Session) -> None:
    half = sessions.half_session(session)
    if current_user.is_authenticated:
        end_session(session, sessions.this_session(), actor=sessions.person().ref)
    elif half is not None:
        end_session(session, half, actor=half.user.ref)


def destination() -> str:
    """Return where the person wanted to go."""
    return own_path(request.values.get("next"), url_for("staff.my_day"))


def _form(errors: Errors, email: str) -> str:
    return render_template(
        "auth/login.html",
        errors=errors,
        values={"email": email},
        next=destination(),
        provider=settings().oidc_issuer and (settings().oidc_name or _("your organisation")),
        is_second_factor_demanded=settings().require_second_factor,
    )
