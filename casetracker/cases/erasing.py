"""Carry out confirmed erasures: what is sealed and its marks go, the case and all it tells stay.

A batch is one transaction with its audit row, its entries in the histories and how far the walk has come.
Killed anywhere it goes on from there, and two at once do the same work once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.bulk import insert_rows
from casetracker.cases.blind_index import unmark
from casetracker.cases.models import Case, Erasure, Event, Identity
from casetracker.cases.retention import is_erasable
from casetracker.registry.models import Body

BATCH = 200
ERASED = "names-erased"
Tell = Callable[[Erasure], None]


def run_erasures(
    *,
    tell: Tell = lambda _erasure: None,
    should_stop: Callable[[], bool] = lambda: False,
    batch: int = BATCH,
) -> None:
    """Carry out every confirmed erasure, batch by batch; *tell* hears of each batch."""
    for number in _confirmed():
        goes_on = True
        while goes_on and not should_stop():
            with db.unit_of_work() as session:
                erasure = _locked(session, number)
                goes_on = erasure.state == "confirmed" and _erase_batch(session, erasure, batch)
            tell(erasure)


def _confirmed() -> list[int]:
    with db.unit_of_work() as session:
        wanted = sa.select(Erasure.id).where(Erasure.state == "confirmed").order_by(Erasure.id)
        return list(session.scalars(wanted))


def _locked(session: Session, number: int) -> Erasure:
    wanted = sa.select(Erasure).where(Erasure.id == number).with_for_update(of=Erasure)
    return session.scalars(wanted.execution_options(populate_existing=True)).one()


def _erase_batch(session: Session, erasure: Erasure, batch: int) -> bool:
    """Erase the next names; tell whether there may be more."""
    if session.get_bind().dialect.name == "sqlite":
        # What is overwritten shall not stay readable in the free pages of the file.
        session.connection().exec_driver_sql("PRAGMA secure_delete=ON")
    rows = _next(session, erasure, batch)
    if not rows:
        _finish(session, erasure)
        return False
    ids = [identity_id for identity_id, _case_id in rows]
    unmark(session, ids)
    values = {"sealed": None, "index_key": None, "erased_at": db.now()}
    session.execute(
        sa.update(Identity)
        .where(Identity.id.in_(ids))
        .values(values)
        .execution_options(synchronize_session=False)
    )
    _tell_cases(session, erasure, sorted({case_id for _identity_id, case_id in rows}))
    erasure.cursor, erasure.erased = ids[-1], erasure.erased + len(ids)
    _note(session, erasure, "identities.erased", erased=len(ids))
    return True


def _next(session: Session, erasure: Erasure, batch: int) -> Sequence[Any]:
    """Return identity and case of the next names, both locked: nobody opens the case meanwhile."""
    wanted = _within(sa.select(Identity.id, Case.id), erasure).where(
        Identity.id > erasure.cursor, is_erasable(db.now())
    )
    locked = wanted.order_by(Identity.id).limit(batch).with_for_update(of=[Identity, Case])
    rows: Sequence[Any] = session.execute(locked).all()
    return rows


def _within(statement: Any, erasure: Erasure) -> Any:
    below = Body.path.startswith(erasure.body.path, autoescape=True)
    joined = statement.select_from(Identity).join(Case, Identity.case_id == Case.id)
    return joined.join(Body, Case.body_id == Body.id).where(
        Case.election_id == erasure.election_id,
        below,
        Identity.sealed.is_not(None),
        Identity.id <= erasure.last_identity_id,
    )


def _tell_cases(session: Session, erasure: Erasure, case_ids: Sequence[int]) -> None:
    now, actor = db.now(), erasure.confirmed_by or ""
    told = {"kind": ERASED, "at": now, "recorded_at": now, "actor": actor, "data": {}}
    insert_rows(session, Event, [{"case_id": case_id, **told} for case_id in case_ids])


def _finish(session: Session, erasure: Erasure) -> None:
    erasure.kept = int(session.scalar(_within(sa.select(sa.func.count()), erasure)) or 0)
    erasure.state, erasure.finished_at = "done", db.now()
    _note(session, erasure, "erasure.done", erased=erasure.erased, kept=erasure.kept)


def _note(session: Session, erasure: Erasure, action: str, **figures: int) -> None:
    who = {"reviewed_by": erasure.reviewed_by, "confirmed_by": erasure.confirmed_by, "body": erasure.body_id}
    thing = f"election:{erasure.election.code}"
    actor = erasure.confirmed_by or "system"
    record(session, actor=actor, action=action, thing=thing, details={**figures, **who})
