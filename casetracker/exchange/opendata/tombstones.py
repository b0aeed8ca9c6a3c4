"""What was withdrawn from the register: the fact and the reason stay, the text is gone.

A chain of cases has one too: when nothing links its cases any more, when it became a part of another one, and
when all its cases were withdrawn.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from casetracker.exchange.opendata.fields import Field, Resource, instant, text
from casetracker.exchange.opendata.recurring import FIRST_PUBLISHED, case_reference
from casetracker.publication.models import PublicCase, PublicDecision, PublicMatter, PublicMatterCase

UNLINKED, MERGED, ALL_WITHDRAWN = "unlinked", "merged", "all-withdrawn"
_NO_NUMBER = sa.cast(sa.null(), sa.Integer)
_NO_WORDS = sa.cast(sa.null(), sa.Text)
_WITHDRAWN_AT = sa.func.coalesce(PublicCase.withdrawn_at, PublicCase.updated_at)

_CASES = sa.select(
    sa.literal("case").label("kind"),
    PublicCase.reference.label("case"),
    _NO_NUMBER.label("ordinal"),
    _NO_NUMBER.label("matter"),
    PublicCase.published_at.label("published_at"),
    _WITHDRAWN_AT.label("withdrawn_at"),
    PublicCase.withdrawn_ground.label("ground"),
    PublicCase.withdrawn_reason.label("reason"),
    _NO_NUMBER.label("merged_into"),
).where(PublicCase.state == "withdrawn")
_DECISIONS = (
    sa.select(
        sa.literal("decision"),
        PublicCase.reference,
        PublicDecision.ordinal,
        _NO_NUMBER,
        PublicDecision.published_at,
        PublicDecision.withdrawn_at,
        PublicDecision.withdrawn_ground,
        PublicDecision.withdrawn_reason,
        _NO_NUMBER,
    )
    .join(PublicDecision.case)
    .where(PublicDecision.withdrawn_at.is_not(None))
)


def _matters(withdrawn_at: Any, ground: sa.ColumnElement[str]) -> sa.Select[Any]:
    return sa.select(
        sa.literal("matter"),
        PublicCase.reference,
        _NO_NUMBER,
        PublicMatter.id,
        PublicMatter.created_at,
        withdrawn_at,
        ground,
        _NO_WORDS,
        PublicMatter.merged_into_id,
    ).join(PublicMatter.anchor)


_UNLINKED = _matters(PublicMatter.ended_at, sa.literal(UNLINKED)).where(PublicMatter.ended_at.is_not(None))
_MERGED = _matters(PublicMatter.updated_at, sa.literal(MERGED)).where(
    PublicMatter.merged_into_id.is_not(None)
)
_MEMBERS = (
    sa.select(PublicMatterCase.matter_id, sa.func.max(_WITHDRAWN_AT).label("at"))
    .join(PublicCase, PublicCase.id == PublicMatterCase.public_case_id)
    .group_by(PublicMatterCase.matter_id)
    .having(sa.func.count(sa.case((PublicCase.state == "published", 1))) == 0)
    .subquery("withdrawn_matters")
)
_ALL_WITHDRAWN = _matters(_MEMBERS.c.at, sa.literal(ALL_WITHDRAWN)).join(
    _MEMBERS, _MEMBERS.c.matter_id == PublicMatter.id
)
_ALL = sa.union_all(_CASES, _DECISIONS, _UNLINKED, _MERGED, _ALL_WITHDRAWN).subquery("tombstones")
TOMBSTONES = Resource(
    "tombstones",
    "Tombstones",
    "What was withdrawn from publication, and why: delete it from your copy.",
    (
        text("kind", "case, decision or matter.", must=True),
        case_reference(),
        Field("ordinal", "integer", "Place of the decision; empty: the whole case.", lambda row: row.ordinal),
        Field("matter", "integer", "Number of the chain, where kind is matter.", lambda row: row.matter),
        FIRST_PUBLISHED,
        instant("withdrawn_at", "When it was withdrawn, or when the chain ended.", must=True),
        text("ground", "Why (slug); of a chain: unlinked, merged or all-withdrawn."),
        text("reason", "Why, in words."),
        Field(
            "merged_into",
            "integer",
            "Number of the chain that it became a part of.",
            lambda row: row.merged_into,
        ),
    ),
    sa.select(_ALL).order_by(_ALL.c.withdrawn_at, _ALL.c.case, _ALL.c.ordinal, _ALL.c.matter),
    ["kind", "case", "ordinal", "matter"],
)
