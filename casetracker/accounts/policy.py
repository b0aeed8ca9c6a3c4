"""Who may do what: one place, deny unless allowed."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker.accounts.models import User
from casetracker.registry.models import Body

READ, REGISTER, DECIDE, PUBLISH, UNMASK, IMPORT, SEE_MAIL, AUDIT = (
    "read-case",
    "register-case",
    "record-decision",
    "publish",
    "unmask",
    "import",
    "see-mail",
    "read-audit",
)
# Change what clocks run on: a case's own facts; whether it stands still; an election's dates and its law.
CORRECT, STAY, SEE_LAW, CHANGE_LAW = "correct-case", "stay-case", "see-law", "change-law"

ALLOWED: dict[str, frozenset[str]] = {
    "clerk": frozenset({READ, REGISTER, UNMASK, SEE_LAW}),
    "lawyer": frozenset({READ, REGISTER, DECIDE, UNMASK, CORRECT, STAY, SEE_LAW}),
    "publisher": frozenset({READ, PUBLISH, UNMASK, SEE_LAW}),
    "supervisor": frozenset({READ, REGISTER, DECIDE, UNMASK, IMPORT, SEE_MAIL, CORRECT, STAY, SEE_LAW}),
    "administrator": frozenset({READ, IMPORT, SEE_MAIL, SEE_LAW, CHANGE_LAW}),
    "auditor": frozenset({READ, AUDIT, SEE_MAIL, SEE_LAW}),
}
# What reaches the clocks of every body is for those whose scope is everything below a top of the hierarchy.
FROM_THE_TOP = frozenset({CHANGE_LAW})


def can(user: User | None, action: str, body: Body | None = None) -> bool:
    """Tell whether *user* may do *action* to a thing of *body* (None: anywhere in the user's scope)."""
    if user is None or not user.is_authenticated or not user.is_enabled:
        return False
    if action in FROM_THE_TOP and user.body.path.count("/") > 1:
        return False
    return action in ALLOWED.get(user.role, frozenset()) and (body is None or is_in_scope(user, body))


def is_in_scope(user: User, body: Body) -> bool:
    """Tell whether *body* is the user's own or one below it (every path ends with a slash)."""
    return body.path.startswith(user.body.path)


def scope_of(user: User) -> sa.ColumnElement[bool]:
    """Return the condition on ``Body`` that keeps what is in the user's scope."""
    return Body.path.startswith(user.body.path, autoescape=True)
