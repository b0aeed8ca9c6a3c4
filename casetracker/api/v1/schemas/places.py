"""Bodies and elections."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from casetracker import labels
from casetracker.api.answers import Answer, PageSchema, TextsSchema
from casetracker.api.cursors import Cursor, text
from casetracker.api.cursors import day as day_key
from casetracker.api.fields import Day, Name, Number, OneOf
from casetracker.cases.inputs import Strict
from casetracker.registry.models import BODY_KINDS

DEEPEST_PAGE = 1000
LARGEST_PAGE = 200


CURSOR: dict[str, Any] = {
    "load_default": None,
    "metadata": {"description": "`next` of the page before; not together with `page`."},
}


class PageQuery(Strict):
    """Which page of a list."""

    page = Number(
        least=1,
        most=DEEPEST_PAGE,
        load_default=None,
        metadata={"description": "The number of a page; it moves when something is added."},
    )
    page_size = Number(least=1, most=LARGEST_PAGE, load_default=50)


class BodyQuery(PageQuery):
    """Which bodies."""

    cursor = Cursor(text, **CURSOR)
    kind = OneOf(BODY_KINDS)
    level = OneOf(labels.KINDS["body-level"])
    region = Name(longest=9, metadata={"description": "KATO code of the region."})
    parent = Name(longest=80, metadata={"description": "Id of the body above."})
    on = Day(metadata={"description": "Only bodies that existed on this day."})


class ElectionQuery(PageQuery):
    """Which elections."""

    cursor = Cursor(day_key, text, **CURSOR)
    kind = OneOf(labels.KINDS["election-kind"])


class Named(Answer):
    """Something with a name in each language."""

    id = ma.fields.String()
    code = ma.fields.String()
    kind = ma.fields.String()
    name = ma.fields.String()
    names = ma.fields.Nested(TextsSchema)
    zone = ma.fields.String(metadata={"description": "IANA zone."})


class BodySchema(Named):
    """A commission or a court."""

    level = ma.fields.String()
    parent = ma.fields.String(attribute="parent_id", allow_none=True)
    region = ma.fields.String(allow_none=True)
    valid_from = ma.fields.Date(allow_none=True)
    valid_to = ma.fields.Date(allow_none=True)
    address = ma.fields.String(allow_none=True)
    email = ma.fields.String(allow_none=True)
    generated = ma.fields.Boolean(
        metadata={"description": "Made for scale, not taken from an official list."}
    )
    source = ma.fields.String(allow_none=True)


class BodyPageSchema(PageSchema):
    """A page of bodies."""

    items = ma.fields.List(ma.fields.Nested(BodySchema))


class ElectionSchema(Named):
    """An election or referendum, with the dates that time limits hang on."""

    called_on = ma.fields.Date(allow_none=True)
    voting_on = ma.fields.Date()
    results_on = ma.fields.Date(allow_none=True)
    results_at = ma.fields.DateTime(allow_none=True)


class ElectionPageSchema(PageSchema):
    """A page of elections."""

    items = ma.fields.List(ma.fields.Nested(ElectionSchema))
