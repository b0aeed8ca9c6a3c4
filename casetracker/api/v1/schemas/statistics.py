"""The register in numbers, each with the list behind it."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from casetracker import labels
from casetracker.api.answers import Answer
from casetracker.api.fields import Name, OneOf
from casetracker.cases.inputs import Strict
from casetracker.labels.regions import REGIONS
from casetracker.statistics.slices import COUNTRY, DIMENSIONS, OF_OVERVIEW


def _slice(allowed: Any, words: str) -> OneOf:
    return OneOf(allowed, load_default=None, metadata={"description": words})


class SliceQuery(Strict):
    """Which cases are counted; all filters must fit."""

    election = Name(longest=40, load_default=None, metadata={"description": "Id of an election."})
    forum = _slice(labels.KINDS["forum"], "Kind of the deciding body.")
    body_level = _slice(labels.KINDS["body-level"], "Level of the deciding body.")
    region = _slice((*REGIONS, COUNTRY), "KATO code of the region; `country`: bodies of no region.")
    body = Name(longest=80, load_default=None, metadata={"description": "Id of a body."})
    subject = _slice(labels.KINDS["subject"], "Subject.")
    complainant = _slice(labels.KINDS["party-kind"], "Kind of complainant.")


class CountSchema(Answer):
    """A number and the list behind it."""

    count = ma.fields.Integer()
    url = ma.fields.String(
        metadata={"format": "uri", "description": "The list of the cases that are counted, for people."}
    )


class PartSchema(CountSchema):
    """A part of what is measured."""

    value = ma.fields.String()
    name = ma.fields.String()


class MeasureSchema(Answer):
    """How the cases fall into the parts of a measure; every case that it counts is in one of them."""

    measure = ma.fields.String(metadata={"enum": list(OF_OVERVIEW)})
    total = ma.fields.Nested(CountSchema)
    parts = ma.fields.List(ma.fields.Nested(PartSchema))


class RowSchema(Answer):
    """The cases of one value of a dimension, by what became of them and by their time limits."""

    value = ma.fields.String()
    name = ma.fields.String()
    received = ma.fields.Nested(CountSchema)
    granted = ma.fields.Nested(CountSchema)
    refused = ma.fields.Nested(CountSchema)
    inadmissible = ma.fields.Nested(CountSchema)
    otherwise = ma.fields.Nested(CountSchema)
    pending = ma.fields.Nested(CountSchema)
    in_time = ma.fields.Nested(CountSchema)
    late = ma.fields.Nested(CountSchema)


class DimensionSchema(Answer):
    """The values of a dimension, those with most cases first."""

    dimension = ma.fields.String(metadata={"enum": list(DIMENSIONS)})
    rows = ma.fields.List(ma.fields.Nested(RowSchema))


class MedianSchema(Answer):
    """The middle one of each span, in seconds; null: there is none to tell."""

    duration = ma.fields.Float(
        allow_none=True, metadata={"description": "From the receipt of a complaint to its decision."}
    )
    publication = ma.fields.Float(
        allow_none=True, metadata={"description": "From a decision to its first publication."}
    )


class StatisticsSchema(Answer):
    """The numbers of a slice of the register."""

    filters = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String())
    url = ma.fields.String(metadata={"format": "uri", "description": "The same numbers for people."})
    received = ma.fields.Nested(CountSchema)
    median_seconds = ma.fields.Nested(MedianSchema)
    measures = ma.fields.List(ma.fields.Nested(MeasureSchema))
    dimensions = ma.fields.List(ma.fields.Nested(DimensionSchema))
