"""What people enter to prepare, review and withdraw a publication."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask_babel import gettext as _

from casetracker.cases.fields import Choice, CleanText, Count, Told
from casetracker.cases.inputs import LONGEST_LINE, LONGEST_REASON, OPTIONAL, Strict


class PublicTextsSchema(Strict):
    """The redacted texts: a summary of the complaint and the parts of the decision."""

    summary = CleanText(required=True)
    ground_text = CleanText(**OPTIONAL)
    facts = CleanText(**OPTIONAL)
    provisions = CleanText(**OPTIONAL)
    application = CleanText(**OPTIONAL)
    operative = CleanText(**OPTIONAL)


class PublicationSchema(PublicTextsSchema):
    """The redacted texts, and why a new version of them is published."""

    correction = Choice("correction-reason", **OPTIONAL)


class PhraseSchema(Strict):
    """Words that are to be masked wherever they stand."""

    phrase = CleanText(longest=LONGEST_LINE, required=True)
    kind = Choice("redaction-kind", required=True)


class RemarkSchema(Strict):
    """What the second pair of eyes asks the author to change."""

    remark = CleanText(longest=5000, required=True)


class WithdrawalSchema(Strict):
    """Why a published case is withdrawn: both are told in public."""

    ground = Choice("withdrawal-ground", required=True)
    sentence = CleanText(longest=LONGEST_REASON, required=True)


class Points(Told):
    """A distance on a page, in points."""

    def read(self, value: Any) -> float:
        """Return the number."""
        try:
            points = float(str(value).replace(",", "."))
        except ValueError:
            points = -1.0
        if not 0 <= points <= 20_000:
            raise ma.ValidationError(_("Write a number of points, such as 120.5."))
        return round(points, 1)


class DocumentTitleSchema(Strict):
    """What the public calls a document."""

    title = CleanText(longest=200, required=True)


class LinesSchema(Strict):
    """Lines of a page that are covered whole."""

    page = Count(required=True)
    first_line = Count(required=True)
    last_line = Count(**OPTIONAL)


class AreaSchema(Strict):
    """An area of a page, in points from its top left corner."""

    page = Count(required=True)
    left = Points(required=True)
    top = Points(required=True)
    right = Points(required=True)
    bottom = Points(required=True)
