"""``/staff/account/second-factor``: the app that makes codes, passkeys, and recovery codes."""

from __future__ import annotations

import datetime as dt

import segno
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.models import Passkey, UserSession
from casetracker.accounts.passkeys import (
    PasskeyRefused,
    adding_options,
    passkeys_of,
)
from casetracker.accounts.passkeys import (
    add_passkey as keep_passkey,
)
from casetracker.accounts.passkeys import (
    remove_passkey as forget_passkey,
)
from casetracker.accounts.second_factors import (
    add_totp,
    app_of,
    new_recovery_codes,
    new_secret,
    recovery_codes_left,
    remove_totp,
    setup_uri,
)
from casetracker.accounts.sessions import end_sessions
from casetracker.web.auth.links import tell_of_change
from casetracker.web.auth.second_step import (
    LONGEST_CODE,
    credential,
    party,
    remember_challenge,
    seal,
    take_challenge,
)
from casetracker.web.auth.sessions import lacks_second_factor, person, this_session
from casetracker.web.staff.access import allowed, own_or_404, recently_confirmed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.forms import plain_words

SETTING_UP, SET_UP_WITHIN = "totp-set-up", dt.timedelta(minutes=30)
QR_SCALE = 5


@pages.get("/account/second-factor")
@allowed(policy.OWN_ACCOUNT)
@recently_confirmed
def second_factors() -> ResponseReturnValue:
    """Show the app and the passkeys, and how to add them."""
    return _page({}, new_secret())


@pages.route("/account/second-factor/app", methods=["POST"])
@allowed(policy.OWN_ACCOUNT)
@recently_confirmed
def set_up_app() -> ResponseReturnValue:
    """Take the first code of an app: from now on it is a second factor."""
    note = seal().read_note(SETTING_UP, request.form.get("set_up", ""), db.now(), SET_UP_WITHIN)
    secret = note.get("secret") if note.get("user") == person().id else None
    if secret is None:
        flash(_("The page was open for too long. Read the new code with your app."))
        return redirect(url_for("staff.second_factors"), 303)
    code = request.form.get("code", "")[:LONGEST_CODE]
    with db.unit_of_work() as session:
        good = add_totp(session, person(), seal(), secret, code, db.now())
        if good:
            _note_added(session)
    if not good:
        wrong = _("This is not the code that the app shows now. Check the clock of your device.")
        return _page({"code": [wrong]}, secret), 422
    return _after_adding(_("The app is set up. From now on logging in asks for its code."))


@pages.post("/account/second-factor/app/remove")
@allowed(policy.OWN_ACCOUNT)
@recently_confirmed
def remove_app() -> ResponseReturnValue:
    """Take the app away."""
    with db.unit_of_work() as session:
        remove_totp(session, person(), actor=person().ref)
        _note_removed(session)
    flash(_("The app is removed. Its codes open nothing any more."))
    return redirect(url_for("staff.account"), 303)


@pages.post("/account/passkeys/options")
@allowed(policy.OWN_ACCOUNT)
@recently_confirmed
def passkey_options() -> ResponseReturnValue:
    """Tell the browser which passkey to make."""
    text, challenge = adding_options(db.db.session, person(), party())
    remember_challenge(challenge)
    return text, {"Content-Type": "application/json"}


@pages.post("/account/passkeys")
@allowed(policy.OWN_ACCOUNT)
@recently_confirmed
def add_passkey() -> ResponseReturnValue:
    """Keep the passkey that the browser made."""
    challenge, given_at = take_challenge()
    name = plain_words(request.form.get("name", "")) or this_session().agent or _("Passkey")
    try:
        with db.unit_of_work() as session:
            keep_passkey(
                session,
                person(),
                party(),
                credential(),
                challenge=challenge,
                given_at=given_at,
                name=name,
                now=db.now(),
            )
            _note_added(session)
    except PasskeyRefused:
        flash(_("The passkey was not taken. Try again."))
        return redirect(url_for("staff.second_factors"), 303)
    return _after_adding(_("The passkey is added. You can log in with it."))


@pages.post("/account/passkeys/<int(max=2000000000):passkey_id>/remove")
@allowed(policy.OWN_ACCOUNT)
@recently_confirmed
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Forget a passkey of one's own."""
    with db.unit_of_work() as session:
        passkey = own_or_404(session, Passkey, passkey_id)
        forget_passkey(session, passkey, actor=person().ref)
        _note_removed(session)
    flash(_("The passkey is removed. It opens nothing any more."))
    return redirect(url_for("staff.account"), 303)


@pages.route("/account/recovery-codes", methods=["GET", "POST"])
@allowed(policy.OWN_ACCOUNT)
@recently_confirmed
def recovery_codes() -> ResponseReturnValue:
    """Tell how many recovery codes are left; make new ones, which are shown once."""
    codes: list[str] = []
    if request.method == "POST":
        with db.unit_of_work() as session:
            codes = new_recovery_codes(session, person())
            tell_of_change(session, person(), "recovery-codes.made")
    left = recovery_codes_left(db.db.session, person())
    return render_template("staff/account/recovery_codes.html", codes=codes, left=left)


def _note_added(session: Session) -> None:
    """Count this session as one with a second factor; the others have to show it first."""
    session.get_one(UserSession, this_session().id).second_factor_at = db.now()
    end_sessions(session, person(), actor=person().ref, but=this_session())
    tell_of_change(session, person(), "second-factor.added")


def _note_removed(session: Session) -> None:
    session.flush()
    if app_of(session, person()) is None and not passkeys_of(session, person()):
        session.get_one(UserSession, this_session().id).second_factor_at = None
    tell_of_change(session, person(), "second-factor.removed")


def _after_adding(told: str) -> ResponseReturnValue:
    flash(told)
    none_left = recovery_codes_left(db.db.session, person()) == 0
    return redirect(url_for("staff.recovery_codes" if none_left else "staff.account"), 303)


def _page(errors: dict[str, list[str]], secret: str) -> str:
    uri = setup_uri(person(), secret)
    return render_template(
        "staff/account/second_factor.html",
        errors=errors,
        has_app=app_of(db.db.session, person()) is not None,
        is_demanded=lacks_second_factor(),
        picture=segno.make(uri, error="m").png_data_uri(scale=QR_SCALE),
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        uri=uri,
        set_up=seal().note(SETTING_UP, db.now(), user=person().id, secret=secret),
    )
