"""Place and room of a hearing are public at once: they are held against the parties' names before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from casetracker.cases.identities import Person, Vault, look
from casetracker.cases.models import Case
from casetracker.publication.actions import private_of
from casetracker.publication.preparing import refuse_private_words
from casetracker.publication.redaction import Private, leaks

WHERE = ("place", "room")
REASON = "place of a hearing before it becomes public"


def people_heard(session: Session, vault: Vault, cases: Iterable[Case], *, actor: str) -> list[Person]:
    """Return all persons of the cases that are heard; each look is recorded."""
    return [
        person for case in cases for person in look(session, vault, case, actor=actor, reason=REASON).values()
    ]


def refuse_names(values: Mapping[str, Any], people: Iterable[Person]) -> None:
    """Raise :class:`InvalidInput` when the place or the room of a hearing tells who one of *people* is."""
    known = list(people)
    for field in WHERE:
        text = values.get(field) or ""
        for person in known:
            if _tells(text, person):
                refuse_private_words(text, private_of([person]), field)


def _tells(text: str, person: Person) -> bool:
    """Tell whether a text holds a family name, two names of a person, or how to reach them.

    Streets bear first names and patronymics: one of these alone tells nothing of a party.
    """
    if leaks(text, private_of([replace(person, name="")])):
        return True
    names = (person.name or "").split()
    found = [name for name in names if leaks(text, Private((name,), ()))]
    return len(found) > 1 or found[:1] == names[:1] != []
