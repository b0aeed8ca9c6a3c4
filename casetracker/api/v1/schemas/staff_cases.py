"""Case files as staff integrations see them, and the steps taken in them: never part of a public answer."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from casetracker import labels
from casetracker.api.answers import Answer
from casetracker.api.fields import Name, Number, OneOf, Words
from casetracker.api.v1.schemas.law import CaseDeadlineSchema
from casetracker.api.v1.schemas.staff import RequestKeyHeader
from casetracker.cases.inputs import Strict
from casetracker.cases.statuses import ALL
from casetracker.cases.steps import DOORS

MOST_ITEMS = 100
LONGEST_CURSOR = 20


class StaffCaseQuery(Strict):
    """Which cases; all filters must fit."""

    election = Name(longest=40, metadata={"description": "Id of an election."})
    body = Name(longest=80, metadata={"description": "Id of a body."})
    status = OneOf(ALL, metadata={"description": "Where the case stands."})
    procedure = Name(longest=60, metadata={"description": "Procedure."})
    subject = OneOf(labels.KINDS["subject"], metadata={"description": "Subject."})
    late = OneOf(("yes", "no"), metadata={"description": "Whether it was filed late."})
    cursor = Number(
        least=1, most=999_999_999, metadata={"description": "`next` of the page before; the first without."}
    )
    limit = Number(least=1, most=MOST_ITEMS, load_default=50)


class BriefCaseSchema(Answer):
    """A case in a list."""

    reference = ma.fields.String()
    href = ma.fields.String(metadata={"format": "uri-reference", "description": "The case in this API."})
    url = ma.fields.String(metadata={"format": "uri", "description": "Its page for staff."})
    version = ma.fields.Integer()
    election = ma.fields.String(attribute="election_id")
    body = ma.fields.String(attribute="body_id")
    matter = ma.fields.Integer(attribute="matter_id")
    procedure = ma.fields.String()
    subject = ma.fields.String()
    status = ma.fields.String(metadata={"enum": list(ALL)})
    is_stayed = ma.fields.Boolean()
    is_late = ma.fields.Boolean()
    filed_at = ma.fields.DateTime()
    received_at = ma.fields.DateTime()
    due_on = ma.fields.Date(
        allow_none=True, metadata={"description": "The nearest last day to decide; null: none runs."}
    )


class StaffCasePageSchema(Answer):
    """A page of cases, the newest registration first."""

    items = ma.fields.List(ma.fields.Nested(BriefCaseSchema))
    next = ma.fields.String(
        allow_none=True, metadata={"description": "The cursor of the next page; null on the last one."}
    )


class StaffPartySchema(Answer):
    """A party, without who it is."""

    id = ma.fields.Integer()
    role = ma.fields.String()
    kind = ma.fields.String()
    organisation = ma.fields.String(allow_none=True)
    body = ma.fields.String(attribute="body_id", allow_none=True)


class StaffEventSchema(Answer):
    """What happened, when, and who recorded it."""

    id = ma.fields.Integer()
    kind = ma.fields.String()
    at = ma.fields.DateTime()
    recorded_at = ma.fields.DateTime()
    actor = ma.fields.String()
    data = ma.fields.Dict(keys=ma.fields.String())
    corrects = ma.fields.Integer(attribute="corrects_id", allow_none=True)


class StaffDecisionSchema(Answer):
    """A decision as it is recorded."""

    ordinal = ma.fields.Integer(metadata={"description": "Its place among the decisions of the case."})
    kind = ma.fields.String(
        metadata={"enum": list(labels.KINDS["decision-kind"]), "description": "Only `final` ends the case."}
    )
    ruling = ma.fields.String(allow_none=True, metadata={"enum": [*labels.KINDS["ruling"], None]})
    corrects = ma.fields.Integer(
        attribute="corrects.ordinal",
        allow_none=True,
        dump_default=None,
        metadata={"description": "`ordinal` of the decision in which a slip is corrected."},
    )
    number = ma.fields.String()
    taken_at = ma.fields.DateTime()
    outcome = ma.fields.String(allow_none=True)
    inadmissibility_ground = ma.fields.String(allow_none=True)
    refusal_ground = ma.fields.String(allow_none=True)
    ground_text = ma.fields.String()
    ground_citations = ma.fields.List(ma.fields.Dict(keys=ma.fields.String()))
    cited = ma.fields.List(ma.fields.Dict(keys=ma.fields.String()))
    remedy = ma.fields.String()
    operative = ma.fields.String()
    served_at = ma.fields.DateTime(allow_none=True)
    in_force_on = ma.fields.Date(allow_none=True)
    language = ma.fields.String()


class StaffStaySchema(Answer):
    """A time in which the case stood still."""

    ground = ma.fields.String()
    from_at = ma.fields.DateTime()
    source = ma.fields.String()
    until_at = ma.fields.DateTime(allow_none=True)
    ending = ma.fields.String(allow_none=True)


class StaffLinkSchema(Answer):
    """A case that this one is linked with: what is told of it to everybody in the matter."""

    relation = ma.fields.String(metadata={"enum": list(labels.KINDS["link"])})
    reference = ma.fields.String()
    body = ma.fields.String()
    status = ma.fields.String()
    href = ma.fields.String(
        allow_none=True, metadata={"format": "uri-reference", "description": "null: not in your scope."}
    )


class OfferedStepSchema(Answer):
    """A step that is possible now."""

    step = ma.fields.String(metadata={"enum": list(DOORS)})
    name = ma.fields.String()
    href = ma.fields.String(metadata={"format": "uri-reference", "description": "POST takes it."})
    allowed = ma.fields.Boolean(metadata={"description": "Whether the user of this token may take it."})


class StaffCaseSchema(BriefCaseSchema):
    """A case file."""

    contested_kind = ma.fields.String()
    contested_on = ma.fields.Date(allow_none=True)
    contested_body = ma.fields.String(attribute="contested_body_id", allow_none=True)
    contested_number = ma.fields.String(allow_none=True)
    contested_served_at = ma.fields.DateTime(allow_none=True)
    channel = ma.fields.String()
    language = ma.fields.String()
    text = ma.fields.String()
    relief = ma.fields.String(allow_none=True)
    registered_at = ma.fields.DateTime()
    parties = ma.fields.List(ma.fields.Nested(StaffPartySchema))
    deadlines = ma.fields.List(ma.fields.Nested(CaseDeadlineSchema))
    events = ma.fields.List(ma.fields.Nested(StaffEventSchema))
    stays = ma.fields.List(ma.fields.Nested(StaffStaySchema))
    decisions = ma.fields.List(ma.fields.Nested(StaffDecisionSchema))
    links = ma.fields.List(ma.fields.Nested(StaffLinkSchema))
    steps = ma.fields.List(ma.fields.Nested(OfferedStepSchema))


class OpenedCaseSchema(Answer):
    """A case that a step opened before another body."""

    reference = ma.fields.String()
    href = ma.fields.String(metadata={"format": "uri-reference"})
    tracking_code = ma.fields.String(
        allow_none=True,
        metadata={"description": "For the complainant, told once: null when the request is sent again."},
    )


class StepTakenSchema(Answer):
    """What became of a step."""

    case = ma.fields.Nested(StaffCaseSchema)
    opened = ma.fields.Nested(OpenedCaseSchema, allow_none=True)
    hand_over = ma.fields.Integer(
        allow_none=True,
        metadata={"description": "What was prepared for a body that has still to receive it; else null."},
    )


class StepHeaders(RequestKeyHeader):
    """Which version was seen, and a key by which a request sent twice is done once."""

    seen = Words(
        longest=100,
        data_key="If-Match",
        metadata={"description": "The `ETag` of the case as you saw it; needed (428 without it)."},
    )


def step_schema(slug: str) -> type[ma.Schema]:
    """Return the schema of what is sent with a step, under a name of its own in the document."""
    name = "".join(part.capitalize() for part in slug.split("-")) + "StepSchema"
    members: dict[str, Any] = {"__doc__": DOORS[slug].schema.__doc__}
    return type(name, (DOORS[slug].schema,), members)
