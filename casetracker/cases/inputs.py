"""What may be entered: complaint and decision as schemas, one for the form, the API and the import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import marshmallow as ma
from flask_babel import gettext as _

from casetracker.cases.errors import InvalidInput
from casetracker.cases.fields import Answer, Choice, CivilDate, CleanText, Count, LocalMoment
from casetracker.cases.sources import DocumentSource

LONGEST_LINE = 300
LONGEST_REASON = 500
OPTIONAL: dict[str, Any] = {"load_default": None, "allow_none": True}


class Strict(ma.Schema):
    """A schema that refuses what it does not know, so that a misspelt field is never lost in silence."""

    class Meta:
        unknown = ma.RAISE


class ComplaintSchema(Strict):
    """A complaint as it is entered: the shape. What fits together is checked by ``intake``."""

    election = CleanText(longest=40, required=True)
    body = CleanText(longest=80, required=True)
    procedure = CleanText(longest=60, required=True)
    subject = Choice("subject", required=True)
    contested_kind = Choice("contested-kind", required=True)
    contested_on = CivilDate(**OPTIONAL)
    contested_body = CleanText(longest=80, **OPTIONAL)
    contested_number = CleanText(longest=80, **OPTIONAL)
    contested_served_at = LocalMoment(**OPTIONAL)
    text = CleanText(required=True)
    relief = CleanText(longest=5000, **OPTIONAL)
    channel = Choice("channel", required=True)
    language = Choice("language", required=True)
    received_at = LocalMoment(required=True)
    filed_at = LocalMoment(**OPTIONAL)
    complainant_kind = Choice("party-kind", required=True)
    complainant_organisation = CleanText(longest=LONGEST_LINE, **OPTIONAL)
    complainant_name = CleanText(longest=LONGEST_LINE, **OPTIONAL)
    complainant_contact = CleanText(longest=LONGEST_LINE, **OPTIONAL)


class DecisionSchema(Strict):
    """A decision with its four parts of reasoning, as it is entered."""

    number = CleanText(longest=80, required=True)
    taken_at = LocalMoment(required=True)
    open_session = Answer(**OPTIONAL)
    outcome = Choice("outcome", required=True)
    inadmissibility_ground = Choice("ground", **OPTIONAL)
    refusal_ground = Choice("refusal-ground", **OPTIONAL)
    ground_text = CleanText(longest=1000, **OPTIONAL)
    facts = CleanText(**OPTIONAL)
    provisions = CleanText(**OPTIONAL)
    cited = CleanText(
        longest=20_000,
        metadata={"description": "The provisions, one a line: `act | article | words`, the words if any."},
        **OPTIONAL,
    )
    application = CleanText(**OPTIONAL)
    operative = CleanText(required=True)
    remedy = Choice("remedy", load_default="none")
    votes_for = Count(**OPTIONAL)
    votes_against = Count(**OPTIONAL)
    dissent = CleanText(**OPTIONAL)
    appeal_route = CleanText(longest=5000, **OPTIONAL)
    language = Choice("language", required=True)
    served_at = LocalMoment(**OPTIONAL)


class WrittenDecisionSchema(DecisionSchema):
    """A decision as it is written at the desk: with the hearing that it was taken in."""

    hearing = CleanText(longest=20, **OPTIONAL)
    votes_absent = Count(**OPTIONAL)


class StaySchema(Strict):
    """A stay of the proceedings; ``source`` may be left out when ``court_case`` is named."""

    ground = Choice("stay-ground", required=True)
    from_at = LocalMoment(required=True)
    source = DocumentSource(**OPTIONAL)
    court_case = CleanText(longest=100, **OPTIONAL)


class StayEndSchema(Strict):
    """How a stay is over: when the proceedings were resumed or ended, and by which document."""

    until_at = LocalMoment(required=True)
    source = DocumentSource(required=True)


class CorrectionSchema(Strict):
    """The facts of a case as they should have been entered; what is left out stays as it is."""

    received_at = LocalMoment(**OPTIONAL)
    filed_at = LocalMoment(**OPTIONAL)
    contested_on = CivilDate(**OPTIONAL)
    reason = CleanText(longest=LONGEST_REASON, required=True)


class ServiceSchema(Strict):
    """When a copy of a decision was served; a reason when that corrects what was recorded."""

    served_at = LocalMoment(required=True)
    reason = CleanText(longest=LONGEST_REASON, **OPTIONAL)


class PartyServiceSchema(Strict):
    """How and when a party was served; a reason when that corrects what was recorded."""

    served_at = LocalMoment(required=True)
    how = Choice("service-way", required=True)
    reason = CleanText(longest=LONGEST_REASON, **OPTIONAL)


class InForceSchema(Strict):
    """From which day a decision is in force; left out: from the day that the law names."""

    in_force_on = CivilDate(**OPTIONAL)
    reason = CleanText(longest=LONGEST_REASON, **OPTIONAL)


def read_input(schema: ma.Schema, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that *data* holds.

    Raises :class:`InvalidInput` with every field's sentences, so that all can be mended at once.
    """
    try:
        return dict(schema.load(data))
    except ma.ValidationError as error:
        told = error.normalized_messages()
        sentences = {str(field): list(flat_sentences(texts)) for field, texts in told.items()}
        for field in sentences.keys() - schema.fields.keys() - {"_schema"}:
            sentences[field] = [_("This field is not known.")]
        raise InvalidInput(sentences) from error


def flat_sentences(texts: Any) -> Iterator[str]:
    """Yield every sentence of marshmallow's nested errors."""
    if isinstance(texts, Mapping):
        for inner in texts.values():
            yield from flat_sentences(inner)
    elif isinstance(texts, list | tuple):
        for inner in texts:
            yield from flat_sentences(inner)
    else:
        yield str(texts)
