"""Who is logged in: the session cookie read back into a user."""

from __future__ import annotations

from typing import cast

import structlog
from flask import Flask, g, session
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy.exc import DBAPIError

from casetracker import db
from casetracker.accounts.models import User
from casetracker.accounts.queries import user_of_session

log = structlog.get_logger(__name__)
manager = LoginManager()


@manager.user_loader
def _load(session_id: str) -> User | None:
    try:
        return user_of_session(db.db.session, session_id)
    except DBAPIError as error:
        # Whoever comes is nobody while the database is gone: the page that says so must be built too.
        log.error("user_not_loaded", error=str(error.orig))
        db.db.session.rollback()
        g.accounts_unreachable = True
        return None


def accounts_unreachable() -> bool:
    """Tell whether this request could not find out who is logged in."""
    return bool(g.get("accounts_unreachable", False))


def person() -> User:
    """Return the user of this request, on pages that only users reach."""
    return cast("User", current_user._get_current_object())


def begin(user: User) -> None:
    """Start a session of *user*; nothing of the visitor's former session is taken over."""
    session.clear()
    session.permanent = True
    login_user(user)


def end() -> None:
    """End the session of this browser."""
    logout_user()
    session.clear()


def register(app: Flask) -> None:
    """Let every request know its user."""
    manager.init_app(app)
