"""Change what an election's clocks hang on, and ask for their recomputation, in one transaction.

Facts are true from the moment they are recorded, so nobody has to remember the second step. Never commits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from casetracker.audit.actions import record
from casetracker.cases.recomputing import request_recomputation
from casetracker.lawbook import LawBook
from casetracker.registry import actions as registry
from casetracker.registry.loading import Loaded
from casetracker.registry.models import Election


def change_election(
    session: Session,
    book: LawBook,
    election: Election,
    changes: Mapping[str, Any],
    *,
    actor: str,
    reason: str,
    seen: dt.datetime | None,
) -> list[str]:
    """Change dates or calendar plan and have the election's open cases computed again; see the registry.

    Returns the names of the fields that changed: none, and nothing is computed. Raises
    :class:`InvalidInput` and :class:`casetracker.registry.errors.StaleElection`.
    """
    changed = registry.change_election(
        session, election, changes, actor=actor, reason=reason, seen=seen, rules=book.rules
    )
    if set(changed) - {"sources"}:
        _recompute(session, "election-changed", election, reason, actor)
    return changed


def confirm_law(
    session: Session, book: LawBook, election: Election, source: str, *, actor: str, seen: str
) -> None:
    """Confirm the rules for an election and have its open cases computed; see the registry."""
    registry.confirm_law(session, book, election, source, actor=actor, seen=seen)
    _recompute(session, "law-confirmed", election, source, actor)


def withdraw_confirmation(session: Session, election: Election, reason: str, *, actor: str) -> None:
    """Withdraw the confirmation; the cases say that their clocks can no longer be computed."""
    registry.withdraw_confirmation(session, election, reason, actor=actor)
    _recompute(session, "law-confirmed", election, reason, actor)


def follow_files(session: Session, bodies: Loaded, elections: Loaded, *, reason: str, actor: str) -> None:
    """Have computed again what hangs on dates and zones that the files of the register just changed."""
    counts = {
        name: [loaded.added, loaded.changed]
        for name, loaded in (("bodies", bodies), ("elections", elections))
    }
    if any(sum(each) for each in counts.values()):
        record(session, actor=actor, action="registry.loaded", thing="registry", details=counts)
    # A body may have cases of any election.
    wanted: list[str | None] = [None] if bodies.moved else list(elections.moved)
    for election_id in wanted:
        request_recomputation(
            session, cause="election-changed", election_id=election_id, reason=reason, actor=actor
        )


def _recompute(session: Session, cause: str, election: Election, reason: str, actor: str) -> None:
    request_recomputation(session, cause=cause, election_id=election.id, reason=reason, actor=actor)
