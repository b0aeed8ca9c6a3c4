"""``/staff/hand-overs/new``: register the next instance from a decision that somebody brought a copy of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.cases.actions import Registration
from casetracker.cases.errors import InvalidInput
from casetracker.cases.from_lower import register_from_lower
from casetracker.cases.inputs import read_input
from casetracker.cases.instances import lower_by_its_decision
from casetracker.cases.models import Case, Decision
from casetracker.cases.remedies import remedies_of
from casetracker.cases.step_inputs import FromLowerSchema, LowerCaseSchema
from casetracker.runtime import lawbook
from casetracker.web.auth.sessions import person
from casetracker.web.rendering import language
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.chain_fields import FROM_LOWER, KNOWN_DECISION
from casetracker.web.staff.chain_steps import doer_of
from casetracker.web.staff.forms import typed
from casetracker.web.staff.navigation import case_url
from casetracker.web.staff.presenters.chain import proposals

Values = Mapping[str, Any]
Errors = Mapping[str, list[str]]


@pages.route("/hand-overs/new", methods=["GET", "POST"])
@allowed(policy.REGISTER)
def from_lower_case() -> ResponseReturnValue:
    """Find the lower case by its decision, see what is taken over from it, and register."""
    if request.method == "GET":
        return _form({})
    if request.form.get("do") != "register":
        return _find()
    values = typed(FromLowerSchema(), request.form)
    try:
        registration = _register(values)
    except InvalidInput as refused:
        return _form(values, refused.errors, _lower(values)), 422
    code = registration.tracking_code
    flash(_("The case is registered. Tracking code for the complainant: %(code)s", code=code))
    return redirect(case_url("staff.show_case", registration.case), 303)


def _find() -> ResponseReturnValue:
    values = typed(LowerCaseSchema(), request.form)
    try:
        told = read_input(LowerCaseSchema(), values)
        lower = lower_by_its_decision(db.db.session, told["reference"], told["number"])
    except InvalidInput as refused:
        return _form(values, refused.errors), 422
    return _form(_proposed(values, *lower), lower=lower)


def _register(values: Values) -> Registration:
    told = read_input(FromLowerSchema(), values)
    with db.unit_of_work() as session:
        return register_from_lower(session, lawbook(), told, doer_of(None))


def _lower(values: Values) -> tuple[Case, Decision] | None:
    try:
        return lower_by_its_decision(db.db.session, str(values["reference"]), str(values["number"]))
    except InvalidInput:
        return None


def _proposed(values: Values, case: Case, decision: Decision) -> dict[str, Any]:
    """Return the form with the person's own body where it is one that decides."""
    now, own = db.now(), person().body
    found = [each for each in remedies_of(db.db.session, lawbook(), case, now) if each.decision is decision]
    ways = proposals(found[0]) if found else []
    here = next((way for way in ways if way["body"] == own.code), None)
    procedure = here["procedure"] if here else ""
    return dict(values) | {"body": own.code, "procedure": procedure, "channel": "paper"}


def _form(values: Values, errors: Errors | None = None, lower: tuple[Case, Decision] | None = None) -> str:
    fields = KNOWN_DECISION if lower is None else FROM_LOWER
    return render_template(
        "staff/from_lower_case.html",
        lower=lower and lower[0],
        decision=lower and lower[1],
        fields=fields,
        names={field.name: field.label for field in (*KNOWN_DECISION, *fields)},
        options={
            "channels": labels.choices("channel"),
            "kinds": labels.choices("party-kind"),
            "procedures": [(slug, it.names[language()]) for slug, it in lawbook().procedures.items()],
        },
        values=values,
        errors=errors or {},
    )
