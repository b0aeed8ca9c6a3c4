"""``/staff/users/<id>/…``: what an administrator does to somebody else's account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.accounts.administration import NotAllowed, StaleUser, seen_as
from casetracker.accounts.administration import change_user as change
from casetracker.accounts.administration import disable_user as disable
from casetracker.accounts.administration import enable_user as enable
from casetracker.accounts.links import INVITATION, PASSWORD_RESET
from casetracker.accounts.models import User
from casetracker.accounts.second_factors import reset_second_factors
from casetracker.accounts.sessions import end_sessions
from casetracker.alerts.bounces.actions import clear_bounces
from casetracker.cases.errors import InvalidInput
from casetracker.cases.inputs import read_input
from casetracker.web.auth.links import send_link, tell_of_change
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed, recently_confirmed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.field_names import USER
from casetracker.web.staff.forms import typed
from casetracker.web.staff.users import UserSchema, known_body, user_or_404, user_page

Act = Callable[[Session, User], None]


@pages.route("/users/<int(max=2000000000):user_id>/edit", methods=["GET", "POST"])
@allowed(policy.MANAGE_USERS)
@recently_confirmed
def edit_user(user_id: int) -> ResponseReturnValue:
    """Change the name, the role or the body of somebody else."""
    user = _manageable(db.db.session, user_id)
    if request.method == "GET":
        return _form(user, {"name": user.name, "role": user.role, "body": user.body.code}, {})
    values = typed(UserSchema(), request.form)
    try:
        wanted = read_input(UserSchema(), values)
        with db.unit_of_work() as session:
            wanted["body"] = known_body(session, wanted["body"])
            change(session, person(), user, **wanted, seen=request.form.get("seen", ""))
    except InvalidInput as refused:
        return _form(user, values, refused.errors, seen=request.form.get("seen")), 422
    except StaleUser:
        return _form(user, values, {"_schema": [_as_it_is_now(user)]}), 409
    except NotAllowed:
        abort(403)
    flash(_("The account is changed. With other rights the person has to log in again."))
    return redirect(url_for("staff.show_user", user_id=user.id), 303)


def _as_it_is_now(user: User) -> str:
    return _(
        "Somebody else changed this account since you opened it. It is now: %(name)s, %(role)s, %(body)s. "
        "What you typed stands below: look at both, then send it again.",
        name=user.name,
        role=labels.label("user-role", user.role),
        body=user.body.code,
    )


def _form(user: User, values: dict[str, Any], errors: Any, *, seen: str | None = None) -> str:
    """Return the form; *seen* is the account as the person saw it, None: as it is now."""
    return render_template(
        "staff/users/edit.html",
        user=user,
        seen=seen_as(user) if seen is None else seen,
        values=values,
        errors=errors,
        names=USER,
        roles=labels.choices("user-role"),
    )


@pages.post("/users/<int(max=2000000000):user_id>/disable")
@allowed(policy.MANAGE_USERS)
@recently_confirmed
def disable_user(user_id: int) -> ResponseReturnValue:
    """Let somebody in no more."""
    return _do(
        user_id,
        lambda session, user: disable(session, person(), user),
        _("The account is disabled: its sessions have ended and its tokens are revoked."),
    )


@pages.post("/users/<int(max=2000000000):user_id>/enable")
@allowed(policy.MANAGE_USERS)
@recently_confirmed
def enable_user(user_id: int) -> ResponseReturnValue:
    """Let somebody in again."""
    return _do(
        user_id, lambda session, user: enable(session, person(), user), _("The account is enabled again.")
    )


@pages.post("/users/<int(max=2000000000):user_id>/reset-second-factor")
@allowed(policy.MANAGE_USERS)
@recently_confirmed
def reset_second_factor(user_id: int) -> ResponseReturnValue:
    """Take every second factor of somebody away who has lost them."""

    def reset(session: Session, user: User) -> None:
        reset_second_factors(session, user, actor=person().ref)
        tell_of_change(session, user, "second-factor.reset")

    told = _("The second factor is reset. Make sure that it was really the person who asked for it.")
    return _do(user_id, reset, told)


@pages.post("/users/<int(max=2000000000):user_id>/end-sessions")
@allowed(policy.MANAGE_USERS)
@recently_confirmed
def end_sessions_of_user(user_id: int) -> ResponseReturnValue:
    """End every session of somebody."""
    return _do(
        user_id,
        lambda session, user: end_sessions(session, user, actor=person().ref),
        _("Every session of this person has ended."),
    )


@pages.post("/users/<int(max=2000000000):user_id>/send-link")
@allowed(policy.MANAGE_USERS)
@recently_confirmed
def send_link_to_user(user_id: int) -> ResponseReturnValue:
    """Send the invitation again, or a link to choose a new password."""

    def send(session: Session, user: User) -> None:
        if not user.is_enabled:
            raise InvalidInput({"_schema": [_("The account is disabled. Enable it first.")]})
        send_link(session, user, INVITATION if user.is_invited else PASSWORD_RESET, actor=person().ref)

    return _do(user_id, send, _("The link is on its way. Links sent before open nothing any more."))


@pages.post("/users/<int(max=2000000000):user_id>/address-works")
@allowed(policy.MANAGE_USERS)
def clear_bounces_of_user(user_id: int) -> ResponseReturnValue:
    """Note that mails to somebody arrive again."""

    def clear(session: Session, user: User) -> None:
        clear_bounces(session, user, actor=person().ref, now=db.now())

    return _do(user_id, clear, _("The address counts as working until a mail comes back again."))


def _do(user_id: int, act: Act, told: str) -> ResponseReturnValue:
    user = _manageable(db.db.session, user_id)
    try:
        with db.unit_of_work() as session:
            act(session, user)
    except InvalidInput as refused:
        return user_page(user, refused.errors), 422
    except NotAllowed:
        abort(403)
    flash(told)
    return redirect(url_for("staff.show_user", user_id=user_id), 303)


def _manageable(session: Session, user_id: int) -> User:
    """Return a user whom this person may change; 404 outside the scope, 403 for oneself."""
    user = user_or_404(session, user_id)
    if not policy.can_manage(person(), user):
        abort(403)
    return user
