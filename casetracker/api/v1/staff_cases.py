"""``/staff/cases``: case files for staff integrations, and the steps that are taken in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from casetracker import db
from casetracker.accounts import policy
from casetracker.api.access import caller, staff_only
from casetracker.api.blueprints import Resource
from casetracker.api.v1 import staff_steps, staff_telling
from casetracker.api.v1.paging import onward
from casetracker.api.v1.schemas.staff_cases import (
    StaffCasePageSchema,
    StaffCaseQuery,
    StaffCaseSchema,
    StepHeaders,
    StepTakenSchema,
    step_schema,
)
from casetracker.cases.listing import Wanted, page_of_cases
from casetracker.cases.statuses import STEPS
from casetracker.cases.steps import DOORS

resource = Resource("staff-cases", __name__, description="Case files and their steps (staff).")
TOKEN: list[dict[str, list[str]]] = [{"token": []}]
ETAG = {"ETag": {"description": "The version, for If-Match.", "schema": {"type": "string"}}}


@resource.get("/staff/cases")
@staff_only(policy.READ)
@resource.doc(security=TOKEN)
@resource.arguments(StaffCaseQuery, location="query")
@resource.response(200, StaffCasePageSchema)
@resource.problems(401, 403, 422)
def list_staff_cases(asked: dict[str, Any]) -> Any:
    """List the cases in the scope of the token's user, the newest registration first."""
    cursor, limit = asked.pop("cursor", None), asked.pop("limit")
    found = page_of_cases(
        db.db.session, policy.scope_of(caller()), Wanted(**asked), after=cursor, limit=limit
    )
    told = staff_telling.page(found, limit)
    return onward(told["items"], told["next"])


@resource.get("/staff/cases/<election>/<slug>")
@staff_only(policy.READ)
@resource.doc(security=TOKEN)
@resource.response(200, StaffCaseSchema, headers=ETAG)
@resource.problems(401, 403, 404)
def show_staff_case(election: str, slug: str) -> Any:
    """Return a case file with its time limits, history, links, and the steps that are possible now."""
    case = staff_steps.case_in_scope(db.db.session, caller(), election, slug)
    return staff_telling.case(case, caller()), 200, {"ETag": staff_telling.etag(case)}


def _view(step: str) -> Callable[..., Any]:
    def view(header: dict[str, Any], values: dict[str, Any], election: str, slug: str) -> Any:
        return staff_steps.take(step, (election, slug), header, values)

    view.__name__ = step.replace("-", "_")
    view.__doc__ = f"Take the step “{step}”.\n\nImpossible where the case stands: 409, with what is possible."
    return view


def _attach(step: str) -> None:
    view = _view(step)
    for decorate in (
        resource.problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 428),
        resource.response(200, StepTakenSchema, headers=ETAG),
        resource.arguments(step_schema(step)),
        resource.arguments(StepHeaders, location="headers"),
        resource.doc(security=TOKEN),
        staff_only(STEPS[step].action),
        resource.post(f"/staff/cases/<election>/<slug>/steps/{step}"),
    ):
        view = decorate(view)


for _step in DOORS:
    _attach(_step)
