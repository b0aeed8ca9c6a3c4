"""Which decisions the public cannot see yet: it follows from the projection, in the same transaction."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.cases.awaiting import Cases, of_decisions, renew
from casetracker.cases.models import Case, Decision
from casetracker.cases.models.awaited import PUBLICATION
from casetracker.publication.models import PublicCase, PublicDecision


def lacks_publication() -> sa.ColumnElement[bool]:
    """Return the condition on ``Decision`` that it is not public yet.

    It is asked of few decisions at a time; lists of many read what ``renew_unpublished`` keeps.
    """
    return ~(
        sa.exists()
        .where(
            Case.id == Decision.case_id,
            PublicCase.reference == Case.reference,
            PublicDecision.public_case_id == PublicCase.id,
            PublicDecision.ordinal == Decision.ordinal,
        )
        .correlate(Decision)
    )


def renew_unpublished(session: Session, cases: Cases) -> None:
    """Make anew which decisions of these cases wait to be published."""
    renew(session, PUBLICATION, cases, of_decisions(PUBLICATION, lacks_publication()))


def _follow(session: Session, _context: Any) -> None:
    touched = [*session.new, *session.dirty, *session.deleted]
    decided = {it.case_id for it in touched if isinstance(it, Decision)}
    if decided:
        renew_unpublished(session, sorted(decided))
    told = {it.case.reference for it in touched if isinstance(it, PublicDecision)}
    if told:
        renew_unpublished(session, sa.select(Case.id).where(Case.reference.in_(sorted(told))))


def follow_decisions() -> None:
    """Let every session note which decisions it publishes (asked for once, at the start)."""
    if not sa.event.contains(Session, "after_flush", _follow):
        sa.event.listen(Session, "after_flush", _follow)
