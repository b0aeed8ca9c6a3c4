"""Random tokens, and the API tokens of users."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts.models import ApiToken, User
from casetracker.audit.actions import record

NOTED_EVERY = dt.timedelta(minutes=1)


def new_token() -> str:
    """Return 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token (256 random bits, so a plain hash is enough)."""
    return hashlib.sha256(token.encode()).hexdigest()


def create_token(session: Session, user: User, name: str, *, actor: str, scope: str = "write") -> str:
    """Make an API token that acts as *user*; it is returned once and stored only as a hash."""
    token = "ct_" + new_token()
    session.add(
        ApiToken(user=user, name=name, scope=scope, token_hash=token_hash(token), created_at=db.now())
    )
    record(
        session,
        actor=actor,
        action="token.created",
        thing=user.ref,
        details={"name": name, "scope": scope},
    )
    return token


def revoke_token(session: Session, token: ApiToken, *, actor: str) -> None:
    """Let an API token open nothing any more; again, it changes nothing."""
    if token.revoked_at is None:
        token.revoked_at = db.now()
        record(
            session, actor=actor, action="token.revoked", thing=token.user.ref, details={"name": token.name}
        )


def revoke_tokens(session: Session, user: User, *, actor: str) -> None:
    """Revoke every API token of a user."""
    for token in tokens_of(session, user):
        revoke_token(session, token, actor=actor)


def tokens_of(session: Session, user: User) -> Sequence[ApiToken]:
    """Return the tokens of a user that are not revoked, the newest first."""
    mine = sa.select(ApiToken).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
    return session.scalars(mine.order_by(ApiToken.id.desc())).all()


def token_in_use(session: Session, token: str) -> ApiToken | None:
    """Return an API token that was not revoked and whose user is enabled, or None."""
    found = session.scalars(
        sa.select(ApiToken).where(ApiToken.token_hash == token_hash(token), ApiToken.revoked_at.is_(None))
    ).one_or_none()
    return found if found and found.user.is_enabled else None


def is_use_unnoted(token: ApiToken, now: dt.datetime) -> bool:
    """Tell whether the use of a token now is to be noted: at most once a minute."""
    return token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY


def note_use(session: Session, token: ApiToken, now: dt.datetime) -> None:
    """Note that a token was used."""
    token.last_used_at = now
    session.add(token)
