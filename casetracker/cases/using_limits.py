"""What becomes of a limit to contest a decision when somebody contests it: it was used, in time or late."""

from __future__ import annotations

import datetime as dt

from casetracker import db
from casetracker.cases.clocks import APPEAL
from casetracker.cases.models import Case, CaseDeadline

OPEN = ("running", "stayed")


def use_limit(case: Case, decision_id: int | None, party_id: int | None, filed_at: dt.datetime) -> None:
    """End the limit of the party that contests a decision: met or missed by when it did so.

    Where nobody knows who it was, that is told only of a limit that there is one of.
    """
    open_now = [
        clock
        for clock in case.deadlines
        if (clock.role, clock.decision_id) == (APPEAL, decision_id) and clock.state in OPEN
    ]
    for clock in _of(open_now, party_id):
        clock.state = "met" if filed_at < clock.due_at else "missed"
        clock.ended_at = filed_at
        clock.set_at = db.now()


def _of(clocks: list[CaseDeadline], party_id: int | None) -> list[CaseDeadline]:
    own = [clock for clock in clocks if party_id is not None and clock.party_id == party_id]
    everybodys = [clock for clock in clocks if clock.party_id is None]
    return own or everybodys or (clocks if party_id is None and len(clocks) == 1 else [])
