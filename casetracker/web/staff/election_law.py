"""``/staff/elections/<code>/law``: vouch for the rules of an election beyond the verified law."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casetracker import db
from casetracker.accounts import policy
from casetracker.cases.elections import confirm_law, withdraw_confirmation
from casetracker.cases.errors import InvalidInput
from casetracker.cases.inputs import read_input
from casetracker.cases.previewing import ElectionChange, preview
from casetracker.publication.reasons import refuse_private
from casetracker.runtime import lawbook
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.election_inputs import SourceSchema
from casetracker.web.staff.elections import election_or_404
from casetracker.web.staff.forms import ReasonSchema, typed
from casetracker.web.staff.presenters.elections import law_state
from casetracker.web.staff.reasons import read_reason

Errors = Mapping[str, list[str]]


@pages.route("/elections/<election>/law", methods=["GET", "POST"])
@allowed(policy.CHANGE_LAW)
def confirm_election_law(election: str) -> ResponseReturnValue:
    """Explain what confirming the rules means, and confirm them by the text that was compared."""
    if request.method == "GET":
        return _confirmation_form(election, {})
    try:
        source = str(read_input(SourceSchema(), typed(SourceSchema(), request.form))["source"])
        refuse_private("source", source)
        _confirm(election, source)
    except InvalidInput as refused:
        return _confirmation_form(election, refused.errors), 422
    flash(_("The rules are confirmed for this election. Its open cases are being computed."))
    return redirect(url_for("staff.show_election", election=election), 303)


@pages.route("/elections/<election>/law/withdrawal", methods=["GET", "POST"])
@allowed(policy.CHANGE_LAW)
def withdraw_election_law(election: str) -> ResponseReturnValue:
    """Ask whether the confirmation is to be withdrawn, and why; then withdraw it."""
    if request.method == "GET":
        return _withdrawal_form(election, {})
    try:
        _withdraw(election, read_reason(request.form))
    except InvalidInput as refused:
        return _withdrawal_form(election, refused.errors), 422
    flash(_("The confirmation is withdrawn. No new time limit is computed for this election."))
    return redirect(url_for("staff.show_election", election=election), 303)


def _confirm(code: str, source: str) -> None:
    with db.unit_of_work() as session:
        found = election_or_404(session, code)
        seen = request.form.get("digest", "")
        confirm_law(session, lawbook(), found, source, actor=person().ref, seen=seen)


def _withdraw(code: str, reason: str) -> None:
    with db.unit_of_work() as session:
        found = election_or_404(session, code)
        withdraw_confirmation(session, found, reason, actor=person().ref)


def _confirmation_form(code: str, errors: Errors) -> str:
    session, book = db.db.session, lawbook()
    found = election_or_404(session, code)
    supposed = {"on": db.now().date().isoformat(), "source": "", "digest": book.digest}
    change = ElectionChange(found.id, {"law_confirmation": supposed})
    return render_template(
        "staff/confirm_law.html",
        election=found,
        law=law_state(book, found),
        digest=book.digest,
        preview=preview(session, book, election=change, limit=0),
        errors=errors,
        values=typed(SourceSchema(), request.form),
    )


def _withdrawal_form(code: str, errors: Errors) -> str:
    found = election_or_404(db.db.session, code)
    return render_template(
        "staff/withdraw_law.html",
        election=found,
        law=law_state(lawbook(), found),
        errors=errors,
        values=typed(ReasonSchema(), request.form),
    )
