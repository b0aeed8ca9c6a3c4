"""``/staff/account/calendars``: addresses that one's own calendar subscribes to."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db, labels
from casetracker.accounts import feeds, policy
from casetracker.accounts.models import CalendarFeed, User
from casetracker.cases.errors import InvalidInput
from casetracker.cases.fields import Choice, CleanText
from casetracker.cases.inputs import Strict, read_input
from casetracker.cases.queries import case_by_reference
from casetracker.runtime import settings
from casetracker.web.auth.sessions import person
from casetracker.web.security import KEPT_BY_NOBODY
from casetracker.web.staff.access import allowed, own_or_404, recently_confirmed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.field_names import CALENDAR
from casetracker.web.staff.forms import plain_words, typed
from casetracker.web.staff.users import known_body


class CalendarSchema(Strict):
    """A new calendar, as it is asked for."""

    kind = Choice("feed-kind", required=True)
    body = CleanText(longest=80)
    case = CleanText(longest=100)
    language = Choice("language", required=True)


@pages.route("/account/calendars/new", methods=["GET", "POST"])
@allowed(policy.OWN_ACCOUNT)
@recently_confirmed
def new_calendar() -> ResponseReturnValue:
    """Make the address of a calendar; it is shown once."""
    if request.method == "GET":
        return _form(_asked_for(), {})
    values = typed(CalendarSchema(), request.form)
    try:
        wanted = read_input(CalendarSchema(), values)
        with db.unit_of_work() as session:
            shown = _shown_in(session, wanted)
            user = session.get_one(User, person().id)
            token = feeds.create_feed(session, user, wanted["kind"], language=wanted["language"], **shown)
    except InvalidInput as refused:
        return _form(values, refused.errors), 422
    address = settings().base_url + url_for("calendars.show_calendar", token=token)
    return render_template("staff/account/calendar.html", address=address), 200, KEPT_BY_NOBODY


def _asked_for() -> dict[str, Any]:
    """Return what the form begins with: a case when one leads here, one's own cases otherwise."""
    case = plain_words(request.args.get("case", ""))
    kind = feeds.CASE if case else feeds.MINE
    return {"kind": kind, "case": case, "body": person().body.code, "language": person().language}


def _shown_in(session: Session, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the body or the case that the calendar shows; raises :class:`InvalidInput` outside the scope."""
    if wanted["kind"] == feeds.BODY:
        body = known_body(session, wanted["body"] or "")
        if not policy.is_in_scope(person(), body):
            raise InvalidInput(
                {"body": [_("This body is outside your scope. Choose your own body or one below it.")]}
            )
        return {"body": body}
    if wanted["kind"] == feeds.CASE:
        case = case_by_reference(session, wanted["case"] or "")
        if case is None or not policy.is_in_scope(person(), case.body):
            raise InvalidInput(
                {"case": [_("There is no case with this reference in your scope. Check the reference.")]}
            )
        return {"case_reference": case.reference}
    return {}


def _form(values: dict[str, Any], errors: Any) -> str:
    return render_template(
        "staff/account/new_calendar.html",
        values=values,
        errors=errors,
        names=CALENDAR,
        kinds=labels.choices("feed-kind"),
        languages_of_feed=labels.choices("language"),
    )


@pages.post("/account/calendars/<int(max=2000000000):feed_id>/revoke")
@allowed(policy.OWN_ACCOUNT)
def revoke_calendar(feed_id: int) -> ResponseReturnValue:
    """Revoke a calendar of one's own."""
    with db.unit_of_work() as session:
        feed = own_or_404(session, CalendarFeed, feed_id)
        feeds.revoke_feed(session, feed, actor=person().ref)
    flash(_("The address of the calendar is revoked. It opens nothing any more."))
    return redirect(url_for("staff.account"), 303)
