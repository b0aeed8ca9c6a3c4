"""Who is told: the people responsible for a body, found for many bodies with one query.

The rule is that of ``accounts.queries.users_responsible_for``; a planner that met ten thousand bodies
must not ask once for each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.registry.models import Body

# Who decides is told; where there is nobody, who prepares; where there is nobody either, who oversees.
RANKS = ("lawyer", "clerk", "supervisor")
SUPERVISOR = "supervisor"


class Responsible:
    """The enabled users of the roles that are told, by their own body."""

    def __init__(self, users: Sequence[User]) -> None:
        self._by_body: dict[str, list[User]] = defaultdict(list)
        for user in users:
            self._by_body[user.body_id].append(user)

    @classmethod
    def load(cls, session: Session) -> Responsible:
        """Read the users with one query."""
        statement = sa.select(User).where(User.role.in_(RANKS), User.is_enabled.is_(True)).order_by(User.id)
        return cls(session.scalars(statement).unique().all())

    def told_of(self, body: Body, *, with_supervisors: bool) -> list[User]:
        """Return who is told of a case before *body*, without anybody twice; empty when nobody is there."""
        users = self._nearest(body, RANKS)
        rank = next((role for role in RANKS if any(user.role == role for user in users)), None)
        told = {user.id: user for user in users if user.role == rank}
        if with_supervisors:
            told |= {user.id: user for user in self._nearest(body, (SUPERVISOR,))}
        return [told[number] for number in sorted(told)]

    def _nearest(self, body: Body, roles: Sequence[str]) -> list[User]:
        for body_id in _upwards(body):
            found = [user for user in self._by_body.get(body_id, ()) if user.role in roles]
            if found:
                return found
        return []


def _upwards(body: Body) -> Iterator[str]:
    """Yield the ids of a body and all above it: its path holds them from the top down."""
    yield from reversed(body.path.strip("/").split("/"))
