"""``GET /bodies`` and ``GET /elections``."""

from __future__ import annotations

from typing import Any

from casetracker import db
from casetracker.api.blueprints import Resource
from casetracker.api.v1 import telling
from casetracker.api.v1.paging import page_of
from casetracker.api.v1.schemas.places import BodyPageSchema, BodyQuery, ElectionPageSchema, ElectionQuery
from casetracker.registry.queries import page_of_bodies, page_of_elections, which_bodies

resource = Resource("places", __name__, description="Commissions, courts and elections (public).")


@resource.get("/bodies")
@resource.arguments(BodyQuery, location="query")
@resource.response(200, BodyPageSchema)
@resource.revalidated
@resource.problems(422)
def list_bodies(asked: dict[str, Any]) -> Any:
    """List commissions and courts, by code."""
    page, size = asked.pop("page"), asked.pop("page_size")
    found, total = page_of_bodies(db.db.session, *which_bodies(**asked), page=page, page_size=size)
    return page_of([telling.named(body) for body in found], total=total, page=page, pages=-(-total // size))


@resource.get("/elections")
@resource.arguments(ElectionQuery, location="query")
@resource.response(200, ElectionPageSchema)
@resource.revalidated
@resource.problems(422)
def list_elections(asked: dict[str, Any]) -> Any:
    """List elections and referendums, the latest first."""
    found, total = page_of_elections(db.db.session, **asked)
    pages = -(-total // asked["page_size"])
    return page_of([telling.named(one) for one in found], total=total, page=asked["page"], pages=pages)
