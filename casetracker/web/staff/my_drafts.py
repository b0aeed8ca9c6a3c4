"""``/staff/drafts``: complaints that somebody has begun to enter and not registered."""

from __future__ import annotations

import uuid
from zoneinfo import ZoneInfo

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casetracker import db
from casetracker.accounts import policy
from casetracker.cases.drafts import (
    DAYS_KEPT,
    TooLongDraft,
    TooManyDrafts,
    discard_draft,
    draft_of,
    drafts_of,
)
from casetracker.cases.errors import DuplicateImport
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.keeping import box, copied, keep, owner_of, owner_token
from casetracker.web.staff.presenters.drafts import draft_rows


@pages.get("/drafts")
@allowed(policy.REGISTER)
def list_drafts() -> ResponseReturnValue:
    """Show one's own drafts."""
    drafts = drafts_of(db.db.session, box(), person().id)
    return render_template("staff/drafts.html", drafts=draft_rows(drafts), days=DAYS_KEPT)


@pages.post("/drafts/save")
@allowed(policy.REGISTER)
def autosave() -> ResponseReturnValue:
    """Keep what stands in a form that is open; the script of the form asks every few seconds."""
    if owner_of(request.form) != person().id:
        return jsonify(told=_("This form is not yours: load the page again.")), 409
    try:
        with db.unit_of_work() as session:
            saved = keep(session, person().id, request.form)
    except DuplicateImport as known:
        return jsonify(
            told=_("This form was registered already: %(reference)s.", reference=known.reference)
        ), 409
    except TooManyDrafts:
        return jsonify(told=_("You have too many drafts. Discard some, and this one can be saved.")), 422
    except TooLongDraft:
        return jsonify(told=_("The text is too long to be kept as a draft.")), 422
    at = db.now().astimezone(ZoneInfo(person().body.zone))
    told = copied() if saved.is_copy else _("Draft saved at %(time)s.", time=f"{at:%H:%M}")
    return jsonify(
        told=told, version=saved.version, form_id=saved.form_id, owner=owner_token(person(), saved.form_id)
    )


@pages.route("/drafts/<uuid:form_id>/discard", methods=["GET", "POST"])
@allowed(policy.REGISTER)
def discard(form_id: uuid.UUID) -> ResponseReturnValue:
    """Ask, then delete a draft for good."""
    with db.unit_of_work() as session:
        draft = draft_of(session, box(), person().id, str(form_id))
        if draft is None:
            abort(404)
        if request.method == "GET":
            return render_template("staff/discard_draft.html", draft=draft_rows([draft])[0])
        discard_draft(session, person().id, str(form_id))
    flash(_("The draft is deleted."))
    return redirect(url_for("staff.list_drafts"), 303)
