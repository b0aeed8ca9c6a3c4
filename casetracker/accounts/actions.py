"""Make users, log them in, give tokens."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts.models import ROLES, ApiToken, User
from casetracker.audit.actions import record
from casetracker.registry.models import Body

SHORTEST_PASSWORD = 12
TRIES_BEFORE_LOCK = 8
LOCK_FOR = dt.timedelta(minutes=15)

hasher = PasswordHasher()
# Checked when the address is unknown, so that the answer takes as long as for a known one.
_NOBODY = hasher.hash(secrets.token_urlsafe(16))


class AccountError(ValueError):
    """An account that cannot be made as asked; the message says what is allowed."""


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
    """Make a user. Raises :class:`AccountError` for an unknown role or body, or a short password."""
    if role not in ROLES:
        raise AccountError(f"The role '{role}' is not known. It must be one of: {', '.join(ROLES)}.")
    if session.get(Body, body_id) is None:
        raise AccountError(f"There is no body '{body_id}'. Load the register first or check the id.")
    if len(password) < SHORTEST_PASSWORD:
        raise AccountError(f"The password is too short: at least {SHORTEST_PASSWORD} characters.")
    email = email.strip().lower()
    if session.scalar(sa.select(User.id).where(User.email == email)):
        raise AccountError(f"There is a user with the address {email} already.")
    user = User(
        email=email,
        name=name,
        password_hash=hasher.hash(password),
        role=role,
        body_id=body_id,
        language=language,
        session_salt=secrets.token_hex(16),
    )
    session.add(user)
    session.flush()
    record(
        session, actor=actor, action="user.created", thing=user.ref, details={"role": role, "body": body_id}
    )
    return user


def log_in(session: Session, email: str, password: str, *, now: dt.datetime) -> User | None:
    """Return the user whose password this is, or None; failures are counted and lock the account a while."""
    # Locked, so that many tries at once are counted one by one.
    wanted = sa.select(User).where(User.email == email.strip().lower()).with_for_update(of=User)
    user = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    good = _is_password(user.password_hash if user else _NOBODY, password)
    if user is None or not user.is_enabled:
        return None
    if user.locked_until and now < user.locked_until:
        return None
    if not good:
        _note_failure(session, user, now)
        return None
    if hasher.check_needs_rehash(user.password_hash):
        user.password_hash = hasher.hash(password)
    user.failed_logins, user.locked_until, user.last_login_at = 0, None, now
    record(session, actor=user.ref, action="user.logged-in", thing=user.ref)
    return user


def _is_password(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _note_failure(session: Session, user: User, now: dt.datetime) -> None:
    user.failed_logins += 1
    if user.failed_logins >= TRIES_BEFORE_LOCK:
        user.failed_logins, user.locked_until = 0, now + LOCK_FOR
        record(session, actor="system", action="user.locked", thing=user.ref)


def end_sessions(session: Session, user: User, *, actor: str) -> None:
    """End every session of a user, wherever it is open."""
    user.session_salt = secrets.token_hex(16)
    record(session, actor=actor, action="user.sessions-ended", thing=user.ref)


def token_hash(token: str) -> str:
    """Return what is stored of a token (256 random bits, so a plain hash is enough)."""
    return hashlib.sha256(token.encode()).hexdigest()


def create_token(session: Session, user: User, name: str, *, actor: str) -> str:
    """Make an API token that acts as *user*; it is returned once and stored only as a hash."""
    token = "ct_" + secrets.token_urlsafe(32)
    session.add(ApiToken(user=user, name=name, token_hash=token_hash(token), created_at=db.now()))
    record(session, actor=actor, action="token.created", thing=user.ref, details={"name": name})
    return token
