"""``/password/forgotten`` and ``/password/choose/<token>``: a password chosen by a link that came by mail."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts.links import PASSWORD_RESET, link_of_token, make_link, use_link
from casetracker.accounts.models import User
from casetracker.accounts.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD
from casetracker.accounts.queries import user_by_email
from casetracker.alerts.account_mails import tell_change, tell_link
from casetracker.alerts.addresses import mail_domain
from casetracker.audit.actions import record
from casetracker.protection import limiter
from casetracker.registry.errors import InvalidInput
from casetracker.runtime import settings
from casetracker.web.auth.forms import LONGEST
from casetracker.web.auth.second_step import seal
from casetracker.web.auth.views import TRIES, pages

MAILS_TO_ONE = "5 per hour"
LONGEST_TOKEN = 100


def _typed_address() -> str:
    return request.form.get("email", "").replace("\x00", "").strip().lower()[:LONGEST]


@pages.route("/password/forgotten", methods=["GET", "POST"])
@limiter.limit(TRIES, methods=["POST"])
@limiter.limit(MAILS_TO_ONE, methods=["POST"], key_func=_typed_address)
def forgotten_password() -> ResponseReturnValue:
    """Send a link to whoever has forgotten the password; the answer is the same for every address."""
    if request.method == "GET":
        return render_template("auth/forgotten.html", errors={}, values={})
    email = _typed_address()
    if not email:
        errors = {"email": [_("Enter your e-mail address.")]}
        return render_template("auth/forgotten.html", errors=errors, values={}), 422
    with db.unit_of_work() as session:
        user = user_by_email(session, email)
        # Something is written either way, so that the answer takes as long.
        known = user is not None and user.is_enabled
        record(session, actor="visitor", action="password-reset.asked", thing=user.ref if user else "nobody")
        if user is not None and known:
            send_link(session, user, PASSWORD_RESET, actor=user.ref)
    return render_template("auth/link_sent.html")


def send_link(session: Session, user: User, kind: str, *, actor: str) -> None:
    """Make a link and put the mail that brings it into the outbox, in the same unit of work."""
    link, token = make_link(session, user, kind, actor=actor, now=db.now())
    tell_link(session, link, seal().seal(token), now=db.now(), domain=mail_domain(settings()))


def tell_of_change(session: Session, user: User, change: str) -> None:
    """Let the person of an account know by mail what was changed in it, in the same unit of work."""
    tell_change(session, user, change, now=db.now(), domain=mail_domain(settings()))


@pages.route("/password/choose/<token>", methods=["GET", "POST"])
@limiter.limit(TRIES)
def choose_password(token: str) -> ResponseReturnValue:
    """Let the person of a link choose a password, once."""
    with db.unit_of_work() as session:
        link = link_of_token(session, token[:LONGEST_TOKEN], db.now())
        if link is None:
            return render_template("auth/link_spent.html"), 410
        if request.method == "GET":
            return _form(link.user, {})
        try:
            use_link(session, link, _typed_password(), now=db.now())
            if link.kind == PASSWORD_RESET:
                tell_of_change(session, link.user, "user.password-changed")
        except InvalidInput as refused:
            return _form(link.user, refused.errors), 422
    flash(_("Your password is set. Log in with it."))
    return redirect(url_for("auth.login"), 303)


def _typed_password() -> str:
    # One more than is allowed, so that a longer one is refused and not cut.
    return request.form.get("password", "")[: LONGEST_PASSWORD + 1]


def _form(user: User, errors: object) -> str:
    return render_template("auth/choose.html", errors=errors, email=user.email, shortest=SHORTEST_PASSWORD)
