"""Who is told: the people responsible for a body, found for many bodies with one query.

The rule is that of ``accounts.queries.users_responsible_for``; a planner that met ten thousand bodies
must not ask once for each of them. Whoever wants no mails does not count, as long as there is another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.accounts.policy import is_in_scope
from casetracker.alerts.models import AlertPreference
from casetracker.registry.models import Body

# Who decides is told; where there is nobody, who prepares; where there is nobody either, who oversees.
RANKS = ("lawyer", "clerk", "supervisor")
PUBLISHING = ("publisher", "supervisor")
KEEPING_ACCOUNTS = ("administrator", "supervisor")
SUPERVISOR = "supervisor"
OVERSEEING = (SUPERVISOR,)
DEFAULT_DIGEST_HOUR = 8


def preference_of(session: Session, user_id: int) -> AlertPreference:
    """Return what a user has chosen, or what holds as long as nothing is."""
    return session.get(AlertPreference, user_id) or default_preference(user_id)


def default_preference(user_id: int) -> AlertPreference:
    """Return what holds for a user who has chosen nothing; not added to any session."""
    return AlertPreference(user_id=user_id, way="at-once", scope="own-body", digest_hour=DEFAULT_DIGEST_HOUR)


class Responsible:
    """The enabled users who take mails, by their own body, with what they prefer."""

    def __init__(self, users: Sequence[User], chosen: Mapping[int, AlertPreference] | None = None) -> None:
        self._chosen = dict(chosen or {})
        self._by_body: dict[str, list[User]] = defaultdict(list)
        self._by_id: dict[int, User] = {}
        for user in users:
            if self.preference(user).way != "calendar":
                self._by_body[user.body_id].append(user)
                self._by_id[user.id] = user
        unwilling = [user for user in users if self.preference(user).way == "calendar"]
        # They look into their calendars only, but an alert that reaches nobody is a missed one.
        self._reserve = Responsible(unwilling) if unwilling else None

    @classmethod
    def load(cls, session: Session) -> Responsible:
        """Read the users and their preferences with two queries."""
        chosen = {it.user_id: it for it in session.scalars(sa.select(AlertPreference))}
        statement = sa.select(User).where(User.is_enabled.is_(True)).order_by(User.id)
        return cls(session.scalars(statement).unique().all(), chosen)

    def preference(self, user: User) -> AlertPreference:
        """Return what a user has chosen."""
        if user.id not in self._chosen:
            # Asked for each mail: made once.
            self._chosen[user.id] = default_preference(user.id)
        return self._chosen[user.id]

    def told_of(
        self,
        body: Body,
        *,
        with_supervisors: bool = False,
        assignee_id: int | None = None,
        ranks: Sequence[str] = RANKS,
    ) -> list[User]:
        """Return who is told of a case before *body*, without anybody twice; empty when nobody is there.

        The first rank that the nearest body has; who wants to hear of those below; whoever works on it.
        """
        told = {user.id: user for user in self._of_first_rank(body, ranks)}
        assignee = self._by_id.get(assignee_id or 0)
        assignee = assignee if assignee and is_in_scope(assignee, body) else None
        told = self._but_those_for_their_own(told, assignee)
        told |= {user.id: user for user in self._wanting_below(body, ranks)}
        if with_supervisors:
            told |= {user.id: user for user in self._nearest(body, (SUPERVISOR,))}
        return [told[number] for number in sorted(told)]

    def told_above(self, body: Body) -> list[User]:
        """Return the supervisors of the nearest body above *body* that has any."""
        return self._nearest(body, (SUPERVISOR,), lambda body_id: body_id != body.id)

    def _of_first_rank(self, body: Body, ranks: Sequence[str]) -> list[User]:
        users = self._nearest(body, ranks)
        rank = next((role for role in ranks if any(user.role == role for user in users)), None)
        return [user for user in users if user.role == rank]

    def _but_those_for_their_own(self, told: dict[int, User], assignee: User | None) -> dict[int, User]:
        """Leave out who wants to hear of assigned cases only, as long as somebody remains."""
        others = {id_: user for id_, user in told.items() if self.preference(user).scope != "assigned"}
        if assignee:
            others[assignee.id] = assignee
        return others or told

    def _wanting_below(self, body: Body, ranks: Sequence[str]) -> Iterator[User]:
        for body_id in _upwards(body):
            for user in self._by_body.get(body_id, ()):
                if user.role in ranks and self.preference(user).scope == "below":
                    yield user

    def _nearest(
        self, body: Body, roles: Sequence[str], counts: Callable[[str], bool] = lambda _body: True
    ) -> list[User]:
        for body_id in filter(counts, _upwards(body)):
            found = [user for user in self._by_body.get(body_id, ()) if user.role in roles]
            if found:
                return found
        return self._reserve._nearest(body, roles, counts) if self._reserve else []


def _upwards(body: Body) -> Iterator[str]:
    """Yield the ids of a body and all above it: its path holds them from the top down."""
    yield from reversed(body.path.strip("/").split("/"))
