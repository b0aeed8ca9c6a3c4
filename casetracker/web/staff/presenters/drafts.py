"""Drafts of complaints as their owner finds them again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from casetracker import labels
from casetracker.cases.drafts import Kept
from casetracker.web.rendering import label

LONGEST_BEGINNING = 80
Shown = dict[str, Any]


def draft_rows(drafts: Sequence[Kept]) -> list[Shown]:
    """Return each draft: ``form_id``, ``title``, ``saved_at``, ``expires_at``, and whether it ``opens``."""
    return [
        {
            "form_id": draft.form_id,
            "title": _title(draft),
            "saved_at": draft.saved_at,
            "expires_at": draft.expires_at,
            "opens": draft.values is not None,
        }
        for draft in drafts
    ]


def _title(draft: Kept) -> str:
    if draft.values is None:
        return _("It cannot be opened with the present keys. Tell the administrator.")
    subject, text = draft.values.get("subject", ""), " ".join(draft.values.get("text", "").split())
    begun = text if len(text) <= LONGEST_BEGINNING else f"{text[:LONGEST_BEGINNING]}…"
    told = [label("subject", subject)] if subject in labels.SUBJECTS else []
    return ": ".join([*told, begun]) if begun else (told[0] if told else _("Without a text yet"))
