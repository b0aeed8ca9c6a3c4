"""Who is logged in: the session cookie read back into a user."""

from __future__ import annotations

from typing import cast

import structlog
from flask import Flask, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts.models import User, UserSession
from casetracker.accounts.second_factors import DEMANDED_OF, has_second_factor
from casetracker.accounts.sessions import (
    complete_session,
    is_unseen,
    note_seen,
    open_session,
    session_of_token,
)
from casetracker.runtime import settings

log = structlog.get_logger(__name__)
manager = LoginManager()

# What the cookie holds: the token of a session, or of one whose second step is still to come.
TOKEN, HALF_TOKEN = "session_token", "half_session_token"  # noqa: S105 - names, no secrets


@manager.user_loader
def _load(user_id: str) -> User | None:
    try:
        opened = session_of_token(db.db.session, str(session.get(TOKEN, "")), db.now())
    except DBAPIError as error:
        # Whoever comes is nobody while the database is gone: the page that says so must be built too.
        log.error("user_not_loaded", error=str(error.orig))
        db.db.session.rollback()
        g.accounts_unreachable = True
        return None
    if opened is None or opened.completed_at is None or str(opened.user_id) != user_id:
        return None
    g.user_session = opened
    return opened.user


def accounts_unreachable() -> bool:
    """Tell whether this request could not find out who is logged in."""
    return bool(g.get("accounts_unreachable", False))


def person() -> User:
    """Return the user of this request, on pages that only users reach."""
    return cast("User", current_user._get_current_object())


def this_session() -> UserSession:
    """Return the session of this request, on pages that only users reach."""
    return cast("UserSession", g.user_session)


def lacks_second_factor() -> bool:
    """Tell whether this person must add a second factor before anything else."""
    if not settings().require_second_factor or person().role not in DEMANDED_OF:
        return False
    return this_session().second_factor_at is None


def take_first_step(work: Session, user: User, way: str) -> tuple[str, bool]:
    """Open a session of this browser; return the token of its cookie and whether it is complete."""
    opened, token = open_session(
        work,
        user,
        way=way,
        address=request.remote_addr or "",
        agent=request.user_agent.string,
        now=db.now(),
    )
    if has_second_factor(work, user):
        return token, False
    return complete_session(work, opened, now=db.now(), second_factor=False), True


def begin(user: User, token: str) -> None:
    """Start a session of *user*; nothing of the visitor's former session is taken over."""
    session.clear()
    session.permanent = True
    session[TOKEN] = token
    login_user(user)


def begin_half(token: str) -> None:
    """Let this browser take the second step."""
    session.clear()
    session.permanent = True
    session[HALF_TOKEN] = token


def half_session(work: Session) -> UserSession | None:
    """Return the session whose second step this browser may take, or None."""
    opened = session_of_token(work, str(session.get(HALF_TOKEN, "")), db.now())
    return opened if opened is not None and opened.completed_at is None else None


def end() -> None:
    """End the session of this browser."""
    logout_user()
    session.clear()


def _note_seen() -> None:
    """Note, at most once a minute, that the session is in use: before the work of the request begins."""
    if TOKEN not in session or request.endpoint == "static" or not current_user.is_authenticated:
        return
    if not is_unseen(this_session(), db.now()):
        return
    try:
        with db.unit_of_work() as work:
            note_seen(work, this_session(), db.now())
    except DBAPIError as error:
        log.error("session_not_noted", error=str(error.orig))


def register(app: Flask) -> None:
    """Let every request know its user."""
    manager.init_app(app)
    app.before_request(_note_seen)
