"""What a person may do on the staff side: each view names its action; a view without one is not served."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.models import ApiToken, CalendarFeed, Passkey, UserSession
from casetracker.accounts.sessions import is_confirmed
from casetracker.cases.models import Case
from casetracker.cases.queries import case_by_reference
from casetracker.web.auth.sessions import person, this_session

View = Callable[..., ResponseReturnValue]
Own = TypeVar("Own", ApiToken, CalendarFeed, Passkey, UserSession)

ELECTION = re.compile(r"[a-z0-9-]{1,40}")
SLUG = re.compile(r"(?P<body>[a-z0-9-]{1,40})-(?P<serial>\d{4,9})")


def allowed(action: str) -> Callable[[View], View]:
    """Let only those see a view who may do *action* somewhere in their scope; others get 403."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> ResponseReturnValue:
            if not policy.can(person(), action):
                abort(403)
            return view(**arguments)

        guarded.staff_action = action  # type: ignore[attr-defined]
        return guarded

    return guard


def recently_confirmed(view: View) -> View:
    """Ask for the password again before a view that changes who can log in, when the last time is long ago.

    What was posted is not taken: the way back leads to the form.
    """

    @wraps(view)
    def confirmed(**arguments: Any) -> ResponseReturnValue:
        if is_confirmed(this_session(), db.now()):
            return view(**arguments)
        takes_get = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
        wanted = request.path if takes_get else url_for("staff.account")
        return redirect(url_for("staff.confirm_person", next=wanted), 303)

    return confirmed


def assert_guarded(app: Flask) -> None:
    """Raise RuntimeError when a staff view does not name its action."""
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith("staff.") and not hasattr(view, "staff_action"):
            raise RuntimeError(f"The view {endpoint} names no action: decorate it with @allowed(policy…).")


def case_or_404(session: Session, election: str, slug: str) -> Case:
    """Return the case of a page's address; 404 also outside the scope, so that existence is not told."""
    place = SLUG.fullmatch(slug)
    if place is None or not ELECTION.fullmatch(election):
        abort(404)
    case = case_by_reference(session, f"{election}/{place['body']}/{place['serial']}")
    if case is None or not policy.is_in_scope(person(), case.body):
        abort(404)
    return case


def own_or_404(session: Session, kind: type[Own], number: int) -> Own:
    """Return a thing of the person's own account; those of others do not exist."""
    found = session.get(kind, number)
    if found is None or found.user_id != person().id:
        abort(404)
    return found
