"""Public hearings: when and where they are, and what they are about."""

from __future__ import annotations

import marshmallow as ma

from casetracker import labels
from casetracker.api.answers import Answer, OnwardSchema
from casetracker.api.cursors import Cursor, instant, number
from casetracker.api.fields import Day, Name, Number, OneOf
from casetracker.cases.inputs import Strict
from casetracker.labels.regions import REGIONS

LARGEST_PAGE = 200


class HearingQuery(Strict):
    """Which hearings; all filters must fit."""

    first = Day(
        data_key="from",
        load_default=None,
        metadata={
            "description": "Only those that start on this day or later, as days are in Asia/Almaty. Without "
            "`from` and `to`: from today on."
        },
    )
    last = Day(
        data_key="to",
        load_default=None,
        metadata={"description": "Only those that start on this day or before."},
    )
    body = Name(longest=80, load_default=None, metadata={"description": "Id of a body."})
    region = OneOf(REGIONS, load_default=None, metadata={"description": "KATO code of the region."})
    cursor = Cursor(
        instant, number, load_default=None, metadata={"description": "`next` of the page before."}
    )
    limit = Number(least=1, most=LARGEST_PAGE, load_default=50)


class HearingCaseSchema(Answer):
    """What is told of a case that is heard: never who complains."""

    reference = ma.fields.String()
    subject = ma.fields.String()
    complainant = ma.fields.String(attribute="complainant_kind")
    contested_body = ma.fields.String(attribute="contested_body_id", allow_none=True)
    case = ma.fields.String(
        allow_none=True,
        metadata={"format": "uri-reference", "description": "The case in this API; null: not published."},
    )


class HearingSchema(Answer):
    """A hearing."""

    uid = ma.fields.String(metadata={"description": "The same as in the calendar feed."})
    url = ma.fields.String(metadata={"format": "uri", "description": "Where people read of it."})
    starts_at = ma.fields.DateTime()
    ends_at = ma.fields.DateTime(allow_none=True)
    zone = ma.fields.String(metadata={"description": "IANA zone of where it takes place."})
    election = ma.fields.String(attribute="election_id")
    body = ma.fields.String(attribute="body_id")
    body_level = ma.fields.String()
    region = ma.fields.String(allow_none=True)
    place = ma.fields.String()
    room = ma.fields.String(allow_none=True)
    link = ma.fields.String(
        allow_none=True, metadata={"description": "Where it can be followed, when that is public."}
    )
    is_open = ma.fields.Boolean()
    closed_ground = ma.fields.String(allow_none=True)
    language = ma.fields.String()
    result = ma.fields.String(
        allow_none=True,
        metadata={"enum": [*labels.KINDS["hearing-result"], None], "description": "null: still to come."},
    )
    next_hearing = ma.fields.String(
        attribute="next_uid",
        allow_none=True,
        metadata={"description": "`uid` of the hearing to which it was adjourned."},
    )
    sequence = ma.fields.Integer(metadata={"description": "How often it was changed."})
    set_at = ma.fields.DateTime()
    updated_at = ma.fields.DateTime()
    cases = ma.fields.List(ma.fields.Nested(HearingCaseSchema))


class HearingPageSchema(OnwardSchema):
    """A page of hearings, the first to start first."""

    items = ma.fields.List(ma.fields.Nested(HearingSchema))
