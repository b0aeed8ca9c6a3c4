"""The chains of published cases, under the numbers of their pages."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from casetracker.exchange.opendata.fields import Field, Resource, instant, number, several, text
from casetracker.publication.matter_queries import every_shown
from casetracker.publication.models import PublicCase, PublicLink, PublicMatter


def matters(base_url: str) -> Resource:
    """Return the table of chains that have a published case; of a withdrawn one only its tombstone tells."""
    fields = (
        Field(
            "number",
            "integer",
            "Its permanent number; no other chain ever gets it.",
            lambda row: row.id,
            True,
        ),
        text("url", "Permanent address of its page.", lambda row: f"{base_url}/matters/{row.id}", must=True),
        number("version", "Version of the chain; it grows when cases come or go.", must=True),
        several("cases", "References of its published cases, the first received leading.", _cases),
        several(
            "links",
            "How they hang together: kind (slug), from and to a case, ordinal of the decision contested.",
            _links,
        ),
        instant("created_at", "When its number was given.", must=True),
        instant("updated_at", "When the chain last changed.", must=True),
    )
    described = "Every chain of published cases about one thing."
    return Resource("matters", "Chains of cases", described, fields, _statement(), ["number"])


def _statement() -> sa.Select[Any]:
    # The cases are long, and their references are all that is told here.
    named = (PublicCase.reference, PublicCase.state)
    return every_shown().options(
        selectinload(PublicMatter.cases).load_only(*named),
        selectinload(PublicMatter.links).joinedload(PublicLink.lower).load_only(*named),
        selectinload(PublicMatter.links).joinedload(PublicLink.upper).load_only(*named),
    )


def _cases(row: PublicMatter) -> list[str]:
    return [case.reference for case in row.cases if case.state == "published"]


def _links(row: PublicMatter) -> list[dict[str, Any]]:
    """Return the links between published cases: what else a link leads to stands among the tombstones."""
    return [
        {
            "kind": link.kind,
            "from": link.lower.reference,
            "to": link.upper.reference,
            "decision": link.decision_ordinal,
        }
        for link in row.links
        if link.lower.state == link.upper.state == "published"
    ]
