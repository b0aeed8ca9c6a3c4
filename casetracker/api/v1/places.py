"""``GET /bodies`` and ``GET /elections``."""

from __future__ import annotations

from typing import Any

from casetracker import db
from casetracker.api.blueprints import Resource
from casetracker.api.cursors import cursor_of
from casetracker.api.v1 import telling
from casetracker.api.v1.paging import cut, one_way, page_of
from casetracker.api.v1.schemas.places import (
    DEEPEST_PAGE,
    BodyPageSchema,
    BodyQuery,
    ElectionPageSchema,
    ElectionQuery,
)
from casetracker.registry.queries import page_of_bodies, page_of_elections, which_bodies

resource = Resource("places", __name__, description="Commissions, courts and elections (public).")
BODY_FILTERS = ("kind", "level", "region", "parent", "on")


@resource.get("/bodies")
@resource.arguments(BodyQuery, location="query")
@resource.response(200, BodyPageSchema)
@resource.revalidated
@resource.problems(422)
def list_bodies(asked: dict[str, Any]) -> Any:
    """List commissions and courts, by code."""
    one_way(asked)
    size, cursor = asked["page_size"], asked["cursor"]
    conditions = which_bodies(**{name: asked.get(name) for name in BODY_FILTERS})
    after = cursor[0] if cursor else None
    found, total = page_of_bodies(
        db.db.session, *conditions, page=asked["page"] or 1, page_size=size, after=after
    )
    shown, following = cut(found, size, lambda body: cursor_of(body.code))
    named = [telling.named(body) for body in shown]
    return page_of(named, following, asked, total=total, pages=-(-total // size), deepest=DEEPEST_PAGE)


@resource.get("/elections")
@resource.arguments(ElectionQuery, location="query")
@resource.response(200, ElectionPageSchema)
@resource.revalidated
@resource.problems(422)
def list_elections(asked: dict[str, Any]) -> Any:
    """List elections and referendums, the latest first."""
    one_way(asked)
    size = asked["page_size"]
    found, total = page_of_elections(
        db.db.session,
        kind=asked.get("kind"),
        page=asked["page"] or 1,
        page_size=size,
        after=asked["cursor"],
    )
    shown, following = cut(found, size, lambda one: cursor_of(one.voting_on, one.id))
    named = [telling.named(one) for one in shown]
    return page_of(named, following, asked, total=total, pages=-(-total // size), deepest=DEEPEST_PAGE)
