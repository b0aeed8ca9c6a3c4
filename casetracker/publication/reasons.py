"""Reasons that people give: they stay in histories and the audit chain for ever, so they name nobody."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from casetracker.cases.errors import InvalidInput
from casetracker.cases.identities import Person
from casetracker.publication.actions import private_of
from casetracker.publication.redaction import looks_private


def refuse_private(field: str, text: str, people: Iterable[Person] = ()) -> None:
    """Raise :class:`InvalidInput` for a text that names one of *people*, or holds a number or an address."""
    if looks_private(text, private_of(people)):
        raise InvalidInput({field: [_("Give the reason without names, addresses and numbers.")]})
