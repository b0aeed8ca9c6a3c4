"""What staff integrations send and get: never part of a public answer."""

from __future__ import annotations

import marshmallow as ma

from casetracker.api.answers import Answer
from casetracker.api.fields import RequestKey
from casetracker.api.v1.schemas.law import CaseDeadlineSchema


class RequestKeyHeader(ma.Schema):
    """The header by which a request sent twice is done once."""

    key = RequestKey(
        data_key="Idempotency-Key",
        metadata={
            "description": "Made up by the caller, one for each complaint. Sent again with the same "
            "complaint, it answers 200 with the case that it became; with a different one, 409."
        },
    )


class ClockProblemSchema(Answer):
    """A time limit that could not be computed; the case is registered all the same."""

    rule = ma.fields.String()
    code = ma.fields.String()
    message = ma.fields.String(allow_none=True)


class RegisteredCaseSchema(Answer):
    """A registered case."""

    reference = ma.fields.String()
    url = ma.fields.String(metadata={"format": "uri", "description": "Its page for staff."})
    tracking_code = ma.fields.String(
        metadata={
            "absent": "when it was registered before",
            "description": "For the complainant. Told once, with 201: only a hash of it is kept.",
        }
    )
    status = ma.fields.String()
    election = ma.fields.String(attribute="election_id")
    body = ma.fields.String(attribute="body_id")
    filed_at = ma.fields.DateTime()
    received_at = ma.fields.DateTime()
    registered_at = ma.fields.DateTime()
    is_late = ma.fields.Boolean()
    deadlines = ma.fields.List(ma.fields.Nested(CaseDeadlineSchema))
    clock_problems = ma.fields.List(ma.fields.Nested(ClockProblemSchema))
