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
            "description": "Made up by the caller, one for each request. Sent again with the same request, "
            "it gives the same answer and does nothing; with a different one, 422; while the first is being "
            "answered, 409. Kept for 24 hours, for each token by itself; what was refused is not kept."
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
            "absent": "when the request is sent again",
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
