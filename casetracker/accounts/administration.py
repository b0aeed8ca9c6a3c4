"""What an administrator does to the accounts of others. Actions never commit.

``by`` is the administrator, None for the command line; the page has asked the policy already, and what
must hold whoever asks (scope of the new body, the last administrator) is asked here again.
"""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casetracker.accounts.feeds import revoke_feeds
from casetracker.accounts.models import User
from casetracker.accounts.passwords import unusable_hash
from casetracker.accounts.policy import MANAGE_USERS, can, can_manage
from casetracker.accounts.sessions import end_sessions
from casetracker.accounts.tokens import revoke_tokens
from casetracker.audit.actions import record
from casetracker.registry.errors import InvalidInput
from casetracker.registry.models import Body

COMMAND_LINE = "command-line"
ADMINISTRATOR = "administrator"


class NotAllowed(Exception):
    """The administrator may not do this to this account."""


class StaleUser(Exception):
    """Somebody else changed the account since the administrator saw it."""


def seen_as(user: User) -> str:
    """Return what tells one state of an account from another: what a form about it shows."""
    shown = json.dumps([user.name, user.role, user.body_id], ensure_ascii=False)
    return hashlib.sha256(shown.encode()).hexdigest()[:32]


def invite_user(
    session: Session, by: User | None, *, email: str, name: str, role: str, body: Body, language: str
) -> User:
    """Make a user who chooses a password by the link of an invitation; the link is made separately.

    Raises :class:`InvalidInput` for an address that is taken or a body outside the scope.
    """
    _check_body(by, body)
    email = email.strip().lower()
    if session.scalar(sa.select(User.id).where(User.email == email)):
        raise _taken()
    user = User(
        email=email,
        name=name,
        password_hash=unusable_hash(),
        role=role,
        body=body,
        language=language,
        is_invited=True,
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        # Somebody else invited the same person at the same moment.
        raise _taken() from error
    details = {"role": role, "body": body.id}
    record(session, actor=_actor(by), action="user.invited", thing=user.ref, details=details)
    return user


def _taken() -> InvalidInput:
    sentence = _("Somebody logs in with this address already. Find the account in the list.")
    return InvalidInput({"email": [sentence]})


def change_user(
    session: Session,
    by: User | None,
    user: User,
    *,
    name: str,
    role: str,
    body: Body,
    seen: str | None = None,
) -> bool:
    """Change who a user is; other rights end every session. False when nothing differs.

    *seen* is the account as the administrator saw it (``seen_as``). Raises :class:`InvalidInput` for a body
    outside the scope and for the last administrator, and :class:`StaleUser`.
    """
    user = _administered(session, by, user)
    if seen is not None and seen != seen_as(user):
        raise StaleUser
    _check_body(by, body)
    before = {"role": user.role, "body": user.body_id}
    after = {"role": role, "body": body.id}
    if before == after and name == user.name:
        return False
    if before != after:
        if user.role == ADMINISTRATOR:
            _check_another_administrator(session, user, "role")
        end_sessions(session, user, actor=_actor(by))
    user.name, user.role, user.body = name, role, body
    record(
        session,
        actor=_actor(by),
        action="user.changed",
        thing=user.ref,
        details={"from": before, "to": after},
    )
    return True


def disable_user(session: Session, by: User | None, user: User) -> None:
    """Let a user in no more: sessions end, tokens and calendars are revoked. Again, it changes nothing.

    Raises :class:`InvalidInput` for the last administrator.
    """
    user = _administered(session, by, user)
    if not user.is_enabled:
        return
    if user.role == ADMINISTRATOR:
        _check_another_administrator(session, user, "_schema")
    user.is_enabled = False
    end_sessions(session, user, actor=_actor(by))
    revoke_tokens(session, user, actor=_actor(by))
    revoke_feeds(session, user, actor=_actor(by))
    record(session, actor=_actor(by), action="user.disabled", thing=user.ref)


def enable_user(session: Session, by: User | None, user: User) -> None:
    """Let a user in again. Again, it changes nothing."""
    user = _administered(session, by, user)
    if not user.is_enabled:
        user.is_enabled, user.failed_logins, user.locked_until = True, 0, None
        record(session, actor=_actor(by), action="user.enabled", thing=user.ref)


def _administered(session: Session, by: User | None, user: User) -> User:
    """Return the user, fresh and locked with every administrator: two cannot disable each other at once."""
    wanted = sa.select(User).where(sa.or_(User.role == ADMINISTRATOR, User.id == user.id)).order_by(User.id)
    locked = wanted.with_for_update(of=User).execution_options(populate_existing=True)
    people = {person.id: person for person in session.scalars(locked)}
    fresh = people[user.id]
    if by is not None and not can_manage(people.get(by.id), fresh):
        raise NotAllowed
    return fresh


def _check_body(by: User | None, body: Body) -> None:
    if by is not None and not can(by, MANAGE_USERS, body):
        raise InvalidInput(
            {"body": [_("This body is outside what you administer. Choose your own body or one below it.")]}
        )


def _check_another_administrator(session: Session, user: User, field: str) -> None:
    """Raise when nobody else could administer the user's body."""
    others = session.scalars(
        sa.select(User).where(
            User.role == ADMINISTRATOR,
            User.is_enabled.is_(True),
            User.is_invited.is_(False),
            User.id != user.id,
        )
    )
    if not any(can(other, MANAGE_USERS, user.body) for other in others):
        raise InvalidInput(
            {
                field: [
                    _(
                        "This is the last administrator of this body. Let another administrator "
                        "in first, then change this account."
                    )
                ]
            }
        )


def _actor(by: User | None) -> str:
    return by.ref if by else COMMAND_LINE
