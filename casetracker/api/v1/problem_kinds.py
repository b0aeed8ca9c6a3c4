"""``GET /problems/…``: what the ``type`` of a problem means."""

from __future__ import annotations

from typing import Any

from casetracker.api.answers import ProblemKindSchema
from casetracker.api.blueprints import Resource
from casetracker.api.problems import KINDS, TYPE_PREFIX, Problem

resource = Resource("problems", __name__, description="What the type of a problem means (public).")


@resource.get("/problems/<slug>")
@resource.response(200, ProblemKindSchema)
@resource.revalidated
@resource.problems(404)
def show_problem_kind(slug: str) -> Any:
    """Return what a kind of problem is called, and what can be done about it."""
    kind = KINDS.get(slug)
    if kind is None:
        raise Problem("not-found")
    return {
        "type": TYPE_PREFIX + slug,
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(kind.detail),
    }
