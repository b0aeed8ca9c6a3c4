"""The one door to complainants' identities: sealed with a key from the environment, every look recorded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.blind_index import marks_of, unmark, words_of
from casetracker.cases.models import Case, Identity, IdentityMark, Party
from casetracker.cases.plain import kin
from casetracker.sealing.box import SealBox
from casetracker.sealing.columns import seal_column


@dataclass(frozen=True)
class Person:
    """Who a party is, how to reach them, and what they claim for their standing."""

    name: str | None
    contact: str | None
    iin: str | None = None
    standing: str | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether anything is known of them."""
        return any(asdict(self).values())


class Vault:
    """Seals and opens identities; the first key seals, every key opens (so keys can be rotated)."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.box = SealBox(keys)

    def seal(self, person: Person) -> bytes:
        """Return the sealed bytes of a person."""
        return self.box.seal(json.dumps(asdict(person), ensure_ascii=False).encode())

    def open(self, sealed: bytes) -> Person:
        """Return the person; raises :class:`cryptography.fernet.InvalidToken` without the right key."""
        return person_of(self.box.open(sealed))


def person_of(content: bytes) -> Person:
    """Return the person whose opened bytes these are."""
    return Person(**json.loads(content))


def keep(session: Session, vault: Vault, person: Person, case: Case) -> Identity | None:
    """Store a person sealed, apart from the case; None when nothing is known of them."""
    if not person.is_known:
        return None
    identity = kin(case, Identity)(
        sealed=vault.seal(person),
        created_at=db.now(),
        case_id=case.id,
        index_key=vault.box.key_names[0],
        marks=marks_of(vault.box, _words(person), kin(case, IdentityMark)),
    )
    if isinstance(identity, Identity):
        # Of a case that is written with many others, who writes it writes this too.
        session.add(identity)
    return identity


def _words(person: Person) -> list[tuple[str, str]]:
    return words_of(person.name, person.contact, person.iin)


def look(
    session: Session, vault: Vault, case: Case, *, actor: str, reason: str, party: Party | None = None
) -> dict[int, Person]:
    """Return the persons of a case by party id, or the one of *party*; record who looked and why.

    Those whose identity was erased are left out, and removed parties are there: whoever redacts a text
    must know their names as well.
    """
    wanted = case.parties if party is None else [party]
    people = {
        it.id: vault.open(it.identity.sealed)
        for it in wanted
        if it.identity and it.identity.sealed is not None
    }
    if people:
        details = {"reason": reason} | ({"party": party.id} if party else {})
        record(session, actor=actor, action="identity.looked-at", thing=case.ref, details=details)
    return people


def correct_identity(
    session: Session, vault: Vault, case: Case, old: Identity | None, person: Person
) -> Identity | None:
    """Return the identity of a corrected person; the old one stays beside it and is found no longer."""
    if old is not None:
        old.replaced_at = db.now()
        unmark(session, [old.id])
    return keep(session, vault, person, case)


def open_to_compare(session: Session, vault: Vault, case: Case) -> list[Person]:
    """Return every person of a case, corrected ones too, for a check that answers yes or no.

    Nothing of it may be shown to anybody: whoever wants to see a name goes through ``look``.
    """
    wanted = sa.select(Identity.sealed).where(Identity.case_id == case.id, Identity.sealed.is_not(None))
    return [vault.open(sealed) for sealed in session.scalars(wanted) if sealed is not None]


def _mark_anew(session: Session, box: SealBox, identity: Any, content: bytes) -> None:
    """Make the marks of an identity with the first key; one that was corrected is no longer found."""
    unmark(session, [identity.id])
    words = [] if identity.replaced_at else _words(person_of(content))
    session.add_all(
        IdentityMark(identity_id=identity.id, kind=it.kind, mark=it.mark) for it in marks_of(box, words)
    )
    identity.index_key = box.key_names[0]


seal_column(Identity.sealed, is_current=lambda box: Identity.index_key == box.key_names[0], follow=_mark_anew)
