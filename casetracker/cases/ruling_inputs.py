"""What may be entered of a decision that does not end its case: one on the way, or a correction."""

from __future__ import annotations

from casetracker.cases.fields import Answer, Choice, CleanText, Count, LocalMoment
from casetracker.cases.inputs import OPTIONAL, Strict


class WrittenSchema(Strict):
    """What every decision of a body says."""

    number = CleanText(longest=80, required=True)
    taken_at = LocalMoment(required=True)
    hearing = CleanText(longest=20, **OPTIONAL)
    open_session = Answer(**OPTIONAL)
    operative = CleanText(required=True)
    facts = CleanText(**OPTIONAL)
    provisions = CleanText(**OPTIONAL)
    cited = CleanText(
        longest=20_000,
        metadata={"description": "The provisions, one a line: `act | article | words`, the words if any."},
        **OPTIONAL,
    )
    application = CleanText(**OPTIONAL)
    votes_for = Count(**OPTIONAL)
    votes_against = Count(**OPTIONAL)
    votes_absent = Count(**OPTIONAL)
    dissent = CleanText(**OPTIONAL)
    appeal_route = CleanText(longest=5000, **OPTIONAL)
    language = Choice("language", required=True)
    served_at = LocalMoment(**OPTIONAL)


class RulingSchema(WrittenSchema):
    """A decision on the way: it ends neither the case nor the clock of the body."""

    ruling = Choice("ruling", required=True)


class SlipSchema(WrittenSchema):
    """The correction of a slip in an earlier decision, whose outcome, number and day stay."""

    corrects = Count(
        required=True,
        metadata={"description": "`ordinal` of the decision in which the slip stands."},
    )
