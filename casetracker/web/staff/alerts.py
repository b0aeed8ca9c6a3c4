"""``/staff/alerts``: whether alerts go out, what failed, what comes next, and stopping them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.alerts import queries
from casetracker.alerts.faults import faults_in, settle_fault
from casetracker.alerts.pausing import end_pauses, pause, pauses_over
from casetracker.alerts.preview import coming_mails
from casetracker.alerts.reasons import reason_in_words
from casetracker.alerts.resending import failed_mails, resend
from casetracker.cases.errors import InvalidInput
from casetracker.cases.inputs import read_input
from casetracker.publication.reasons import refuse_private
from casetracker.registry.models import Body
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.field_names import Names
from casetracker.web.staff.forms import ReasonSchema, typed

MOST_FAILED = 25
MOST_NEXT = 10
MOST_COMING = 200
DAY = dt.timedelta(hours=24)
PAUSE: Names = {"reason": _l("Why the mails are paused")}

Errors = Mapping[str, list[str]]


@pages.get("/alerts")
@allowed(policy.SEE_MAIL)
def show_alerts() -> ResponseReturnValue:
    """Show the state of the scheduler, the queue, what failed and what comes next."""
    return _page({}, {})


def _page(values: Mapping[str, Any], errors: Errors) -> str:
    session, user, now = db.db.session, person(), db.now()
    scope = policy.scope_of(user)
    failed = failed_mails(session, scope, MOST_FAILED + 1).all()
    return render_template(
        "staff/alerts.html",
        beat=queries.last_heartbeat(session),
        is_late=queries.scheduler_is_late(session, now),
        counts=queries.outbox_counts(session, scope),
        states=labels.choices("mail-state"),
        faults=faults_in(session, scope),
        failed=failed[:MOST_FAILED],
        is_more_failed=len(failed) > MOST_FAILED,
        coming=coming_mails(session, user, now, now + DAY, limit=MOST_NEXT)[:MOST_NEXT],
        pauses=pauses_over(session, user.body),
        may_manage=policy.can(user, policy.MANAGE_ALERTS),
        reason_in_words=reason_in_words,
        values=values,
        errors=errors,
        names=PAUSE,
        zone=user.body.zone,
    )


@pages.get("/alerts/coming")
@allowed(policy.SEE_MAIL)
def show_coming_alerts() -> ResponseReturnValue:
    """Show what would go out in the next 24 hours if nobody did anything."""
    now = db.now()
    coming = coming_mails(db.db.session, person(), now, now + DAY)
    return render_template(
        "staff/alerts_coming.html",
        coming=coming[:MOST_COMING],
        is_more=len(coming) > MOST_COMING,
        zone=person().body.zone,
    )


@pages.post("/alerts/mails/<int(max=2000000000):mail_id>/resend")
@allowed(policy.MANAGE_ALERTS)
def resend_mail(mail_id: int) -> ResponseReturnValue:
    """Try a mail again that failed."""
    with db.unit_of_work() as session:
        mail = queries.outbox_mail(session, policy.scope_of(person()), mail_id)
        if mail is None:
            abort(404)
        done = resend(session, [mail], actor=person().ref, now=db.now())
    flash(_("The mail waits to be sent again.") if done else _("This mail has not failed."))
    return redirect(url_for("staff.show_alerts"), 303)


@pages.post("/alerts/resend")
@allowed(policy.MANAGE_ALERTS)
def resend_all_mails() -> ResponseReturnValue:
    """Try every mail again that failed."""
    with db.unit_of_work() as session:
        mails = failed_mails(session, policy.scope_of(person())).all()
        done = resend(session, mails, actor=person().ref, now=db.now())
    flash(_("Mails that wait to be sent again: %(count)s.", count=done))
    return redirect(url_for("staff.show_alerts"), 303)


@pages.post("/alerts/faults/<int(max=2000000000):fault_id>/settle")
@allowed(policy.MANAGE_ALERTS)
def settle_alert_fault(fault_id: int) -> ResponseReturnValue:
    """Take a returned mail off the list that could not be read and that somebody saw to."""
    with db.unit_of_work() as session:
        done = settle_fault(session, fault_id, actor=person().ref)
    flash(_("The returned mail is off the list.") if done else _("It is not on the list any more."))
    return redirect(url_for("staff.show_alerts"), 303)


@pages.post("/alerts/pause")
@allowed(policy.MANAGE_ALERTS)
def pause_alerts() -> ResponseReturnValue:
    """Stop the mails of one's body and all below it, with a reason."""
    values = typed(ReasonSchema(), request.form)
    try:
        reason = read_input(ReasonSchema(), values)["reason"]
        refuse_private("reason", reason)
        with db.unit_of_work() as session:
            body = session.get_one(Body, person().body_id)
            pause(session, body, reason, actor=person().ref, now=db.now())
    except InvalidInput as refused:
        return _page(values, refused.errors), 422
    flash(_("Mails are paused. Nothing is lost: what is still true goes out when you end the pause."))
    return redirect(url_for("staff.show_alerts"), 303)


@pages.post("/alerts/continue")
@allowed(policy.MANAGE_ALERTS)
def continue_alerts() -> ResponseReturnValue:
    """Let the mails of one's body go out again."""
    with db.unit_of_work() as session:
        body = session.get_one(Body, person().body_id)
        end_pauses(session, body, actor=person().ref, now=db.now())
    flash(_("Mails go out again."))
    return redirect(url_for("staff.show_alerts"), 303)
