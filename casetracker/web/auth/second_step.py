"""``/login/second-step`` and ``/login/passkey``: a code after the password, or a passkey instead of both."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts.actions import check_second_step
from casetracker.accounts.models import User
from casetracker.accounts.passkeys import (
    PasskeyRefused,
    RelyingParty,
    login_options,
    passkeys_of,
    user_of_passkey,
)
from casetracker.accounts.sealing import Seal
from casetracker.accounts.sessions import complete_session, open_session
from casetracker.protection import limiter
from casetracker.runtime import settings
from casetracker.web.auth import sessions
from casetracker.web.auth.views import TRIES, destination, pages

LONGEST_CODE = 60
LONGEST_CREDENTIAL = 20_000
CHALLENGE = "passkey_challenge"


@pages.route("/login/second-step", methods=["GET", "POST"])
@limiter.limit(TRIES, methods=["POST"])
def second_step() -> ResponseReturnValue:
    """Ask for the code of the app or a recovery code, after the password was right."""
    if request.method == "POST":
        return _check(request.form.get("code", "")[:LONGEST_CODE])
    return _form({}) if sessions.half_session(db.db.session) else _again()


def _check(code: str) -> ResponseReturnValue:
    with db.unit_of_work() as work:
        opened = sessions.half_session(work)
        good = opened is not None and check_second_step(work, opened, seal(), code, now=db.now())
        if opened is not None and good:
            user, token = opened.user, complete_session(work, opened, now=db.now(), second_factor=True)
    if opened is None:
        return _again()
    if not good:
        return _form({"code": [_refusal()]}), 422
    return _come_in(user, token)


def _refusal() -> str:
    return _(
        "This code is not right, or it was used already. Wait for the next code of the app, or use a "
        "recovery code. After several wrong attempts an account is locked for a quarter of an hour."
    )


@pages.post("/login/passkey/options")
@limiter.limit(TRIES)
def passkey_options() -> ResponseReturnValue:
    """Give the browser a challenge: for the person of the first step, or for whoever has a passkey."""
    half = sessions.half_session(db.db.session)
    text, challenge = login_options(db.db.session, half.user if half else None, party())
    remember_challenge(challenge)
    return text, {"Content-Type": "application/json"}


@pages.post("/login/passkey")
@limiter.limit(TRIES)
def log_in_with_passkey() -> ResponseReturnValue:
    """Log in the person whose passkey signed the challenge."""
    challenge, given_at = take_challenge()
    signed = credential()
    try:
        with db.unit_of_work() as work:
            user = user_of_passkey(
                work, party(), signed, challenge=challenge, given_at=given_at, now=db.now()
            )
            token = _complete(work, user)
    except PasskeyRefused:
        flash(_("The passkey was not taken. Try again, or log in with your password."))
        return redirect(url_for("auth.login", next=destination()), 303)
    return _come_in(user, token)


def _complete(work: Session, user: User) -> str:
    opened = sessions.half_session(work)
    if opened is None:
        opened, _first = open_session(
            work,
            user,
            way="passkey",
            address=request.remote_addr or "",
            agent=request.user_agent.string,
            now=db.now(),
        )
    if opened.user_id != user.id:
        raise PasskeyRefused("the passkey belongs to somebody else")
    return complete_session(work, opened, now=db.now(), second_factor=True)


def _come_in(user: User, token: str) -> ResponseReturnValue:
    wanted = destination()
    sessions.begin(user, token)
    return redirect(wanted, 303)


def _again() -> ResponseReturnValue:
    flash(_("Log in again: the second step was not taken in time."))
    return redirect(url_for("auth.login", next=destination()), 303)


def _form(errors: dict[str, list[str]]) -> str:
    half = sessions.half_session(db.db.session)
    has_passkey = half is not None and bool(passkeys_of(db.db.session, half.user))
    return render_template(
        "auth/second_step.html", errors=errors, next=destination(), has_passkey=has_passkey
    )


def seal() -> Seal:
    """Return what opens the secrets of apps."""
    return Seal(settings().identity_keys)


def party() -> RelyingParty:
    """Return who passkeys are for."""
    return RelyingParty.of(settings().base_url)


def remember_challenge(challenge: str) -> None:
    """Keep in the signed cookie what the browser was asked to sign."""
    session[CHALLENGE] = [challenge, db.now().isoformat()]


def take_challenge() -> tuple[str, dt.datetime]:
    """Return the challenge of this browser and when it was given; it is forgotten."""
    challenge, given_at = session.pop(CHALLENGE, ["", "1970-01-01T00:00:00+00:00"])
    return str(challenge), dt.datetime.fromisoformat(given_at)


def credential() -> dict[str, Any]:
    """Return what the browser signed; nothing when it cannot be read."""
    try:
        sent = json.loads(request.form.get("credential", "")[:LONGEST_CREDENTIAL])
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}
