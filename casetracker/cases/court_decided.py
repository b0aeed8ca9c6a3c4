"""Which stayed cases wait for people because the court has decided, as statements of the database.

Election law, Article 20(9): a commission stays its case until the decision of the court is in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from casetracker.cases.models import Case, CaseStay, Decision
from casetracker.cases.models.awaited import COURT
from casetracker.cases.models.decision import FINAL
from casetracker.registry.models import Body

COMMISSION = "commission"
# Made once: making them is a good part of a short statement.
AWAITED_CASE, DECIDING_CASE, DECIDING_BODY = aliased(Case), aliased(Case), aliased(Body)


def with_decision_in_force(statement: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    """Join to a statement of ``CaseStay`` the court's decisions in force that the standing ones wait for.

    A decision counts when it is of the awaited case, or of a later instance of the same matter.
    """
    later = sa.or_(DECIDING_CASE.id == AWAITED_CASE.id, DECIDING_CASE.received_at > AWAITED_CASE.received_at)
    return (
        statement.join(AWAITED_CASE, CaseStay.court_case_id == AWAITED_CASE.id)
        # First by what an index finds: one OR of both would not be.
        .join(DECIDING_CASE, sa.and_(DECIDING_CASE.matter_id == AWAITED_CASE.matter_id, later))
        .join(DECIDING_BODY, DECIDING_CASE.body_id == DECIDING_BODY.id)
        .join(Decision, Decision.case_id == DECIDING_CASE.id)
        .where(
            CaseStay.ending.is_(None),
            DECIDING_BODY.kind != COMMISSION,
            Decision.kind == FINAL,
            Decision.in_force_on.is_not(None),
        )
    )


def cases_with_decision() -> sa.Select[*tuple[Any, ...]]:
    """Return the statement of the rows of ``Awaited``: one for each case whose court has decided."""
    first = (sa.func.min(Decision.id).label("decision_id"), sa.func.min(Decision.taken_at).label("since"))
    rows = sa.select(sa.literal(COURT).label("what"), CaseStay.case_id, *first)
    return with_decision_in_force(rows).group_by(CaseStay.case_id)


def waiting_for_cases(cases: Sequence[int]) -> sa.Select[int]:
    """Return the statement of the cases that stand still for one of these, or for another of its matter."""
    matters = sa.select(Case.matter_id).where(Case.id.in_(cases))
    return _standing().where(AWAITED_CASE.matter_id.in_(matters))


def waiting_for_matters(matters: Sequence[int]) -> sa.Select[int]:
    """Return the statement of the cases that stand still for a case of these matters."""
    return _standing().where(AWAITED_CASE.matter_id.in_(matters))


def _standing() -> sa.Select[int]:
    standing = sa.select(CaseStay.case_id).join(AWAITED_CASE, CaseStay.court_case_id == AWAITED_CASE.id)
    return standing.where(CaseStay.ending.is_(None))
