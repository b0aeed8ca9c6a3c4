"""What a publisher enters: the public texts of a case and its decision."""

from __future__ import annotations

from casetracker.cases.fields import CleanText
from casetracker.cases.inputs import OPTIONAL, Strict


class PublicTextsSchema(Strict):
    """The redacted texts: a summary of the complaint and the parts of the decision."""

    summary = CleanText(required=True)
    facts = CleanText(**OPTIONAL)
    provisions = CleanText(**OPTIONAL)
    application = CleanText(**OPTIONAL)
    operative = CleanText(**OPTIONAL)
