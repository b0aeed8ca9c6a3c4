"""``/staff/matters/<id>``: the chain of cases about one thing, with their bodies, clocks and decisions."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from casetracker import db
from casetracker.accounts import policy
from casetracker.cases.matters import cases_of_matter
from casetracker.registry.models import Body
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.presenters.chain import matter_tree


def may_see(body: Body) -> bool:
    """Tell whether the cases of a body are in the scope of whoever is logged in."""
    return policy.is_in_scope(person(), body)


@pages.get("/matters/<int:matter>")
@allowed(policy.READ)
def show_matter(matter: int) -> ResponseReturnValue:
    """Draw the chain; 404 unless one of its cases is in the scope."""
    cases = cases_of_matter(db.db.session, matter)
    if not any(may_see(case.body) for case in cases):
        abort(404)
    return render_template(
        "staff/matter.html", matter=matter, tree=matter_tree(cases, may_see, db.now()), count=len(cases)
    )
