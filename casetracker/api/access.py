"""Who calls: the token of the header Authorization. Session cookies mean nothing to the API."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import g, request
from flask_babel import gettext as _

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.models import ApiToken, User
from casetracker.accounts.tokens import is_use_unnoted, note_use, token_in_use
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
            token = _token()
            if not policy.can(token.user, action):
                raise Problem("not-allowed")
            if token.scope != "write" and action not in policy.READING:
                raise Problem("not-allowed", _("This token may only read. Make one that may also write."))
            _note_use(token)
            g.api_user, g.api_token = token.user, token
            return view(*arguments, **named)

        guarded.staff_action = action  # type: ignore[attr-defined]
        return guarded

    return guard


def caller() -> User:
    """Return the user whose token this request carries, in views that :func:`staff_only` guards."""
    return cast("User", g.api_user)


def caller_token() -> ApiToken:
    """Return the token itself, likewise."""
    return cast("ApiToken", g.api_token)


def _token() -> ApiToken:
    sent = request.authorization
    token = (sent.token or "") if sent and sent.type == "bearer" else ""
    found = None
    if token.startswith(PREFIX) and len(token) <= LONGEST_TOKEN:
        found = token_in_use(db.db.session, token)
    if found is None:
        raise Problem("not-authenticated", headers=CHALLENGE)
    return found


def _note_use(token: ApiToken) -> None:
    if is_use_unnoted(token, db.now()):
        with db.unit_of_work() as session:
            note_use(session, token, db.now())
