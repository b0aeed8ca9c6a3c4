"""Which decisions wait for their service, as a condition of the database."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from casetracker.cases.models import Decision, DecisionService, Party

COMPLAINANT = "complainant"
MUST_BE_SERVED = (COMPLAINANT, "respondent", "third-party")
"""Service on a representative is service on the party; they need no copy of their own."""


def lacks_service() -> sa.ColumnElement[bool]:
    """Return the condition on ``Decision`` that a party that must be served is not.

    One day of service of which nobody said on whom is that of the complainant, and of nobody else. It is
    asked of the decisions of few cases at a time (``awaiting``).
    """
    known, on_party, earlier = aliased(DecisionService), aliased(DecisionService), aliased(Party)
    of_somebody = sa.exists().where(known.decision_id == Decision.id).correlate(Decision)
    is_served = sa.exists().where(on_party.decision_id == Decision.id, on_party.party_id == Party.id)
    is_later = sa.exists().where(
        earlier.case_id == Party.case_id,
        earlier.role == COMPLAINANT,
        earlier.removed_at.is_(None),
        earlier.id < Party.id,
    )
    by_the_one_day = sa.and_(~of_somebody, Party.role == COMPLAINANT, ~is_later.correlate(Party))
    missing = (
        sa.exists()
        .where(
            Party.case_id == Decision.case_id,
            Party.removed_at.is_(None),
            Party.role.in_(MUST_BE_SERVED),
            ~is_served.correlate(Decision, Party),
            ~by_the_one_day,
        )
        .correlate(Decision)
    )
    return sa.or_(Decision.served_at.is_(None), missing)
