"""Who calls: the token of the header Authorization. Session cookies mean nothing to the API."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import g, request

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.accounts.queries import user_of_token
from casetracker.api.problems import Problem

View = Callable[..., Any]
PREFIX = "ct_"
LONGEST_TOKEN = 200
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="casetracker"'}


def staff_only(action: str) -> Callable[[View], View]:
    """Let only those call a view whose user may do *action*; 401 and 403 come before the body is read."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*arguments: Any, **named: Any) -> Any:
            user = _user()
            if not policy.can(user, action):
                raise Problem("not-allowed")
            g.api_user = user
            return view(*arguments, **named)

        return guarded

    return guard


def caller() -> User:
    """Return the user whose token this request carries, in views that :func:`staff_only` guards."""
    return cast("User", g.api_user)


def _user() -> User:
    sent = request.authorization
    token = (sent.token or "") if sent and sent.type == "bearer" else ""
    user = None
    if token.startswith(PREFIX) and len(token) <= LONGEST_TOKEN:
        user = user_of_token(db.db.session, token)
    if user is None:
        raise Problem("not-authenticated", headers=CHALLENGE)
    return user
