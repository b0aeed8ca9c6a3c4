"""What was withdrawn from the register: the fact and the reason stay, the text is gone."""

from __future__ import annotations

import sqlalchemy as sa

from casetracker.exchange.opendata.fields import Field, Resource, instant, text
from casetracker.publication.models import PublicCase, PublicDecision

_CASES = sa.select(
    sa.literal("case").label("kind"),
    PublicCase.reference.label("case"),
    sa.cast(sa.null(), sa.Integer).label("ordinal"),
    PublicCase.published_at.label("published_at"),
    sa.func.coalesce(PublicCase.withdrawn_at, PublicCase.updated_at).label("withdrawn_at"),
    PublicCase.withdrawn_ground.label("ground"),
    PublicCase.withdrawn_reason.label("reason"),
).where(PublicCase.state == "withdrawn")
_DECISIONS = (
    sa.select(
        sa.literal("decision"),
        PublicCase.reference,
        PublicDecision.ordinal,
        PublicDecision.published_at,
        PublicDecision.withdrawn_at,
        PublicDecision.withdrawn_ground,
        PublicDecision.withdrawn_reason,
    )
    .join(PublicDecision.case)
    .where(PublicDecision.withdrawn_at.is_not(None))
)
_BOTH = sa.union_all(_CASES, _DECISIONS).subquery("tombstones")
TOMBSTONES = Resource(
    "tombstones",
    "Tombstones",
    "What was withdrawn from publication, and why: delete it from your copy.",
    (
        text("kind", "case or decision.", must=True),
        text("case", "Reference of the case.", must=True),
        Field("ordinal", "integer", "Place of the decision; empty: the whole case.", lambda row: row.ordinal),
        instant("published_at", "When it was first published.", must=True),
        instant("withdrawn_at", "When it was withdrawn.", must=True),
        text("ground", "Why (slug)."),
        text("reason", "Why, in words."),
    ),
    sa.select(_BOTH).order_by(_BOTH.c.withdrawn_at, _BOTH.c.case, _BOTH.c.ordinal),
    ["kind", "case", "ordinal"],
)
