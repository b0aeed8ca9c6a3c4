"""``GET /cases/…`` and ``GET /decisions``: the published register, read from the projection only."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _

from casetracker import db
from casetracker.api.blueprints import Resource
from casetracker.api.cursors import cursor_of
from casetracker.api.problems import FieldError, Problem
from casetracker.api.v1 import telling
from casetracker.api.v1.paging import one_way, page_of
from casetracker.api.v1.schemas.public import DEEPEST_PAGE, HitPageSchema, PublicCaseSchema, SearchQuery
from casetracker.publication.matter_queries import place_of
from casetracker.publication.models import PublicCase
from casetracker.publication.queries import public_case
from casetracker.search.ordering import Left, Sort
from casetracker.search.queries import FACETS, search
from casetracker.search.query import Reason, parse

resource = Resource("register", __name__, description="The published register (public).")

# Withdrawn before grounds were chosen from a list.
NO_GROUND = "other"
PLACE = re.compile(r"[a-z0-9-]{1,60}", re.ASCII)


@resource.get("/cases/<election>/<slug>")
@resource.response(200, PublicCaseSchema)
@resource.revalidated
@resource.problems(404, 410)
def show_case(election: str, slug: str) -> Any:
    """Return a published case with its time limits, timeline and decisions."""
    case = _published(election, slug)
    return telling.public_case(case, place_of(db.db.session, case))


def _published(election: str, slug: str) -> PublicCase:
    known = PLACE.fullmatch(election) and PLACE.fullmatch(slug)
    case = public_case(db.db.session, f"{election}/{slug}") if known else None
    if case is None:
        raise Problem("not-found", _("No published case stands at this address."))
    if case.state != "published":
        told = _("This case was withdrawn from publication: %(reason)s", reason=case.withdrawn_reason or "—")
        raise Problem("withdrawn", told, reason=case.withdrawn_ground or NO_GROUND)
    return case


@resource.get("/decisions")
@resource.arguments(SearchQuery, location="query")
@resource.response(200, HitPageSchema)
@resource.revalidated
@resource.problems(422)
def find_decisions(asked: dict[str, Any]) -> Any:
    """Search published decisions, and published cases that have none yet.

    Without `q`, everything published is listed. No more than 50 pages can be leafed through by their
    number; by cursor there is no end before the last hit.
    """
    one_way(asked)
    query, sort = parse(asked.get("q") or ""), Sort(asked["sort"])
    filters = {name: [str(value) for value in asked[name]] for name in FACETS}
    page, after = asked["page"] or 1, _left(asked["cursor"], sort)
    found = search(db.db.session, query, filters, page, sort, after=after)
    reason = None if query.reason in (None, Reason.NOTHING_TYPED) else query.reason.value
    left = found.left
    return page_of(
        [telling.hit(entry, query) for entry in found.hits],
        cursor_of(sort.value, left.group, left.key, left.id) if left else None,
        asked,
        total=found.total,
        pages=found.pages,
        deepest=DEEPEST_PAGE,
        facets=found.facets,
        nothing_searched=reason,
        also_searched=query.expanded,
    )


def _left(cursor: tuple[Any, ...] | None, sort: Sort) -> Left | None:
    if cursor is None:
        return None
    if cursor[0] != sort.value:
        sentence = _("This cursor belongs to a list in another order. Keep the sort, or begin anew.")
        raise Problem("invalid-input", errors=[FieldError("cursor", sentence, in_body=False)])
    return Left(*cursor[1:])
