"""The chain of cases about one thing."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.events import add_event
from casetracker.cases.models import Case


def join_matters(session: Session, one: Case, other: Case, *, actor: str) -> None:
    """Make the matters of two cases one, with every case of both; the older number stays.

    Each of the two says so in its history; nothing happens when they are joined already.
    """
    if one.matter_id == other.matter_id:
        return
    kept, left = sorted((one.matter_id, other.matter_id))
    session.execute(sa.update(Case).where(Case.matter_id == left).values(matter_id=kept))
    for case, joined in ((one, other), (other, one)):
        add_event(case, "joined", db.now(), actor, reference=joined.reference)
        details = {"reference": joined.reference}
        record(session, actor=actor, action="case.joined", thing=case.ref, details=details)
