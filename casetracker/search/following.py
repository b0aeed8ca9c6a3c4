"""The index follows the projection by itself: whoever publishes, corrects or withdraws cannot forget it.

What a unit of work changed in the projection is noted at each flush and indexed just before the
commit, in the same transaction.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.search.actions import index_case

TOUCHED = "search_touched"


def _note(session: Session, _context: Any) -> None:
    for thing in (*session.new, *session.dirty):
        case = thing.case if isinstance(thing, PublicDecision) else thing
        if isinstance(case, PublicCase):
            # A dictionary keeps the order, so that two runs number their entries alike.
            session.info.setdefault(TOUCHED, {})[case] = True


def _index(session: Session) -> None:
    # The end of a savepoint is not the end of the unit of work.
    if session.in_nested_transaction():
        return
    session.flush()
    for case in session.info.pop(TOUCHED, {}):
        # A savepoint that was undone took its rows out of the session.
        if case in session:
            index_case(session, case)
    session.info.pop(TOUCHED, None)


def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(TOUCHED, None)


def follow_publication() -> None:
    """Let every session index what it publishes (asked for once, when the application is built)."""
    for event, listener in (("after_flush", _note), ("before_commit", _index), ("after_rollback", _forget)):
        if not sa.event.contains(Session, event, listener):
            sa.event.listen(Session, event, listener)
