"""Place and room of a hearing are public at once: they are held against the parties' names before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from casetracker.cases.identities import Person, Vault, look
from casetracker.cases.models import Case
from casetracker.publication.actions import private_of
from casetracker.publication.preparing import refuse_private_words

WHERE = ("place", "room")
REASON = "place of a hearing before it becomes public"


def people_heard(session: Session, vault: Vault, cases: Iterable[Case], *, actor: str) -> list[Person]:
    """Return all persons of the cases that are heard; each look is recorded."""
    return [
        person for case in cases for person in look(session, vault, case, actor=actor, reason=REASON).values()
    ]


def refuse_names(values: Mapping[str, Any], people: Iterable[Person]) -> None:
    """Raise :class:`InvalidInput` when the place or the room of a hearing names one of *people*."""
    private = private_of(people)
    for field in WHERE:
        if values.get(field):
            refuse_private_words(values[field], private, field)
