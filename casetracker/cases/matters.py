"""The chain of cases about one thing: how cases are linked, joined, and separated again. Never commits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, selectinload

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases import statuses
from casetracker.cases.awaiting import renew_courts_of
from casetracker.cases.errors import InvalidInput
from casetracker.cases.events import add_event
from casetracker.cases.models import Case, CaseLink, Matter
from casetracker.cases.models.link import JOINED, VERTICAL
from casetracker.cases.versions import check_version, renew


def join_matters(session: Session, one: Case, other: Case, *, actor: str, kind: str = JOINED) -> None:
    """Link two cases and make their matters one, with every case of both; the older number stays.

    Each of the two says so in its history; nothing happens when they are linked and in one matter already.
    """
    is_new = link_cases(session, kind, one, other, actor=actor)
    merged = _merge(session, one, other)
    if not (is_new or merged):
        return
    for case, joined in ((one, other), (other, one)):
        add_event(case, "joined", db.now(), actor, reference=joined.reference)
        details = {"reference": joined.reference}
        record(session, actor=actor, action="case.joined", thing=case.ref, details=details)


def link_cases(
    session: Session, kind: str, lower: Case, upper: Case, *, actor: str, decision_id: int | None = None
) -> bool:
    """Link two cases unless they are linked so already, in either order; tell whether that is new."""
    pairs = ((lower.id, upper.id), (upper.id, lower.id))
    ends = sa.tuple_(CaseLink.from_case_id, CaseLink.to_case_id)
    known = session.scalars(sa.select(CaseLink).where(CaseLink.kind == kind, ends.in_(pairs))).first()
    if known is not None:
        was_ended, known.ended_at, known.ended_by = known.ended_at is not None, None, None
        return was_ended
    link = CaseLink(
        kind=kind,
        from_case=lower,
        to_case=upper,
        decision_id=decision_id,
        created_at=db.now(),
        created_by=actor,
    )
    session.add(link)
    session.flush()
    return True


def _merge(session: Session, one: Case, other: Case) -> bool:
    if one.matter_id == other.matter_id:
        return False
    kept, left = sorted((one.matter_id, other.matter_id))
    session.execute(sa.update(Case).where(Case.matter_id == left).values(matter_id=kept))
    renew_courts_of(session, [kept])
    return True


def join_case(session: Session, case: Case, other: Case, *, actor: str, version: int | None = None) -> None:
    """Join two cases of one election, each of which stays with its own body and clocks.

    Raises :class:`InvalidInput` and :class:`StaleCase`.
    """
    check_version(case, version)
    statuses.check_step(case, "join")
    if other is case:
        raise InvalidInput({"reference": [_("This is the case itself. Give the reference of another one.")]})
    if other.election_id != case.election_id:
        sentence = _("“%(name)s” belongs to another election. Check the reference.", name=other.reference)
        raise InvalidInput({"reference": [sentence]})
    join_matters(session, case, other, actor=actor)
    renew(case)
    session.flush()


def split_case(session: Session, case: Case, *, actor: str, version: int | None = None) -> Matter:
    """Separate a case from what it was joined with; its own instances go with it into a new matter.

    Raises :class:`InvalidInput` where nothing was joined, and :class:`StaleCase`.
    """
    check_version(case, version)
    statuses.check_step(case, "split")
    cases = cases_of_matter(session, case.matter_id)
    staying = _reached(case, cases)
    leaving = [link for link in _links(cases) if _leads_out(link, staying)]
    if len(staying) == len(cases):
        raise InvalidInput({"_schema": [_nothing_to_split(cases)]})
    for link in leaving:
        link.ended_at, link.ended_by = db.now(), actor
    matter = Matter(created_at=db.now())
    session.add(matter)
    session.flush()
    for each in cases:
        if each.id in staying:
            session.execute(sa.update(Case).where(Case.id == each.id).values(matter_id=matter.id))
    renew_courts_of(session, [case.matter_id, matter.id])
    renew(case)
    others = ", ".join(each.reference for each in cases if each.id not in staying)
    add_event(case, "split", db.now(), actor, references=others)
    record(session, actor=actor, action="case.split", thing=case.ref, details={"matter": matter.id})
    session.flush()
    for each in cases:
        session.refresh(each, ["matter_id"])
    return matter


def _nothing_to_split(cases: Sequence[Case]) -> str:
    if len(cases) == 1:
        return _("This case is alone in its matter. There is nothing to separate it from.")
    return _(
        "The cases of this matter follow from each other as instances, or were forwarded. "
        "Only what was joined, or lies before a commission and a court, can be separated."
    )


def cases_of_matter(session: Session, matter_id: int) -> Sequence[Case]:
    """Return the cases of a matter with what its page shows, those that came first leading."""
    statement = (
        sa.select(Case)
        .where(Case.matter_id == matter_id)
        .options(
            selectinload(Case.deadlines),
            selectinload(Case.decisions),
            selectinload(Case.stays),
            selectinload(Case.links_from).joinedload(CaseLink.to_case),
            selectinload(Case.links_to).joinedload(CaseLink.from_case),
        )
        .order_by(Case.received_at, Case.id)
    )
    return session.scalars(statement).unique().all()


def _links(cases: Sequence[Case]) -> Iterator[CaseLink]:
    for case in cases:
        yield from (link for link in case.links_from if link.ended_at is None)


def _leads_out(link: CaseLink, staying: set[int]) -> bool:
    return (link.from_case_id in staying) != (link.to_case_id in staying)


def _reached(case: Case, cases: Sequence[Case]) -> set[int]:
    """Return the ids of the cases that follow from one, upwards and downwards, it included."""
    ends = [(link.from_case_id, link.to_case_id) for link in _links(cases) if link.kind in VERTICAL]
    reached, size = {case.id}, 0
    while size < len(reached):
        size = len(reached)
        reached |= {one for pair in ends if not reached.isdisjoint(pair) for one in pair}
    return reached
