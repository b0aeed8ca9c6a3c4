"""``/staff/retention``: until when names are kept; one person reviews their erasure, another confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.queries import names_by_ref
from casetracker.cases import retention
from casetracker.cases.errors import InvalidInput
from casetracker.cases.fields import CleanText
from casetracker.cases.inputs import read_input
from casetracker.cases.models import Erasure
from casetracker.publication.reasons import refuse_private
from casetracker.registry.models import Election
from casetracker.runtime import settings
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.elections import election_or_404
from casetracker.web.staff.field_names import Names
from casetracker.web.staff.forms import ReasonSchema, number_of, typed

Errors = Mapping[str, list[str]]
NAMES: Names = {"months": _l("Months after the results"), "reason": _l("Why the period changes")}


class PeriodSchema(ReasonSchema):
    """How long the names of an election are kept, and why."""

    months = CleanText(longest=5, required=True)


@pages.get("/retention")
@allowed(policy.ERASE)
def list_retention() -> ResponseReturnValue:
    """List the elections of whose cases names are kept, and until when."""
    kept = retention.kept_names(db.db.session, policy.scope_of(person()), settings().retention_months)
    return render_template("staff/retention.html", kept=kept)


@pages.route("/retention/<election>", methods=["GET", "POST"])
@allowed(policy.ERASE)
def show_retention(election: str) -> ResponseReturnValue:
    """Show what is kept of an election; review, confirm or drop the erasure."""
    if request.method == "GET":
        return _page(election)
    do = DOINGS.get(request.form.get("do", ""))
    if do is None:
        abort(400)
    try:
        with db.unit_of_work() as session:
            told = do(session, election_or_404(session, election))
    except InvalidInput as refused:
        return _page(election, refused.errors), 422
    flash(told)
    return redirect(url_for("staff.show_retention", election=election), 303)


@pages.route("/retention/<election>/period", methods=["GET", "POST"])
@allowed(policy.CHANGE_LAW)
def change_retention(election: str) -> ResponseReturnValue:
    """Change how many months after the results the names of an election are kept."""
    if request.method == "GET":
        found = election_or_404(db.db.session, election)
        return _period(election, {"months": found.retention_months or settings().retention_months})
    values = typed(PeriodSchema(), request.form)
    try:
        read = read_input(PeriodSchema(), values)
        refuse_private("reason", read["reason"])
        with db.unit_of_work() as session:
            found, months = election_or_404(session, election), number_of(read["months"])
            retention.change_period(session, found, months, actor=person().ref, reason=read["reason"])
    except InvalidInput as refused:
        return _period(election, values, refused.errors), 422
    flash(_("The period is changed."))
    return redirect(url_for("staff.show_retention", election=election), 303)


def _review(session: Session, election: Election) -> str:
    retention.review_erasure(session, person(), election, settings().retention_months)
    return _("Reviewed. Nothing is erased before another person confirms it.")


def _confirm(session: Session, election: Election) -> str:
    retention.confirm_erasure(session, person(), _meant(session, election), settings().retention_months)
    return _("Confirmed. The names are being erased.")


def _drop(session: Session, election: Election) -> str:
    retention.drop_erasure(session, person(), _meant(session, election))
    return _("Dropped. Nothing is erased.")


DOINGS = {"review": _review, "confirm": _confirm, "drop": _drop}


def _meant(session: Session, election: Election) -> Erasure:
    """Return the erasure of the form; 404 outside the scope, so that existence is not told."""
    erasure = session.get(Erasure, max(number_of(request.form.get("erasure", "")), 0))
    if (
        erasure is None
        or erasure.election_id != election.id
        or not policy.can(person(), policy.ERASE, erasure.body)
    ):
        abort(404)
    return erasure


def _page(code: str, errors: Errors | None = None) -> str:
    session = db.db.session
    found = election_or_404(session, code)
    [kept] = retention.kept_names(session, policy.scope_of(person()), settings().retention_months, found)
    begun = kept.erasure
    refs = {begun.reviewed_by, begun.confirmed_by or ""} if begun else set()
    return render_template(
        "staff/retention_election.html",
        kept=kept,
        names=names_by_ref(session, refs),
        errors=errors or {},
        zone=person().body.zone,
        is_own=begun is not None and begun.reviewed_by == person().ref,
        may_change=policy.can(person(), policy.CHANGE_LAW),
    )


def _period(code: str, values: Mapping[str, Any], errors: Errors | None = None) -> str:
    return render_template(
        "staff/retention_period.html",
        election=election_or_404(db.db.session, code),
        values=values,
        errors=errors or {},
        names=NAMES,
    )
