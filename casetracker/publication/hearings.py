"""Hearings are public as soon as they are set: their projection follows by itself.

Whoever sets, moves, adjourns, cancels or corrects a hearing cannot forget it: what a unit of work changed is
noted at each flush and projected just before the commit, in the same transaction. What is told is listed
here, field by field: nothing else of a hearing or its cases ever gets into the projection.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.cases.models import Case, Hearing
from casetracker.cases.parties import present
from casetracker.publication.models import PublicHearing, PublicHearingCase
from casetracker.publication.redaction import Private, propose

TOUCHED = "hearings_touched"
COPIED = (
    *("starts_at", "ends_at", "zone", "is_open", "closed_ground", "language", "result", "sequence"),
    *("set_at", "updated_at"),
)
# Names are looked for when a hearing is entered (``hearing_names``); here only what
# looks like somebody's number or address.
NOBODY = Private((), ())


def project_hearing(session: Session, hearing: Hearing) -> PublicHearing:
    """Write what the public sees of a hearing."""
    known = sa.select(PublicHearing).where(PublicHearing.uid == hearing.uid)
    public = session.scalars(known).one_or_none() or PublicHearing(uid=hearing.uid)
    for name in COPIED:
        setattr(public, name, getattr(hearing, name))
    body = hearing.case.body
    public.election_id, public.body_id = hearing.case.election_id, body.id
    public.body_level, public.region = body.level, body.region
    public.place = propose(hearing.place, NOBODY)
    public.room = propose(hearing.room, NOBODY) if hearing.room else None
    public.link = hearing.link if hearing.link_is_public else None
    _project_cases(public, hearing.cases)
    session.add(public)
    if hearing.follows is not None:
        _lead_on(session, hearing.follows.uid, hearing.uid)
    return public


def _project_cases(public: PublicHearing, cases: list[Case]) -> None:
    known = {row.reference: row for row in public.cases}
    wanted = {case.reference: case for case in cases}
    for reference in known.keys() - wanted.keys():
        public.cases.remove(known[reference])
    for reference, case in wanted.items():
        row = known.get(reference) or PublicHearingCase(reference=reference)
        row.subject, row.contested_body_id = case.subject, case.contested_body_id
        row.complainant_kind = next((p.kind for p in present(case) if p.role == "complainant"), "other")
        if reference not in known:
            # Not before it is whole: what is loaded on the way would flush it half filled.
            public.cases.append(row)


def _lead_on(session: Session, uid: str, next_uid: str) -> None:
    session.execute(sa.update(PublicHearing).where(PublicHearing.uid == uid).values(next_uid=next_uid))


def _note(session: Session, _context: Any) -> None:
    for thing in (*session.new, *session.dirty):
        if isinstance(thing, Hearing):
            session.info.setdefault(TOUCHED, {})[thing] = True


def _project(session: Session) -> None:
    # The end of a savepoint is not the end of the unit of work.
    if session.in_nested_transaction():
        return
    session.flush()
    # The next hearing is projected after the one that it follows.
    for hearing in sorted(session.info.pop(TOUCHED, {}), key=lambda it: it.id):
        # A savepoint that was undone took its rows out of the session.
        if hearing in session:
            project_hearing(session, hearing)
            session.flush()
    session.info.pop(TOUCHED, None)


def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(TOUCHED, None)


def follow_hearings() -> None:
    """Let every session project the hearings that it changes (asked for once, at the start)."""
    for event, listener in (("after_flush", _note), ("before_commit", _project), ("after_rollback", _forget)):
        if not sa.event.contains(Session, event, listener):
            sa.event.listen(Session, event, listener)
