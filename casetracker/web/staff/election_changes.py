"""``/staff/elections/<code>/edit``: dates and plan are typed, what would move is shown, then it is saved."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casetracker import db
from casetracker.accounts import policy
from casetracker.cases.elections import change_election
from casetracker.cases.errors import InvalidInput
from casetracker.cases.previewing import ElectionChange, preview
from casetracker.publication.reasons import refuse_private
from casetracker.registry.errors import StaleElection
from casetracker.registry.models import Election
from casetracker.runtime import lawbook
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.election_checks import changes_of
from casetracker.web.staff.election_drafts import ElectionDraft, new_draft, read_draft
from casetracker.web.staff.elections import election_or_404
from casetracker.web.staff.presenters.election_form import changed_rows, election_form
from casetracker.web.staff.presenters.moves import move_rows

MOST_MOVES = 50


@pages.route("/elections/<election>/edit", methods=["GET", "POST"])
@allowed(policy.CHANGE_LAW)
def edit_election(election: str) -> ResponseReturnValue:
    """Type the dates of an election, see what would move, and save them."""
    found = election_or_404(db.db.session, election)
    if request.method == "GET":
        return _form(found, new_draft(found))
    draft, do = read_draft(found, request.form), request.form.get("do")
    if draft.meanwhile:
        return _form(found, draft), 409
    if do == "row":
        draft.add_row()
    if do in {"row", "edit"}:
        return _form(found, draft)
    try:
        return _save(election, draft) if do == "save" else _preview(found, draft)
    except InvalidInput as refused:
        draft.errors = refused.errors
        page = _preview if draft.errors.keys() == {"reason"} else _form
        return page(found, draft), 422
    except StaleElection:
        # Somebody else was quicker in this very moment; what they saved is put together with what was typed.
        db.db.session.expire_all()
        found = election_or_404(db.db.session, election)
        return _form(found, read_draft(found, request.form)), 409


def _save(code: str, draft: ElectionDraft) -> ResponseReturnValue:
    with db.unit_of_work() as session:
        found, book = election_or_404(session, code), lawbook()
        changes, reason = changes_of(book, found, draft, with_reason=True)
        refuse_private("reason", reason)
        seen = draft.seen.changed_at
        change_election(session, book, found, changes, actor=person().ref, reason=reason, seen=seen)
    flash(_("The election is changed. Its open cases are being computed again."))
    return redirect(url_for("staff.show_election", election=code), 303)


def _preview(election: Election, draft: ElectionDraft) -> str:
    changes, _reason = changes_of(lawbook(), election, draft, with_reason=False)
    moved = preview(db.db.session, lawbook(), election=ElectionChange(election.id, changes), limit=MOST_MOVES)
    return render_template(
        "staff/election_preview.html",
        election=election,
        draft=draft,
        changes=changed_rows(lawbook(), election, draft),
        preview=moved,
        rows=move_rows(lawbook(), moved.items),
    )


def _form(election: Election, draft: ElectionDraft) -> str:
    return render_template("staff/election_form.html", **election_form(lawbook(), election, draft))
