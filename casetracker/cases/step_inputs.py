"""What may be entered with a step: schemas for the form and the API alike."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask_babel import gettext as _

from casetracker.cases.fields import Choice, CivilDate, CleanText, Count, LocalMoment
from casetracker.cases.inputs import (
    LONGEST_LINE,
    LONGEST_REASON,
    OPTIONAL,
    InForceSchema,
    ServiceSchema,
    Strict,
)
from casetracker.cases.sources import DocumentSource

LONGEST_NAME = 100


class AdmissibleSchema(Strict):
    """When a complaint was found admissible, and in which document."""

    at = LocalMoment(required=True)
    source = DocumentSource(**OPTIONAL)


class DefectsSchema(Strict):
    """What has to be put right, and until when; told to the staff only."""

    at = LocalMoment(required=True)
    note = CleanText(longest=LONGEST_REASON, required=True)
    until = CivilDate(**OPTIONAL)
    source = DocumentSource(**OPTIONAL)


class MendedSchema(Strict):
    """When the defects were put right."""

    at = LocalMoment(required=True)
    source = DocumentSource(**OPTIONAL)


class WithdrawalSchema(Strict):
    """When the complainant withdrew the complaint, and the document that says so."""

    at = LocalMoment(required=True)
    source = DocumentSource(required=True)


class ReopeningSchema(Strict):
    """When the body took the case up again."""

    at = LocalMoment(required=True)


class JoiningSchema(Strict):
    """The case to join with."""

    reference = CleanText(longest=LONGEST_NAME, required=True)


class SplitSchema(Strict):
    """Nothing has to be said."""


class ForwardSchema(Strict):
    """Where a complaint is forwarded, and by which letter; the receipt only by who registers there."""

    body = CleanText(longest=80, required=True)
    procedure = CleanText(longest=60, required=True)
    at = LocalMoment(required=True)
    source = DocumentSource(required=True)
    received_at = LocalMoment(**OPTIONAL)


class NextInstanceSchema(Strict):
    """What is brought before the next instance; the receipt only by who registers there."""

    body = CleanText(longest=80, required=True)
    procedure = CleanText(longest=60, required=True)
    # The id of a party of the lower case; left out: its complainant.
    party = CleanText(longest=20, **OPTIONAL)
    filed_at = LocalMoment(required=True)
    text = CleanText(required=True)
    relief = CleanText(longest=5000, **OPTIONAL)
    channel = Choice("channel", required=True)
    received_at = LocalMoment(**OPTIONAL)


class ReceiptSchema(Strict):
    """When something that was handed over was received here, and how it came in."""

    received_at = LocalMoment(required=True)
    channel = Choice("channel", load_default="forwarded")


class LowerCaseSchema(Strict):
    """What somebody knows who holds a copy of the decision of a lower instance."""

    reference = CleanText(longest=LONGEST_NAME, required=True)
    number = CleanText(longest=80, required=True)


class DecidedSchema(Strict):
    """Which decision is meant; left out: the last one."""

    decision = CleanText(longest=80, **OPTIONAL)


class ServedSchema(ServiceSchema, DecidedSchema):
    """When a copy of a decision was served."""


class InForceFromSchema(InForceSchema, DecidedSchema):
    """From which day a decision is in force."""


class CorrectionsSchema(Strict):
    """The facts of a case as they should have been entered; at least one of them."""

    received_at = LocalMoment(**OPTIONAL)
    filed_at = LocalMoment(**OPTIONAL)
    contested_on = CivilDate(**OPTIONAL)
    reason = CleanText(longest=LONGEST_REASON, required=True)

    @ma.validates_schema
    def check_something(self, values: dict[str, Any], **_options: Any) -> None:
        """Refuse a correction of nothing."""
        if not any(values.get(name) for name in ("received_at", "filed_at", "contested_on")):
            raise ma.ValidationError(_("Nothing is corrected: give at least one fact as it should be."))


class TakingSchema(Strict):
    """When a decision was really taken."""

    decision = Count(required=True, metadata={"description": "`ordinal` of the decision."})
    taken_at = LocalMoment(required=True)
    reason = CleanText(longest=LONGEST_REASON, required=True)


class FromLowerSchema(LowerCaseSchema):
    """A case of the next instance, as somebody brings it with a copy of the decision."""

    body = CleanText(longest=80, required=True)
    procedure = CleanText(longest=60, required=True)
    received_at = LocalMoment(required=True)
    filed_at = LocalMoment(**OPTIONAL)
    channel = Choice("channel", required=True)
    text = CleanText(required=True)
    relief = CleanText(longest=5000, **OPTIONAL)
    complainant_kind = Choice("party-kind", required=True)
    complainant_organisation = CleanText(longest=LONGEST_LINE, **OPTIONAL)
    complainant_name = CleanText(longest=LONGEST_LINE, **OPTIONAL)
    complainant_contact = CleanText(longest=LONGEST_LINE, **OPTIONAL)
