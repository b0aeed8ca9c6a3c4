"""Find users."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.actions import token_hash
from casetracker.accounts.models import ApiToken, User
from casetracker.registry.models import Body


def user_of_session(session: Session, session_id: str) -> User | None:
    """Return the enabled user of a session cookie's id, unless that session was ended."""
    number, _dot, salt = session_id.partition(".")
    user = session.get(User, int(number)) if number.isdigit() else None
    return user if user and user.is_enabled and user.session_salt == salt else None


def user_of_token(session: Session, token: str) -> User | None:
    """Return the enabled user that an API token acts as, or None."""
    found = session.scalars(
        sa.select(ApiToken).where(ApiToken.token_hash == token_hash(token), ApiToken.revoked_at.is_(None))
    ).one_or_none()
    return found.user if found and found.user.is_enabled else None


def user_by_email(session: Session, email: str) -> User | None:
    """Return the user of an address, or None."""
    return session.scalars(sa.select(User).where(User.email == email.strip().lower())).one_or_none()


def names_by_ref(session: Session, refs: Iterable[str]) -> dict[str, str]:
    """Return the names of those users among *refs* (``user:12``); other actors are left out."""
    numbers = {
        int(ref.removeprefix("user:")) for ref in refs if ref.startswith("user:") and ref[5:].isdigit()
    }
    rows = session.execute(sa.select(User.id, User.name).where(User.id.in_(numbers)))
    return {f"user:{row.id}": row.name for row in rows}


def users_responsible_for(session: Session, body: Body, roles: Sequence[str]) -> Sequence[User]:
    """Return the enabled users of these roles whose own body is *body*, or of the nearest body above."""
    place: Body | None = body
    while place is not None:
        statement = sa.select(User).where(
            User.body_id == place.id, User.role.in_(roles), User.is_enabled.is_(True)
        )
        found = session.scalars(statement.order_by(User.id)).unique().all()
        if found:
            return found
        place = place.parent
    return []
