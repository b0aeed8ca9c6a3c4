"""``/staff/outbox``: the mails that were decided on, and what became of them."""

from __future__ import annotations

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.alerts import queries
from casetracker.alerts.intents import PERSONAL
from casetracker.alerts.reasons import reason_in_words
from casetracker.runtime import settings
from casetracker.web.auth.sessions import person
from casetracker.web.rendering import page_url
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.forms import page_of
from casetracker.web.staff.letters import letter_of


@pages.get("/outbox")
@allowed(policy.SEE_MAIL)
def list_mails() -> ResponseReturnValue:
    """Show one page of the mails about cases in scope, newest first."""
    state = request.args.get("state", "")
    state = state if state in labels.MAIL_STATES else ""
    page, scope = page_of(request.args), policy.scope_of(person())
    mails, total = queries.outbox_page(db.db.session, scope, state=state or None, page=page)
    last = max(1, -(-total // queries.PAGE_SIZE))
    if page > last:
        return redirect(page_url(last))
    return render_template(
        "staff/outbox.html",
        mails=mails,
        page=page,
        pages=last,
        state=state,
        counts=queries.outbox_counts(db.db.session, scope),
        states=labels.choices("mail-state"),
        zone=person().body.zone,
        reason_in_words=reason_in_words,
    )


@pages.get("/outbox/<int(max=2000000000):mail_id>")
@allowed(policy.SEE_MAIL)
def show_mail(mail_id: int) -> ResponseReturnValue:
    """Show one mail, with its text where that is kept."""
    mail = queries.outbox_mail(db.db.session, policy.scope_of(person()), mail_id)
    if mail is None:
        abort(404)
    is_personal = mail.intent in PERSONAL
    letter = None if is_personal else letter_of(settings(), mail.message_id)
    return render_template(
        "staff/mail.html",
        mail=mail,
        letter=letter,
        is_personal=is_personal,
        zone=person().body.zone,
        reason_in_words=reason_in_words,
    )
