"""``/staff/cases/<election>/<slug>/assign``: who works on a case."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.queries import names_by_ref
from casetracker.cases.assigning import StaleCases, assign_cases, assignable_users
from casetracker.cases.errors import InvalidInput
from casetracker.cases.models import Case
from casetracker.runtime import lawbook
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed, case_or_404
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.board import chosen_user
from casetracker.web.staff.board_request import ME, NOBODY
from casetracker.web.staff.forms import number_of, version_of
from casetracker.web.staff.presenters.events import events_since, refs_of

Errors = dict[str, list[str]]


@pages.route("/cases/<election>/<slug>/assign", methods=["GET", "POST"])
@allowed(policy.ASSIGN)
def assign(election: str, slug: str) -> ResponseReturnValue:
    """Choose who works on a case, or take it oneself."""
    if request.method == "GET":
        return _form(case_or_404(db.db.session, election, slug), {})
    try:
        _assign(election, slug)
    except InvalidInput as refused:
        return _form(case_or_404(db.db.session, election, slug), refused.errors), 422
    except (StaleCases, StaleDataError):
        return _form(case_or_404(db.db.session, election, slug), {}, is_stale=True), 409
    flash(_("Who works on the case is recorded."))
    return redirect(url_for("staff.show_case", election=election, slug=slug), 303)


def _assign(election: str, slug: str) -> None:
    with db.unit_of_work() as session:
        case = case_or_404(session, election, slug)
        assignee = chosen_user(session, request.form.get("assignee", ""))
        seen = {case.id: version_of(request.form)}
        assign_cases(session, policy.scope_of(person()), seen, assignee, actor=person().ref)


def _form(case: Case, errors: Errors, *, is_stale: bool = False) -> str:
    session, is_fresh = db.db.session, request.method == "GET" or is_stale
    others = [user for user in assignable_users(session, person()) if user.id != person().id]
    people = names_by_ref(session, refs_of(case)) if is_stale else {}
    seen = number_of(request.form.get("seen", ""))
    return render_template(
        "staff/assign.html",
        case=case,
        errors=errors,
        is_stale=is_stale,
        version=case.version if is_fresh else version_of(request.form),
        seen=max((event.id for event in case.events), default=0),
        changes=events_since(lawbook(), case, seen, people) if is_stale else [],
        values={"assignee": request.form.get("assignee", ME)},
        options=[(ME, _("Me")), *((str(user.id), user.name) for user in others), (NOBODY, _("Nobody"))],
    )
