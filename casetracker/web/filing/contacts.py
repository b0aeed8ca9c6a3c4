"""``/filings/<token>``: confirm the address to which news of a complaint go, and end it.

Whoever has the token has the mailbox; these pages need no cookie and are exempt from the tokens of forms, as
the one click of RFC 8058 has to be.
"""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.alerts.addressees import of_token
from casetracker.alerts.filers import actions
from casetracker.filing.models import FilingContact
from casetracker.protection import csrf, limiter
from casetracker.web.filing.blueprint import pages
from casetracker.web.security import KEPT_BY_NOBODY

CLICKS = "60 per hour"
LONGEST_TOKEN = 100


@pages.get("/filings/<token>")
@limiter.limit(CLICKS)
def show_contact(token: str) -> ResponseReturnValue:
    """Show what can be done. Looking changes nothing: programs that check links must not confirm."""
    with db.unit_of_work() as session:
        return _page(_contact(session, token), token)


@pages.post("/filings/<token>/confirm")
@csrf.exempt
@limiter.limit(CLICKS)
def confirm_contact(token: str) -> ResponseReturnValue:
    """Begin to tell."""
    with db.unit_of_work() as session:
        contact = _contact(session, token)
        if not actions.confirm(session, contact, now=db.now()):
            return _page(contact, token, status=410)
        return _page(contact, token, _("You will be told what happens to your complaint."))


@pages.route("/filings/<token>/stop", methods=["GET", "POST"])
@csrf.exempt
@limiter.limit(CLICKS)
def end_contact(token: str) -> ResponseReturnValue:
    """End the mails: by the button, or by the one click of a mail program."""
    with db.unit_of_work() as session:
        contact = _contact(session, token)
        if request.method == "POST":
            actions.end(session, contact, actions.UNSUBSCRIBED, now=db.now())
        return _page(contact, token)


def _contact(session: Session, token: str) -> FilingContact:
    found = of_token(session, FilingContact, token[:LONGEST_TOKEN])
    if found is None:
        abort(404)
    return found


def _page(contact: FilingContact, token: str, done: str = "", status: int = 200) -> Response:
    page = render_template(
        "filing/contact.html",
        contact=contact,
        reference=contact.case.reference,
        is_late=actions.is_too_late(contact, db.now()),
        token=token,
        done=done,
    )
    return make_response(page, status, KEPT_BY_NOBODY)
