"""The texts that become public, each beside its original."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from casetracker.cases.models import Case, Decision
from casetracker.web.staff.presenters.case import PARTS


@dataclass(frozen=True)
class PublicText:
    """One text to be published: the field, what it is called, and the original that staff see."""

    name: str
    label: str
    original: str
    language: str
    is_required: bool


def public_texts(case: Case, decision: Decision | None) -> list[PublicText]:
    """Return the texts of a case and, when there is one, of its decision; empty parts are left out."""
    texts = [PublicText("summary", _("Text of the complaint"), case.text, case.language, True)]
    if decision is None:
        return texts
    parts = [(name, str(told), getattr(decision, name)) for name, told in PARTS]
    return texts + [
        PublicText(name, told, original, decision.language, name == "operative")
        for name, told, original in parts
        if original
    ]
