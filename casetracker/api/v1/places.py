"""``GET /bodies`` and ``GET /elections``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from casetracker import db
from casetracker.api.blueprints import Resource
from casetracker.api.v1 import telling
from casetracker.api.v1.paging import page_of
from casetracker.api.v1.schemas.places import BodyPageSchema, BodyQuery, ElectionPageSchema, ElectionQuery
from casetracker.registry.models import Body, Election
from casetracker.registry.queries import page_of_bodies, page_of_elections

resource = Resource("places", __name__, description="Commissions, courts and elections (public).")


@resource.get("/bodies")
@resource.arguments(BodyQuery, location="query")
@resource.response(200, BodyPageSchema)
@resource.revalidated
@resource.problems(422)
def list_bodies(asked: dict[str, Any]) -> Any:
    """List commissions and courts, by code."""
    page, size = asked["page"], asked["page_size"]
    found, total = page_of_bodies(db.db.session, *_of_bodies(asked), page=page, page_size=size)
    return page_of([telling.named(body) for body in found], total=total, page=page, pages=-(-total // size))


def _of_bodies(asked: dict[str, Any]) -> Iterator[sa.ColumnElement[bool]]:
    columns = {"kind": Body.kind, "level": Body.level, "region": Body.region, "parent": Body.parent_id}
    for name, column in columns.items():
        if asked.get(name):
            yield column == asked[name]
    if asked.get("on"):
        yield sa.or_(Body.valid_from.is_(None), Body.valid_from <= asked["on"])
        yield sa.or_(Body.valid_to.is_(None), Body.valid_to >= asked["on"])


@resource.get("/elections")
@resource.arguments(ElectionQuery, location="query")
@resource.response(200, ElectionPageSchema)
@resource.revalidated
@resource.problems(422)
def list_elections(asked: dict[str, Any]) -> Any:
    """List elections and referendums, the latest first."""
    page, size = asked["page"], asked["page_size"]
    kind = [Election.kind == asked["kind"]] if asked.get("kind") else []
    found, total = page_of_elections(db.db.session, *kind, page=page, page_size=size)
    items = [telling.named(election) for election in found]
    return page_of(items, total=total, page=page, pages=-(-total // size))
