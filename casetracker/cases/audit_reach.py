"""Which rows of the audit chain somebody may read: what a row is about must be known to be in their scope."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker.accounts.models import User
from casetracker.accounts.policy import scope_of
from casetracker.audit.models import AuditRow
from casetracker.cases.models import Case
from casetracker.registry.models import Body

CASE, USER = "case:", "user:"


def reach_of(user: User) -> sa.ColumnElement[bool]:
    """Return the condition on ``AuditRow`` for what this person may read.

    Rows about cases and users in scope. What belongs to no body (elections, the law, keys) is for those whose
    scope is everything below a top of the hierarchy; anything else is denied.
    """
    scope = scope_of(user)
    of_case = sa.exists().where(
        Case.reference == sa.func.substr(AuditRow.thing, len(CASE) + 1), Case.body_id == Body.id, scope
    )
    refs = sa.select(sa.literal(USER) + sa.cast(User.id, sa.String)).join(Body, User.body_id == Body.id)
    of_user = AuditRow.thing.in_(refs.where(scope))
    known = [sa.and_(AuditRow.thing.startswith(CASE), of_case), of_user]
    if user.body.path.count("/") == 1:
        known.append(sa.not_(sa.or_(AuditRow.thing.startswith(CASE), AuditRow.thing.startswith(USER))))
    return sa.or_(*known)
