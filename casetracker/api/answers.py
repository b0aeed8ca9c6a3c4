"""What all answers have in common, and what problems look like (RFC 9457)."""

from __future__ import annotations

import marshmallow as ma


class Answer(ma.Schema):
    """An answer: a field is always there unless it says ``metadata={"absent": …}``, which tells when not."""

    def on_bind_field(self, field_name: str, field_obj: ma.fields.Field) -> None:
        """Let the document call a field required when it is always there."""
        field_obj.required = "absent" not in field_obj.metadata


def day(**options: bool) -> ma.fields.String:
    """Return a field for a civil date that is ISO text already."""
    return ma.fields.String(metadata={"format": "date"}, **options)  # type: ignore[arg-type]


def instant(**options: bool) -> ma.fields.String:
    """Return a field for an instant that is ISO text already."""
    return ma.fields.String(metadata={"format": "date-time"}, **options)  # type: ignore[arg-type]


class TextsSchema(Answer):
    """The same in each language."""

    kk = ma.fields.String()
    ru = ma.fields.String()
    en = ma.fields.String()


class OnwardSchema(Answer):
    """How a list goes on; ``Link`` names the address of what follows."""

    total = ma.fields.Integer(metadata={"description": "How many there are on all pages."})
    next = ma.fields.String(
        allow_none=True,
        metadata={"description": "The `cursor` of what follows; null on the last page."},
    )


class PageSchema(OnwardSchema):
    """Where a page of a list stands in the whole."""

    page = ma.fields.Integer(
        metadata={"absent": "when a cursor was sent", "description": "This page; the first is 1."}
    )
    pages = ma.fields.Integer(metadata={"description": "How many pages there are."})


class FieldProblemSchema(Answer):
    """A value that cannot be used, and what to do about it."""

    field = ma.fields.String(metadata={"description": "The field or parameter; empty for the whole input."})
    pointer = ma.fields.String(
        metadata={"absent": "for what stands in the address or a header", "description": "RFC 6901."}
    )
    message = ma.fields.String()


class ProblemKindSchema(Answer):
    """A kind of problem."""

    type = ma.fields.String(metadata={"format": "uri-reference"})
    title = ma.fields.String()
    status = ma.fields.Integer()
    detail = ma.fields.String(metadata={"absent": "for a status that we have no own words for"})


class ProblemSchema(ProblemKindSchema):
    """What went wrong, in the reader's language."""

    instance = ma.fields.String(metadata={"description": "The path that was asked for."})
    errors = ma.fields.List(
        ma.fields.Nested(FieldProblemSchema), metadata={"absent": "when no single value is wrong"}
    )
    possible = ma.fields.List(
        ma.fields.String(), metadata={"absent": "unless a step is impossible; then what is possible"}
    )
    version = ma.fields.Integer(metadata={"absent": "unless the case changed; then its version now"})
    changes = ma.fields.List(
        ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String()),
        metadata={"absent": "unless the case changed; then what was recorded last, the newest first"},
    )
    reason = ma.fields.String(
        metadata={"absent": "unless something was withdrawn; then it is the slug of the reason"}
    )
    code = ma.fields.String(metadata={"absent": "unless the law gives no date; then it is the reason's slug"})
