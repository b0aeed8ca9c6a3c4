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

ALLOWED: dict[str, frozenset[str]] = {
    "clerk": frozenset({READ, REGISTER, UNMASK}),
    "lawyer": frozenset({READ, REGISTER, DECIDE, UNMASK}),
    "publisher": frozenset({READ, PUBLISH, UNMASK}),
    "supervisor": frozenset({READ, REGISTER, DECIDE, UNMASK, IMPORT, SEE_MAIL}),
    "administrator": frozenset({READ, IMPORT, SEE_MAIL}),
    "auditor": frozenset({READ, AUDIT, SEE_MAIL}),
}


def can(user: User | None, action: str, body: Body | None = None) -> bool:
    """Tell whether *user* may do *action* to a thing of *body* (None: anywhere in the user's scope)."""
    if user is None or not user.is_authenticated or not user.is_enabled:
        return False
    return action in ALLOWED.get(user.role, frozenset()) and (body is None or is_in_scope(user, body))


def is_in_scope(user: User, body: Body) -> bool:
    """Tell whether *body* is the user's own or one below it (every path ends with a slash)."""
    return body.path.startswith(user.body.path)


def scope_of(user: User) -> sa.ColumnElement[bool]:
    """Return the condition on ``Body`` that keeps what is in the user's scope."""
    return Body.path.startswith(user.body.path, autoescape=True)
