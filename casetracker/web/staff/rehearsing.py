"""Do something to a case and undo it, to tell before saving what it would do to the clocks.

The same action that saves is asked, so the preview cannot differ from what is saved, and refuses the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.models import Case, CaseDeadline
from casetracker.lawbook import LawBook
from casetracker.web.staff.presenters.case_clocks import current_clocks
from casetracker.web.staff.presenters.foreseen import Standing, foreseen

Shown = dict[str, Any]
Act = Callable[[Session, Case], object]
# What would happen, in words, from what the act returned.
Tell = Callable[[Session, Case, Any], list[Shown]]


@contextmanager
def undone() -> Iterator[Session]:
    """Give a session whose work is always undone; nothing that a commit would start is started."""
    session = db.db.session
    if session.in_transaction():
        session.commit()
    # A reading transaction that turns into a writing one can fail on SQLite while another writer is at work.
    session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
    try:
        yield session
    finally:
        session.rollback()


def rehearse(
    book: LawBook, open_case: Callable[[Session], Case], act: Act, tell: Tell | None = None
) -> list[Shown]:
    """Return what *act* would do, in words: what *tell* says, or else what it does to the clocks.

    Writes nothing. Raises whatever *act* raises.
    """
    with undone() as session:
        case = open_case(session)
        before = [_standing(clock) for clock in current_clocks(case)]
        result = act(session, case)
        session.flush()
        if tell is not None:
            return tell(session, case, result)
        session.expire(case)
        return foreseen(book, case, before, db.now())


def _standing(clock: CaseDeadline) -> Standing:
    return Standing(
        *(clock.id, clock.role, clock.rule_id, clock.decision_id, clock.party_id),
        *(clock.state, clock.due_on, clock.stayed_on),
    )
