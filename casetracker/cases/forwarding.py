"""Forward a complaint to the body that decides it: the case ends here and goes on there. Never commits.

How soon, the election law does not say. The three working days are those of the Code of administrative
procedure, Article 91(4); that they hold for an election dispute was not verified, and that is told with them.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from casetracker.audit.actions import record
from casetracker.cases import statuses
from casetracker.cases.clocks import Clock, clock_of, moments_of, stored_values
from casetracker.cases.events import add_event
from casetracker.cases.intake import Checker
from casetracker.cases.models import Case, CaseDeadline
from casetracker.cases.models.link import FORWARDED
from casetracker.cases.progress import close, moment_of
from casetracker.cases.receiving import (
    FORWARDED_BY,
    Doer,
    Passed,
    Values,
    check_as_complaint,
    check_receiver,
    new_hand_over,
    pass_on,
)
from casetracker.cases.versions import check_version
from casetracker.lawbook import LawBook

RULE = "general.complaint.forwarding"


def forward_case(session: Session, book: LawBook, case: Case, values: Values, doer: Doer) -> Passed:
    """End a case here and prepare it for the body that decides it, filed when it was filed first.

    *values* is what ``ForwardSchema`` gives. Raises :class:`InvalidInput` and :class:`StaleCase`.
    """
    check_version(case, doer.version)
    statuses.check_step(case, "forward")
    at = moment_of(Checker(session, book, dict(values)), case, "at")
    body, procedure = check_receiver(session, book, case, values, doer)
    hand_over = new_hand_over(FORWARDED, case, body, procedure, doer, filed_at=case.filed_at)
    check_as_complaint(session, book, hand_over, at)
    statuses.move(case, "forward")
    close(case, at, values["source"], doer.actor)
    add_event(case, FORWARDED, at, doer.actor, body=body.code, source=values["source"])
    _judge(book, case, at, doer.actor)
    session.flush()
    details = {"body": body.id, "at": at.isoformat()}
    record(session, actor=doer.actor, action="case.forwarded", thing=case.ref, details=details)
    return pass_on(session, book, hand_over, values, doer)


def forwarding_clock(book: LawBook, case: Case) -> Clock | None:
    """Return until when a case would have to be forwarded; None where the law book has no such rule."""
    return clock_of(book, FORWARDED_BY, RULE, moments_of(case)) if RULE in book.digests else None


def _judge(book: LawBook, case: Case, at: dt.datetime, actor: str) -> None:
    """Keep the clock of forwarding with the case, met or missed; nothing where it cannot be computed."""
    clock = forwarding_clock(book, case)
    if clock is None or clock.deadline is None:
        return
    state = "met" if at < clock.deadline.due_at else "missed"
    values = stored_values(book, moments_of(case), clock, clock.deadline)
    case.deadlines.append(CaseDeadline(**values, state=state, ended_at=at, reason="forwarded"))
    told = {"rule": RULE, "due_on": clock.deadline.due_on.isoformat()}
    add_event(case, f"forwarded-{'in-time' if state == 'met' else 'late'}", at, actor, **told)
