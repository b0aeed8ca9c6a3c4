"""Documents of cases, as staff integrations get them."""

from __future__ import annotations

import marshmallow as ma

from casetracker.api.answers import Answer
from casetracker.api.fields import Words
from casetracker.api.v1.schemas.staff import RequestKeyHeader


class DocumentAnswer(Answer):
    """A document of a case."""

    id = ma.fields.Integer()
    kind = ma.fields.String()
    language = ma.fields.String()
    name = ma.fields.String()
    content_type = ma.fields.String()
    size = ma.fields.Integer()
    sha256 = ma.fields.String()
    is_public = ma.fields.Boolean()
    decision = ma.fields.Integer(attribute="decision_id", allow_none=True)
    redacts = ma.fields.Integer(attribute="redacts_id", allow_none=True)
    added_at = ma.fields.DateTime()
    scan_state = ma.fields.String(metadata={"description": "off, waiting, clean or infected."})
    text_state = ma.fields.String(metadata={"description": "none, waiting, done or failed."})
    text_problem = ma.fields.String(allow_none=True)
    withdrawn_at = ma.fields.DateTime(allow_none=True)
    withdrawn_reason = ma.fields.String(allow_none=True)


class UploadHeaders(RequestKeyHeader):
    """A key by which a request sent twice is done once; and which version was seen, for who cares."""

    seen = Words(
        longest=100,
        data_key="If-Match",
        metadata={
            "description": "The `ETag` of the case as you saw it. An upload replaces nothing, so it may be "
            "left out; when it is sent and the case changed since, nothing is stored (412)."
        },
    )


class DocumentListSchema(Answer):
    """The documents of a case in the order in which they came."""

    documents = ma.fields.List(ma.fields.Nested(DocumentAnswer))


class PublicDocumentAnswer(Answer):
    """A redacted document as the public gets it."""

    number = ma.fields.Integer(metadata={"description": "Its permanent number among those of the case."})
    title = ma.fields.String()
    language = ma.fields.String()
    media_type = ma.fields.String()
    size = ma.fields.Integer()
    pages = ma.fields.Integer()
    sha256 = ma.fields.String()
    published_at = ma.fields.DateTime()
    url = ma.fields.String(metadata={"format": "uri", "description": "Where everybody downloads it."})


class PublicDocumentListSchema(Answer):
    """The documents of a published case, in their public order."""

    documents = ma.fields.List(ma.fields.Nested(PublicDocumentAnswer))


class FateSchema(Answer):
    """What became of a file."""

    name = ma.fields.String()
    state = ma.fields.String(metadata={"description": "stored, known (it was there already) or refused."})
    sentence = ma.fields.String(metadata={"description": "Why it was refused, or what should be known."})
    document = ma.fields.Nested(DocumentAnswer, allow_none=True)


class FateListSchema(Answer):
    """What became of each file, in their order."""

    files = ma.fields.List(ma.fields.Nested(FateSchema))
