"""``POST /cases``: a complaint is registered by a staff integration."""

from __future__ import annotations

from typing import Any

from casetracker.accounts import policy
from casetracker.api.access import staff_only
from casetracker.api.blueprints import Resource
from casetracker.api.v1 import registering
from casetracker.api.v1.schemas.staff import RegisteredCaseSchema, RequestKeyHeader
from casetracker.cases.inputs import ComplaintSchema

resource = Resource("registration", __name__, description="Register complaints (staff).")

LOCATION = {
    "Location": {
        "description": "Where the case file stands in this API, for staff.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "ETag": {"description": "The version of the case, for If-Match.", "schema": {"type": "string"}},
}


@resource.post("/cases")
@staff_only(policy.REGISTER)
@resource.doc(security=[{"token": []}])
@resource.arguments(RequestKeyHeader, location="headers")
@resource.arguments(ComplaintSchema)
@resource.response(201, RegisteredCaseSchema, description="Registered.", headers=LOCATION)
@resource.problems(400, 401, 403, 409, 413, 415, 422)
def register_case(header: dict[str, Any], values: dict[str, Any]) -> Any:
    """Register a complaint; its reference and every time limit come in the same transaction.

    A complaint that is late is registered all the same and says so; so is one with a time limit that
    cannot be computed. `election` and `body` are ids or codes of the lists in this API. A moment
    without an offset is local time of the body.
    """
    return registering.register(values, header.get("key"))
