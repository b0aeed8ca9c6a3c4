"""``/staff/users``: who can log in, within one's own scope; inviting somebody."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.accounts.administration import invite_user as make_invited
from casetracker.accounts.feeds import feeds_of
from casetracker.accounts.links import INVITATION
from casetracker.accounts.models import User
from casetracker.accounts.passkeys import passkeys_of
from casetracker.accounts.queries import USERS_A_PAGE, page_of_users, user_in_scope
from casetracker.accounts.second_factors import app_of
from casetracker.accounts.sessions import live_sessions
from casetracker.accounts.tokens import tokens_of
from casetracker.alerts.addresses import recipient_address
from casetracker.alerts.bounces.queries import bounce_of
from casetracker.cases.errors import InvalidInput
from casetracker.cases.fields import Choice, CleanText
from casetracker.cases.inputs import Strict, read_input
from casetracker.registry.models import Body
from casetracker.registry.queries import body_by_id_or_code
from casetracker.web.auth.links import send_link
from casetracker.web.auth.sessions import person
from casetracker.web.rendering import page_url
from casetracker.web.staff.access import allowed, recently_confirmed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.field_names import USER
from casetracker.web.staff.forms import page_of, plain_words, typed


class Address(CleanText):
    """An e-mail address that mail can be sent to."""

    def read(self, value: Any) -> str | None:
        """Return the address in small letters."""
        text = (super().read(value) or "").lower()
        if recipient_address(text) is None or not text.isascii():
            raise ma.ValidationError(_("This is not an e-mail address. Write it like name@host.kz."))
        return text


class UserSchema(Strict):
    """Who a user is, as an administrator types it."""

    name = CleanText(longest=200, required=True)
    role = Choice("user-role", required=True)
    body = CleanText(longest=80, required=True)


class InvitationSchema(UserSchema):
    """Somebody to be invited."""

    email = Address(longest=254, required=True)
    language = Choice("language", required=True)


@pages.get("/users")
@allowed(policy.SEE_USERS)
def list_users() -> ResponseReturnValue:
    """Show one page of the users in scope."""
    words, page = plain_words(request.args.get("q", "")), page_of(request.args)
    users, total = page_of_users(db.db.session, policy.scope_of(person()), words, page=page)
    last = max(1, -(-total // USERS_A_PAGE))
    if page > last:
        return redirect(page_url(last))
    return render_template(
        "staff/users/users.html",
        users=users,
        words=words,
        page=page,
        pages=last,
        zone=person().body.zone,
        may_manage=policy.can(person(), policy.MANAGE_USERS),
    )


@pages.get("/users/<int(max=2000000000):user_id>")
@allowed(policy.SEE_USERS)
def show_user(user_id: int) -> ResponseReturnValue:
    """Show one user: rights, second factors, sessions."""
    return user_page(user_or_404(db.db.session, user_id), {})


def user_page(user: User, errors: Any) -> str:
    """Return the page of a user."""
    session = db.db.session
    return render_template(
        "staff/users/user.html",
        user=user,
        errors=errors,
        may_manage=policy.can_manage(person(), user),
        has_app=app_of(session, user) is not None,
        passkeys=passkeys_of(session, user),
        sessions=live_sessions(session, user, db.now()),
        tokens=tokens_of(session, user),
        bounce=bounce_of(session, user),
        feeds=feeds_of(session, user),
        zone=person().body.zone,
        now=db.now(),
    )


def user_or_404(session: Session, user_id: int) -> User:
    """Return a user in scope; 404 otherwise, so that existence is not told."""
    user = user_in_scope(session, policy.scope_of(person()), user_id)
    if user is None:
        abort(404)
    return user


@pages.route("/users/invite", methods=["GET", "POST"])
@allowed(policy.MANAGE_USERS)
@recently_confirmed
def invite_user() -> ResponseReturnValue:
    """Invite somebody: the account is made, and a link to choose a password goes out by mail."""
    if request.method == "GET":
        return _form({"body": person().body.code, "language": person().language}, {})
    values = typed(InvitationSchema(), request.form)
    try:
        wanted = read_input(InvitationSchema(), values)
        with db.unit_of_work() as session:
            wanted["body"] = known_body(session, wanted["body"])
            user = make_invited(session, person(), **wanted)
            send_link(session, user, INVITATION, actor=person().ref)
    except InvalidInput as refused:
        return _form(values, refused.errors), 422
    flash(_("The invitation is on its way to %(email)s.", email=user.email))
    return redirect(url_for("staff.show_user", user_id=user.id), 303)


def known_body(session: Session, name: str) -> Body:
    """Return the body of a code; raises :class:`InvalidInput` when there is none."""
    body = body_by_id_or_code(session, name)
    if body is None:
        raise InvalidInput(
            {"body": [_("There is no body with this code. Find it under “Bodies” and type its code here.")]}
        )
    return body


def _form(values: dict[str, Any], errors: Any) -> str:
    return render_template(
        "staff/users/invite.html",
        values=values,
        errors=errors,
        names=USER,
        roles=labels.choices("user-role"),
        languages_of_mail=labels.choices("language"),
    )
