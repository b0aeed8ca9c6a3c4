"""``/staff/law/preview`` and ``/staff/law/recomputations``: what would move, and making it so."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.queries import names_by_ref
from casetracker.cases.errors import InvalidInput
from casetracker.cases.previewing import preview
from casetracker.cases.recomputing import request_recomputation
from casetracker.protection import limiter
from casetracker.runtime import lawbook
from casetracker.web.auth.sessions import person
from casetracker.web.rendering import page_url
from casetracker.web.staff import queries
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.forms import ReasonSchema, page_of, typed
from casetracker.web.staff.presenters.law import SHORT
from casetracker.web.staff.presenters.moves import move_rows
from casetracker.web.staff.reasons import read_reason

MOST_MOVES = 50
# Each walks through every open case of the reader's scope.
PREVIEWS = "6 per minute"


@pages.get("/law/preview")
@limiter.limit(PREVIEWS)
@allowed(policy.SEE_LAW)
def preview_law() -> ResponseReturnValue:
    """Compute which open cases the rules in use would move; writes nothing."""
    book = lawbook()
    found = preview(db.db.session, book, scope=policy.scope_of(person()), limit=MOST_MOVES)
    return render_template(
        "staff/law_preview.html",
        preview=found,
        rows=move_rows(book, found.items),
        digest=book.digest[:SHORT],
        may_apply=policy.can(person(), policy.CHANGE_LAW),
    )


@pages.get("/law/recomputations")
@allowed(policy.SEE_LAW)
def list_recomputations() -> ResponseReturnValue:
    """Show one page of the recomputations, the newest first, with their progress."""
    page = page_of(request.args)
    works, total = queries.recomputations(db.db.session, page=page)
    last = max(1, -(-total // queries.RECOMPUTATIONS_A_PAGE))
    if page > last:
        return redirect(page_url(last))
    return render_template(
        "staff/recomputations.html",
        works=works,
        names=names_by_ref(db.db.session, {it.work.requested_by for it in works}),
        page=page,
        pages=last,
        zone=person().body.zone,
    )


@pages.route("/law/recomputations/new", methods=["GET", "POST"])
@allowed(policy.CHANGE_LAW)
def new_recomputation() -> ResponseReturnValue:
    """Ask whether every open clock is to be computed again, and why; then request it."""
    if request.method == "GET":
        return _question({})
    try:
        reason = read_reason(request.form)
    except InvalidInput as refused:
        return _question(refused.errors), 422
    with db.unit_of_work() as session:
        request_recomputation(
            session,
            cause="law-changed",
            election_id=None,
            reason=reason,
            actor=person().ref,
            law=lawbook(),
        )
    flash(_("The recomputation is requested. The scheduler carries it out; its progress stands here."))
    return redirect(url_for("staff.list_recomputations"), 303)


def _question(errors: Mapping[str, list[str]]) -> str:
    return render_template(
        "staff/new_recomputation.html",
        errors=errors,
        values=typed(ReasonSchema(), request.form),
        unfinished=queries.unfinished_recomputations(db.db.session),
        digest=lawbook().digest[:SHORT],
    )
