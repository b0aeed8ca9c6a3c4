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
from casetracker.cases.appeal_route import proposed_route
from casetracker.cases.decisions import record_decision
from casetracker.cases.drafting import draft_of, keep_draft, missing_reasoning
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.inputs import WrittenDecisionSchema, read_input
from casetracker.cases.models import Case, DecisionDraft
from casetracker.runtime import lawbook
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed, case_or_404
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.field_names import DECISION
from casetracker.web.staff.forms import number_of, typed, version_of
from casetracker.web.staff.presenters.case import case_page
from casetracker.web.staff.presenters.deciding import ground_choices, offered_provisions, typed_provisions
from casetracker.web.staff.presenters.hearings import decided_hearings

Values = Mapping[str, Any]
# What the limit to contest a decision is counted from, and the language that is told in.
PROPOSED_FROM = ("taken_at", "served_at", "language")


@pages.route("/cases/<election>/<slug>/decision", methods=["GET", "POST"])
@allowed(policy.DECIDE)
def decide(election: str, slug: str) -> ResponseReturnValue:
    """Enter a decision, and record it."""
    if request.method == "GET":
        return _begin(case_or_404(db.db.session, election, slug))
    values = typed(WrittenDecisionSchema(), request.form)
    values["cited"] = typed_provisions(request.form)
    is_draft = request.form.get("do") == "draft"
    if request.form.get("do") == "propose":
        return _propose(case_or_404(db.db.session, election, slug), values)
    try:
        _keep(election, slug, values) if is_draft else _record(election, slug, values)
    except InvalidInput as refused:
        case = case_or_404(db.db.session, election, slug)
        return _form(case, values, errors=refused.errors, version=version_of(request.form)), 422
    except (StaleCase, StaleDataError):
        return _form(case_or_404(db.db.session, election, slug), values, is_stale=True), 409
    if is_draft:
        flash(_("The draft is kept. Nothing is recorded yet: a colleague can go on with it."))
        return redirect(url_for("staff.decide", election=election, slug=slug), 303)
    flash(_("The decision is recorded."))
    return redirect(url_for("staff.show_case", election=election, slug=slug), 303)


def _begin(case: Case) -> str:
    """Show the draft that somebody kept, or an empty form."""
    draft = draft_of(db.db.session, case)
    return _form(case, draft.typed if draft else {"language": case.language, "remedy": "none"})


def _propose(case: Case, values: dict[str, Any]) -> ResponseReturnValue:
    """Show the form with where the decision can be contested; what was typed of it stays as it is."""
    version, schema = version_of(request.form), WrittenDecisionSchema(only=PROPOSED_FROM)
    try:
        told = read_input(schema, {name: values[name] for name in PROPOSED_FROM})
    except InvalidInput as refused:
        return _form(case, values, errors=refused.errors, version=version), 422
    proposed = proposed_route(
        db.db.session, lawbook(), case, told["taken_at"], told["served_at"], told["language"], db.now()
    )
    if not values["appeal_route"].strip():
        values |= {"appeal_route": proposed}
    return _form(case, values, version=version, proposed=proposed)


def _keep(election: str, slug: str, values: Values) -> None:
    with db.unit_of_work() as session:
        case = case_or_404(session, election, slug)
        keep_draft(session, case, values, actor=person().ref, seen=number_of(request.form.get("draft", "")))


def _record(election: str, slug: str, values: Values) -> None:
    with db.unit_of_work() as session:
        case = case_or_404(session, election, slug)
        record_decision(
            session,
            lawbook(),
            case,
            read_input(WrittenDecisionSchema(), values),
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
    proposed: str | None = None,
) -> str:
    draft = draft_of(db.db.session, case)
    refs = {event.actor for event in case.events} | ({draft.updated_by} if draft else set())
    people = names_by_ref(db.db.session, refs)
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
        offered=offered_provisions(lawbook(), case, str(values.get("cited") or "")),
        grounds=ground_choices(lawbook(), case, case.received_at),
        proposed=proposed,
        draft=draft,
        draft_by=people.get(draft.updated_by, "") if draft else "",
        # Whoever typed over an older draft than the one that is kept must be told so.
        draft_seen=_draft_seen(draft, is_stale),
        missing=[str(DECISION[part]) for part in missing_reasoning(values)],
        held=decided_hearings(case),
    )


def _draft_seen(draft: DecisionDraft | None, is_stale: bool) -> int:
    current = draft.version if draft else 0
    if request.method == "GET" or is_stale:
        return current
    return number_of(request.form.get("draft", ""))
