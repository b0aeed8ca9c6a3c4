"""``/staff/cases/<election>/<slug>/decision``: record what the body decided, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.accounts.queries import names_by_ref
from casetracker.cases.decisions import record_decision
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.inputs import DecisionSchema, read_input
from casetracker.cases.models import Case
from casetracker.runtime import lawbook
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed, case_or_404
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.field_names import DECISION
from casetracker.web.staff.forms import typed, version_of
from casetracker.web.staff.presenters.case import case_page

Values = Mapping[str, Any]


@pages.route("/cases/<election>/<slug>/decision", methods=["GET", "POST"])
@allowed(policy.DECIDE)
def decide(election: str, slug: str) -> ResponseReturnValue:
    """Enter a decision, and record it."""
    if request.method == "GET":
        case = case_or_404(db.db.session, election, slug)
        return _form(case, {"language": case.language, "remedy": "none"})
    values = typed(DecisionSchema(), request.form)
    try:
        _record(election, slug, values)
    except InvalidInput as refused:
        case = case_or_404(db.db.session, election, slug)
        return _form(case, values, errors=refused.errors, version=version_of(request.form)), 422
    except (StaleCase, StaleDataError):
        return _form(case_or_404(db.db.session, election, slug), values, is_stale=True), 409
    flash(_("The decision is recorded."))
    return redirect(url_for("staff.show_case", election=election, slug=slug), 303)


def _record(election: str, slug: str, values: Values) -> None:
    with db.unit_of_work() as session:
        case = case_or_404(session, election, slug)
        record_decision(
            session,
            lawbook(),
            case,
            read_input(DecisionSchema(), values),
            actor=person().ref,
            version=version_of(request.form),
        )


def _form(
    case: Case,
    values: Values,
    *,
    errors: Mapping[str, list[str]] | None = None,
    version: int | None = None,
    is_stale: bool = False,
) -> str:
    people = names_by_ref(db.db.session, {event.actor for event in case.events})
    return render_template(
        "staff/decision.html",
        **case_page(lawbook(), case, person(), people, None, db.now()),
        names=DECISION,
        values=values,
        errors=errors or {},
        # What was wrong with the fields does not make the person's view of the case any newer.
        version=case.version if version is None else version,
        is_stale=is_stale,
        choices=labels.choices,
    )
