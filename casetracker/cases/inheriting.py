"""The parties of a case that follows from another: the same people, at whom nobody looks.

A sealed identity is copied as it is, unopened, with its marks in the blind index: each case then keeps and
erases its own, and what is corrected in one is not rewritten in the other.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.models import Case, Identity, IdentityMark, Party

# As what a body answers for its own decision before the next instance.
PARTY_OF = {"commission": "commission", "prosecutor": "prosecutor"}


def inherit_parties(session: Session, lower: Case, case: Case) -> None:
    """Give a case that was forwarded the parties it had before."""
    _copy_all(session, lower, case, {party.id: party.role for party in lower.parties})


def inherit_contesting(session: Session, lower: Case, case: Case, party_id: int | None) -> None:
    """Give the case of the next instance its parties: who contests the decision is the complainant.

    The body whose decision it is answers for it; before a court of a higher instance the other side.
    """
    is_court = lower.body.is_court
    roles = {
        party.id: _role(party, is_contesting=party.id == party_id, is_court=is_court)
        for party in lower.parties
    }
    _copy_all(session, lower, case, roles)
    if not is_court:
        kind = PARTY_OF.get(lower.body.kind, "state-body")
        case.parties.append(Party(role="respondent", kind=kind, body_id=lower.body_id))
        session.flush()


def _role(party: Party, *, is_contesting: bool, is_court: bool) -> str:
    if is_contesting:
        return "complainant"
    if party.role == "proxy":
        return party.role
    if not is_court:
        return "third-party"
    return "respondent" if party.role == "complainant" else party.role


def _copy_all(session: Session, lower: Case, case: Case, roles: dict[int, str]) -> None:
    copies = {
        party.id: _copy(session, party, case, roles[party.id])
        for party in lower.parties
        if party.removed_at is None
    }
    case.parties.extend(copies.values())
    session.flush()
    for party in lower.parties:
        represented = copies.get(party.represents_id or 0)
        if party.id in copies and represented is not None:
            copies[party.id].represents_id = represented.id
    session.flush()


def _copy(session: Session, party: Party, case: Case, role: str) -> Party:
    """Return a party for another case; whether it has standing there is for that body to find."""
    identity = _copy_identity(session, party.identity, case) if party.identity else None
    plain = ("kind", "organisation", "body_id")
    return Party(role=role, identity=identity, **{name: getattr(party, name) for name in plain})


def _copy_identity(session: Session, old: Identity, case: Case) -> Identity:
    copy = Identity(
        sealed=old.sealed,
        created_at=db.now(),
        case_id=case.id,
        index_key=old.index_key,
        erased_at=old.erased_at,
    )
    session.add(copy)
    session.flush()
    marks = session.scalars(sa.select(IdentityMark).where(IdentityMark.identity_id == old.id)).all()
    session.add_all(IdentityMark(identity_id=copy.id, kind=it.kind, mark=it.mark) for it in marks)
    return copy
