"""What may be said of documents: one schema for the form and the API."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask_babel import gettext as _

from casetracker.cases.fields import Answer, Choice, CleanText, Told
from casetracker.cases.inputs import LONGEST_REASON, OPTIONAL, Strict


class Id(Told):
    """The id of something that is stored."""

    def read(self, value: Any) -> int:
        """Return the number."""
        text = str(value)
        if isinstance(value, bool) or not (text.isascii() and text.isdigit() and len(text) < 10):
            raise ma.ValidationError(_("This is not in the list. Choose one from the list."))
        return int(text)


class DocumentSchema(Strict):
    """What a person says of the documents that they upload."""

    kind = Choice("document-kind", required=True)
    language = Choice("language", required=True)
    is_public = Answer(**OPTIONAL)
    decision = Id(**OPTIONAL)


class WithdrawalSchema(Strict):
    """Why a document is withdrawn."""

    reason = CleanText(longest=LONGEST_REASON, required=True)
