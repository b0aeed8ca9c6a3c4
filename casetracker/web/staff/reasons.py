"""The reason that a form asks for."""

from __future__ import annotations

from collections.abc import Mapping

from casetracker.cases.inputs import read_input
from casetracker.publication.reasons import refuse_private
from casetracker.web.staff.forms import ReasonSchema, typed


def read_reason(form: Mapping[str, str]) -> str:
    """Return the reason that a form gives; raises :class:`InvalidInput`."""
    reason = str(read_input(ReasonSchema(), typed(ReasonSchema(), form))["reason"])
    refuse_private("reason", reason)
    return reason
