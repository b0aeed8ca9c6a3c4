"""Make users, check their password and second step, change their password. Actions never commit."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.models import ROLES, User, UserSession
from casetracker.accounts.passwords import check_password, hasher, is_password
from casetracker.accounts.sealing import Seal
from casetracker.accounts.second_factors import take_code
from casetracker.accounts.sessions import end_sessions
from casetracker.accounts.tokens import create_token, token_hash
from casetracker.audit.actions import record
from casetracker.registry.models import Body

__all__ = [
    "AccountError",
    "change_password",
    "check_second_step",
    "confirm_password",
    "create_token",
    "create_user",
    "log_in",
    "token_hash",
]

TRIES_BEFORE_LOCK = 8
LOCK_FOR = dt.timedelta(minutes=15)


class AccountError(ValueError):
    """An account that cannot be made or changed as asked; the message says what is allowed."""


def create_user(
    session: Session,
    *,
    email: str,
    name: str,
    password: str,
    role: str,
    body_id: str,
    language: str,
    actor: str,
) -> User:
    """Make a user. Raises :class:`AccountError` for an unknown role or body and an address that is taken,
    :class:`InvalidInput` for a password that would be guessed.
    """
    if role not in ROLES:
        raise AccountError(f"The role '{role}' is not known. It must be one of: {', '.join(ROLES)}.")
    if session.get(Body, body_id) is None:
        raise AccountError(f"There is no body '{body_id}'. Load the register first or check the id.")
    email = email.strip().lower()
    check_password(password, email)
    if session.scalar(sa.select(User.id).where(User.email == email)):
        raise AccountError(f"There is a user with the address {email} already.")
    user = User(
        email=email,
        name=name,
        password_hash=hasher.hash(password),
        role=role,
        body_id=body_id,
        language=language,
    )
    session.add(user)
    session.flush()
    details = {"role": role, "body": body_id}
    record(session, actor=actor, action="user.created", thing=user.ref, details=details)
    return user


def log_in(session: Session, email: str, password: str, *, now: dt.datetime) -> User | None:
    """Return the user whose password this is, or None; failures are counted and lock the account a while.

    It is the first step only: failures are forgotten when the session is complete, so that a known
    password gives no further tries at the second step.
    """
    user = _locked(session, User.email == email.strip().lower())
    good = is_password(user.password_hash if user else None, password)
    if user is None or not user.is_enabled or is_locked(user, now):
        return None
    if not good:
        _note_failure(session, user, now)
        return None
    if hasher.check_needs_rehash(user.password_hash):
        user.password_hash = hasher.hash(password)
    return user


def check_second_step(
    session: Session, opened: UserSession, seal: Seal, code: str, *, now: dt.datetime
) -> bool:
    """Tell whether a code completes a session, spending it; failures count as those of the password do."""
    user = _locked(session, User.id == opened.user_id)
    if user is None or not user.is_enabled or is_locked(user, now):
        return False
    if take_code(session, user, seal, code, now) is None:
        _note_failure(session, user, now)
        return False
    return True


def confirm_password(session: Session, opened: UserSession, password: str, *, now: dt.datetime) -> bool:
    """Tell whether the person of a session has typed their password, and note when they did."""
    user = log_in(session, opened.user.email, password, now=now)
    if user is None:
        return False
    user.failed_logins = 0
    session.get_one(UserSession, opened.id).confirmed_at = now
    return True


def change_password(session: Session, user: User, password: str, *, but: UserSession | None) -> None:
    """Change a password and end the user's other sessions. Raises :class:`InvalidInput`."""
    check_password(password, user.email)
    user.password_hash = hasher.hash(password)
    user.is_invited = False
    record(session, actor=user.ref, action="user.password-changed", thing=user.ref)
    end_sessions(session, user, actor=user.ref, but=but)


def is_locked(user: User, now: dt.datetime) -> bool:
    """Tell whether nobody can log in to an account because of wrong attempts."""
    return user.locked_until is not None and now < user.locked_until


def _locked(session: Session, which: sa.ColumnElement[bool]) -> User | None:
    # Locked, so that many tries at once are counted one by one.
    wanted = sa.select(User).where(which).with_for_update(of=User)
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def _note_failure(session: Session, user: User, now: dt.datetime) -> None:
    user.failed_logins += 1
    if user.failed_logins >= TRIES_BEFORE_LOCK:
        user.failed_logins, user.locked_until = 0, now + LOCK_FOR
        record(session, actor="system", action="user.locked", thing=user.ref)
