"""``/staff/account``: one's own account, password and sessions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.accounts.actions import change_password, confirm_password
from casetracker.accounts.feeds import feeds_of
from casetracker.accounts.models import User, UserSession
from casetracker.accounts.passkeys import passkeys_of
from casetracker.accounts.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD
from casetracker.accounts.second_factors import app_of, recovery_codes_left
from casetracker.accounts.sessions import end_session, end_sessions, live_sessions
from casetracker.accounts.tokens import tokens_of
from casetracker.alerts.bounces.queries import bounce_of
from casetracker.alerts.recipients import preference_of
from casetracker.cases.errors import InvalidInput
from casetracker.protection import limiter
from casetracker.web.auth.destinations import own_path
from casetracker.web.auth.links import tell_of_change
from casetracker.web.auth.sessions import person, this_session
from casetracker.web.auth.views import TRIES
from casetracker.web.staff.access import allowed, own_or_404
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.field_names import ACCOUNT, NEW_PASSWORD

Errors = dict[str, list[str]]


@pages.route("/account", methods=["GET", "POST"])
@allowed(policy.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    """Show one's own account; keep the language of mails."""
    if request.method == "GET":
        return _account({})
    language = request.form.get("language", "")
    if language not in labels.LANGUAGES:
        return _account({"language": [_("Choose one of the languages.")]}), 422
    with db.unit_of_work() as session:
        session.get_one(User, person().id).language = language
    flash(_("Mails to you are written in this language from now on."))
    return redirect(url_for("staff.account"), 303)


def _account(errors: Errors) -> str:
    session, user = db.db.session, person()
    return render_template(
        "staff/account/account.html",
        errors=errors,
        names=ACCOUNT,
        languages_of_mail=labels.choices("language"),
        has_app=app_of(session, user) is not None,
        passkeys=passkeys_of(session, user),
        codes_left=recovery_codes_left(session, user),
        sessions=live_sessions(session, user, db.now()),
        this=this_session(),
        tokens=tokens_of(session, user),
        alerts=preference_of(session, user.id),
        bounce=bounce_of(session, user),
        feeds=feeds_of(session, user),
        zone=user.body.zone,
    )


@pages.route("/account/password", methods=["GET", "POST"])
@allowed(policy.OWN_ACCOUNT)
@limiter.limit(TRIES, methods=["POST"])
def new_password() -> ResponseReturnValue:
    """Change one's own password; every other session ends."""
    if request.method == "GET":
        return _password_form({})
    if not _is_confirmed(request.form.get("password", "")):
        return _password_form({"password": [_("This is not your present password.")]}), 422
    try:
        with db.unit_of_work() as session:
            typed = request.form.get("new_password", "")[: LONGEST_PASSWORD + 1]
            change_password(session, session.get_one(User, person().id), typed, but=this_session())
            tell_of_change(session, person(), "user.password-changed")
    except InvalidInput as refused:
        return _password_form({"new_password": refused.errors["password"]}), 422
    flash(_("Your password is changed. Your other sessions have ended."))
    return redirect(url_for("staff.account"), 303)


def _is_confirmed(password: str) -> bool:
    with db.unit_of_work() as session:
        return confirm_password(session, this_session(), password[:LONGEST_PASSWORD], now=db.now())


def _password_form(errors: Errors) -> str:
    return render_template(
        "staff/account/password.html", errors=errors, names=NEW_PASSWORD, shortest=SHORTEST_PASSWORD
    )


@pages.route("/account/confirm", methods=["GET", "POST"])
@allowed(policy.OWN_ACCOUNT)
@limiter.limit(TRIES, methods=["POST"])
def confirm_person() -> ResponseReturnValue:
    """Ask for the password again before something that changes who can log in."""
    wanted = own_path(request.values.get("next"), url_for("staff.account"))
    if request.method == "POST" and _is_confirmed(request.form.get("password", "")):
        return redirect(wanted, 303)
    errors = {"password": [_("This is not your password.")]} if request.method == "POST" else {}
    page = render_template("staff/account/confirm.html", errors=errors, next=wanted)
    return page, 422 if errors else 200


@pages.post("/account/sessions/<int(max=2000000000):session_id>/end")
@allowed(policy.OWN_ACCOUNT)
def end_own_session(session_id: int) -> ResponseReturnValue:
    """End one of one's own sessions."""
    with db.unit_of_work() as session:
        end_session(session, own_or_404(session, UserSession, session_id), actor=person().ref)
    flash(_("The session has ended."))
    return redirect(url_for("staff.account"), 303)


@pages.post("/account/sessions/end-others")
@allowed(policy.OWN_ACCOUNT)
def end_other_sessions() -> ResponseReturnValue:
    """End every session of one's own except this one."""
    with db.unit_of_work() as session:
        end_sessions(session, person(), actor=person().ref, but=this_session())
    flash(_("Your other sessions have ended."))
    return redirect(url_for("staff.account"), 303)
