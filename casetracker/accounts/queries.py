"""Find users."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.models import AnsweredRequest, User
from casetracker.registry.models import Body

USERS_A_PAGE = 50
# Who takes up a case that comes in.
WORKING = ("clerk", "lawyer", "supervisor")


def answered_request(session: Session, token_id: int, key: str) -> AnsweredRequest | None:
    """Return the request that a token sent with a key before, with its answer."""
    sent = sa.select(AnsweredRequest).where(AnsweredRequest.token_id == token_id, AnsweredRequest.key == key)
    return session.scalars(sent).one_or_none()


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


def staffed_among(session: Session, places: Collection[str]) -> set[str]:
    """Return which of these bodies, by id, have an own user who takes up what comes in."""
    if not places:
        return set()
    there = sa.select(User.body_id).where(
        User.body_id.in_(places), User.role.in_(WORKING), User.is_enabled.is_(True)
    )
    return set(session.scalars(there.distinct()))


def is_staffed(session: Session, body: Body) -> bool:
    """Tell whether anybody works for a body here, there or above it."""
    return bool(staffed_among(session, body.places))


def holding(words: str) -> list[sa.ColumnElement[bool]]:
    """Return the conditions on ``User`` and ``Body`` that keep the users who hold every word."""
    fields = (User.name, User.email, Body.code, User.role)
    return [
        sa.or_(*(sa.func.lower(field).contains(word.lower(), autoescape=True) for field in fields))
        for word in words.split()
    ]


def page_of_users(
    session: Session, scope: sa.ColumnElement[bool], words: str, *, page: int = 1
) -> tuple[Sequence[User], int]:
    """Return one page of the users in a scope whose name, address or body holds every word, and the total."""
    statement = sa.select(User).join(Body, User.body_id == Body.id).where(scope, *holding(words))
    total = session.scalar(
        sa.select(sa.func.count()).select_from(statement.with_only_columns(User.id).subquery())
    )
    ordered = statement.order_by(User.is_enabled.desc(), User.name, User.id)
    rows = session.scalars(ordered.limit(USERS_A_PAGE).offset((page - 1) * USERS_A_PAGE)).unique().all()
    return rows, int(total or 0)


def user_in_scope(session: Session, scope: sa.ColumnElement[bool], number: int) -> User | None:
    """Return a user by number, or None when there is none inside the scope."""
    statement = sa.select(User).join(Body, User.body_id == Body.id).where(scope, User.id == number)
    return session.scalars(statement).one_or_none()
