"""The index follows the projection by itself: whoever publishes, corrects or withdraws cannot forget it.

What a unit of work changed in the projection is noted at each flush and indexed just before the
commit, in the same transaction. A change of what has no entry of its own, such as a hearing, makes another
state of the index too: pages are kept by it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.publication.models import PROJECTION, PublicCase, PublicDecision
from casetracker.registry.models import Body, Election
from casetracker.search.actions import index_case
from casetracker.search.generations import NO_ENTRY, note_changes

TOUCHED, CHANGED = "search_touched", "projection_changed"
# What pages tell; cases are named by body and election.
TOLD = (*PROJECTION, Body, Election)


def _note(session: Session, _context: Any) -> None:
    for thing in (*session.new, *session.dirty):
        case = thing.case if isinstance(thing, PublicDecision) else thing
        if isinstance(case, PublicCase):
            # A dictionary keeps the order, so that two runs number their entries alike.
            session.info.setdefault(TOUCHED, {})[case] = True
    told = [thing for thing in (*session.new, *session.dirty, *session.deleted) if isinstance(thing, TOLD)]
    # What was set to the value that it had is no change.
    if any(thing not in session.dirty or session.is_modified(thing) for thing in told):
        session.info[CHANGED] = True


def _index(session: Session) -> None:
    # The end of a savepoint is not the end of the unit of work.
    if session.in_nested_transaction():
        return
    session.flush()
    # A savepoint that was undone took its rows out of the session.
    touched = [case for case in session.info.pop(TOUCHED, {}) if case in session]
    for case in touched:
        index_case(session, case)
    if session.info.pop(CHANGED, False) and not touched:
        note_changes(session, {NO_ENTRY})
    session.info.pop(TOUCHED, None)


def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(TOUCHED, None)
        session.info.pop(CHANGED, None)


def follow_publication() -> None:
    """Let every session index what it publishes (asked for once, when the application is built).

    After all others that follow: what they change is noted as well, and the row of the newest state, for
    which everybody who publishes waits, is locked last of all.
    """
    for event, listener in (("after_flush", _note), ("before_commit", _index), ("after_rollback", _forget)):
        if not sa.event.contains(Session, event, listener):
            sa.event.listen(Session, event, listener)
