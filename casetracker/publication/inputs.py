"""What people enter to prepare, review and withdraw a publication."""

from __future__ import annotations

from casetracker.cases.fields import Choice, CleanText
from casetracker.cases.inputs import LONGEST_LINE, LONGEST_REASON, OPTIONAL, Strict


class PublicTextsSchema(Strict):
    """The redacted texts: a summary of the complaint and the parts of the decision."""

    summary = CleanText(required=True)
    facts = CleanText(**OPTIONAL)
    provisions = CleanText(**OPTIONAL)
    application = CleanText(**OPTIONAL)
    operative = CleanText(**OPTIONAL)


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
