"""The one door to complainants' identities: sealed with a key from the environment, every look recorded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.models import Case, Identity


@dataclass(frozen=True)
class Person:
    """Who a party is: the name and how to reach them."""

    name: str | None
    contact: str | None


class Vault:
    """Seals and opens identities; the first key seals, every key opens (so keys can be rotated)."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._box = MultiFernet([Fernet(key) for key in keys])

    def seal(self, person: Person) -> bytes:
        """Return the sealed bytes of a person."""
        return self._box.encrypt(json.dumps(asdict(person), ensure_ascii=False).encode())

    def open(self, sealed: bytes) -> Person:
        """Return the person; raises :class:`cryptography.fernet.InvalidToken` without the right key."""
        return Person(**json.loads(self._box.decrypt(sealed)))


def keep(session: Session, vault: Vault, person: Person) -> Identity | None:
    """Store a person sealed, apart from the case; None when nothing is known of them."""
    if not (person.name or person.contact):
        return None
    identity = Identity(sealed=vault.seal(person), created_at=db.now())
    session.add(identity)
    return identity


def look(session: Session, vault: Vault, case: Case, *, actor: str, reason: str) -> dict[int, Person]:
    """Return the persons of a case by party id, and record who looked and why."""
    people = {party.id: vault.open(party.identity.sealed) for party in case.parties if party.identity}
    if people:
        record(session, actor=actor, action="identity.looked-at", thing=case.ref, details={"reason": reason})
    return people
