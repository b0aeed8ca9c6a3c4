"""Who may do what: one place, deny unless allowed."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker.accounts.models import User
from casetracker.registry.models import Body

READ, REGISTER, DECIDE, PREPARE, PUBLISH, UNMASK, IMPORT, SEE_MAIL, AUDIT = (
    "read-case",
    "register-case",
    "record-decision",
    "prepare-publication",
    "publish",
    "unmask",
    "import",
    "see-mail",
    "read-audit",
)
# Change what clocks run on: a case's own facts; whether it stands still; an election's dates and its law.
CORRECT, STAY, SEE_LAW, CHANGE_LAW = "correct-case", "stay-case", "see-law", "change-law"
# Say who works on a case.
ASSIGN = "assign-case"
# Documents are originals: who opens them sees who the parties are.
OPEN_DOCUMENT, ADD_DOCUMENT, WITHDRAW_DOCUMENT = "open-document", "add-document", "withdraw-document"
# Set, move, adjourn or cancel a hearing, and record how it ended.
HEAR = "set-hearing"
# One's own password, second factors, sessions and tokens; who else can log in, and what becomes of them.
OWN_ACCOUNT, SEE_USERS, MANAGE_USERS = "own-account", "see-users", "manage-users"
# Say what is told of time limits, stop mails, and send again what failed.
MANAGE_ALERTS = "manage-alerts"
# Review, confirm or drop the erasure of names whose time has ended.
ERASE = "erase-identities"

_BRING_DOCUMENTS = frozenset({OPEN_DOCUMENT, ADD_DOCUMENT})
_KEEP_DOCUMENTS = _BRING_DOCUMENTS | {WITHDRAW_DOCUMENT}

ALLOWED: dict[str, frozenset[str]] = {
    "clerk": frozenset({READ, REGISTER, HEAR, UNMASK, SEE_LAW, ASSIGN, OWN_ACCOUNT}) | _BRING_DOCUMENTS,
    "lawyer": frozenset(
        {READ, REGISTER, HEAR, DECIDE, PREPARE, UNMASK, CORRECT, STAY, SEE_LAW, ASSIGN, OWN_ACCOUNT}
    )
    | _KEEP_DOCUMENTS,
    "publisher": frozenset({READ, PREPARE, PUBLISH, UNMASK, SEE_LAW, OWN_ACCOUNT}) | _BRING_DOCUMENTS,
    "supervisor": frozenset(
        {
            READ,
            REGISTER,
            HEAR,
            DECIDE,
            UNMASK,
            ERASE,
            IMPORT,
            SEE_MAIL,
            MANAGE_ALERTS,
            CORRECT,
            STAY,
            SEE_LAW,
            ASSIGN,
            OWN_ACCOUNT,
        }
    )
    | _KEEP_DOCUMENTS,
    "administrator": frozenset(
        {
            READ,
            ERASE,
            IMPORT,
            SEE_MAIL,
            MANAGE_ALERTS,
            SEE_LAW,
            CHANGE_LAW,
            OWN_ACCOUNT,
            SEE_USERS,
            MANAGE_USERS,
        }
    ),
    "auditor": frozenset({READ, AUDIT, SEE_MAIL, SEE_LAW, OWN_ACCOUNT, SEE_USERS}),
}
# What changes nothing: an API token that may only read opens these.
READING = frozenset({READ, SEE_MAIL, AUDIT, SEE_LAW, SEE_USERS})
# What reaches the clocks of every body is for those whose scope is everything below a top of the hierarchy.
FROM_THE_TOP = frozenset({CHANGE_LAW})


def can(user: User | None, action: str, thing: object = None) -> bool:
    """Tell whether *user* may do *action* to a thing (None: to something in the user's scope).

    A thing is a body, or belongs to one: a case, a decision or a stay of a case, another user.
    """
    if user is None or not user.is_authenticated or not user.is_enabled:
        return False
    if action in FROM_THE_TOP and user.body.path.count("/") > 1:
        return False
    if action not in ALLOWED.get(user.role, frozenset()):
        return False
    return thing is None or is_in_scope(user, body_of(thing))


def can_manage(user: User | None, other: User) -> bool:
    """Tell whether *user* may change the account of *other*; never one's own, so nobody raises themself."""
    return user is not None and user.id != other.id and can(user, MANAGE_USERS, other)


def body_of(thing: object) -> Body:
    """Return the body that a thing belongs to, itself or through its case.

    Raises :class:`TypeError` for what belongs to none: a question without an answer is never allowed.
    """
    if isinstance(thing, Body):
        return thing
    for name in ("body", "case"):
        owner = getattr(thing, name, None)
        if owner is not None:
            return body_of(owner)
    raise TypeError(f"A {type(thing).__name__} belongs to no body: nobody can be allowed anything with it.")


def is_in_scope(user: User, body: Body) -> bool:
    """Tell whether *body* is the user's own or one below it (every path ends with a slash)."""
    return body.path.startswith(user.body.path)


def scope_of(user: User) -> sa.ColumnElement[bool]:
    """Return the condition on ``Body`` that keeps what is in the user's scope."""
    return Body.path.startswith(user.body.path, autoescape=True)
