"""Reasons that people give: they stay in the audit chain for ever, so they may name nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from casetracker.cases.errors import InvalidInput
from casetracker.cases.identities import Person
from casetracker.cases.inputs import read_input
from casetracker.publication.actions import private_of
from casetracker.publication.redaction import looks_private
from casetracker.web.staff.forms import ReasonSchema, typed


def read_reason(form: Mapping[str, str]) -> str:
    """Return the reason that a form gives; raises :class:`InvalidInput`."""
    reason = str(read_input(ReasonSchema(), typed(ReasonSchema(), form))["reason"])
    refuse_private("reason", reason)
    return reason


def refuse_private(field: str, text: str, people: Iterable[Person] = ()) -> None:
    """Raise :class:`InvalidInput` for a text that names one of *people*, or holds a number or an address."""
    if looks_private(text, private_of(people)):
        raise InvalidInput({field: [_("Give the reason without names, addresses and numbers.")]})
