"""Which decisions wait for their service, as a condition of the database."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from casetracker.cases.models import Decision, DecisionService, Party

MUST_BE_SERVED = ("complainant", "respondent", "third-party")
"""Service on a representative is service on the party; they need no copy of their own."""


def lacks_service() -> sa.ColumnElement[bool]:
    """Return the condition on ``Decision`` that a party that must be served is not.

    Where service was recorded party by party each must be. A decision of which only one day of service is
    known, without whom, counts as served on it. It is asked of the decisions of few cases at a time
    (``awaiting``).
    """
    other = aliased(DecisionService)
    on_party = sa.exists().where(other.decision_id == Decision.id, other.party_id == Party.id)
    left_out = (
        sa.exists()
        .where(
            Party.case_id == Decision.case_id,
            Party.removed_at.is_(None),
            Party.role.in_(MUST_BE_SERVED),
            ~on_party.correlate(Decision, Party),
        )
        .correlate(Decision)
    )
    by_party = sa.exists().where(DecisionService.decision_id == Decision.id).correlate(Decision)
    return sa.or_(Decision.served_at.is_(None), sa.and_(by_party, left_out))
