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
    known, without whom, counts as served on it.
    """
    of_case, other = aliased(Decision), aliased(DecisionService)
    on_party = sa.exists().where(other.decision_id == of_case.id, other.party_id == Party.id)
    # Led by the services, so that a register of decisions without any is not walked through.
    incomplete = (
        sa.select(DecisionService.decision_id)
        .join(of_case, of_case.id == DecisionService.decision_id)
        .join(Party, Party.case_id == of_case.case_id)
        .where(Party.removed_at.is_(None), Party.role.in_(MUST_BE_SERVED), ~on_party)
    )
    return sa.or_(Decision.served_at.is_(None), Decision.id.in_(incomplete))
