"""``GET /matters/…``: the chains of published cases, read from the projection only."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _

from casetracker import db
from casetracker.api.blueprints import Resource
from casetracker.api.problems import Problem
from casetracker.api.v1 import telling
from casetracker.api.v1.schemas.public import MatterSchema
from casetracker.publication.matter_queries import cases_of, links_of, public_matter

resource = Resource("matters", __name__, description="Chains of published cases (public).")


@resource.get("/matters/<int:number>")
@resource.response(200, MatterSchema)
@resource.alt_response(301, description="It became a part of the chain at `Location`.", success=True)
@resource.revalidated
@resource.problems(404, 410)
def show_matter(number: int) -> Any:
    """Return a chain of published cases about one thing, and how they hang together."""
    session = db.db.session
    matter = public_matter(session, number)
    if matter is None:
        raise Problem("not-found", _("No chain of published cases stands at this address."))
    if matter.merged_into_id is not None:
        address = url_for("matters.show_matter", number=matter.merged_into_id)
        return Response(status=301, headers={"Location": address})
    cases = cases_of(session, matter)
    if matter.ended_at is not None or all(case.state != "published" for case in cases):
        raise Problem("no-longer-shown")
    return telling.public_matter(matter, cases, links_of(session, matter))
