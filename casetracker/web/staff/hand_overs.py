"""``/staff/hand-overs``: what other bodies prepared for those in the scope, and its receipt."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.cases.actions import Registration
from casetracker.cases.errors import InvalidInput
from casetracker.cases.inputs import read_input
from casetracker.cases.models import HandOver
from casetracker.cases.receiving import receive, waiting_hand_overs
from casetracker.cases.step_inputs import ReceiptSchema
from casetracker.runtime import lawbook
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.chain_fields import RECEIPT
from casetracker.web.staff.chain_steps import doer_of
from casetracker.web.staff.forms import typed
from casetracker.web.staff.navigation import case_url
from casetracker.web.staff.presenters.chain import hand_over_row


@pages.get("/hand-overs")
@allowed(policy.REGISTER)
def list_hand_overs() -> ResponseReturnValue:
    """Show what waits to be received, oldest first."""
    waiting = waiting_hand_overs(db.db.session, policy.scope_of(person()))
    return render_template("staff/hand_overs.html", rows=[hand_over_row(*each) for each in waiting])


@pages.route("/hand-overs/<int:hand_over>", methods=["GET", "POST"])
@allowed(policy.REGISTER)
def receive_hand_over(hand_over: int) -> ResponseReturnValue:
    """Register what was handed over, with its receipt here."""
    if request.method == "GET":
        found = _found(db.db.session, hand_over)
        return _form(
            found, {"received_at": db.now().astimezone(ZoneInfo(found.body.zone)), "channel": "forwarded"}
        )
    values = typed(ReceiptSchema(), request.form)
    try:
        registration = _receive(hand_over, values)
    except InvalidInput as refused:
        return _form(_found(db.db.session, hand_over), values, refused.errors), 422
    flash(
        _(
            "The case is registered. Tracking code for the complainant: %(code)s",
            code=registration.tracking_code,
        )
    )
    return redirect(case_url("staff.show_case", registration.case), 303)


def _receive(hand_over: int, values: dict[str, object]) -> Registration:
    told = read_input(ReceiptSchema(), values)
    with db.unit_of_work() as session:
        found = _found(session, hand_over)
        session.refresh(found, with_for_update={"of": HandOver})
        return receive(session, lawbook(), found, told, doer_of(None))


def _found(session: Session, hand_over: int) -> HandOver:
    """Return a hand-over to a body in scope; 404 for others, so that existence is not told."""
    found = session.get(HandOver, hand_over)
    if found is None or not policy.is_in_scope(person(), found.body):
        abort(404)
    return found


def _form(found: HandOver, values: dict[str, object], errors: dict[str, list[str]] | None = None) -> str:
    return render_template(
        "staff/hand_over.html",
        row=hand_over_row(found),
        hand_over=found,
        fields=RECEIPT,
        names={field.name: field.label for field in RECEIPT},
        options={"channels": labels.choices("channel")},
        values=values,
        errors=errors or {},
    )
