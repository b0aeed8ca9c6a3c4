"""``/staff/cases/new``: a complaint is entered, its clocks are shown, then it is registered."""

from __future__ import annotations

from cryptography.fernet import InvalidToken
from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.cases.actions import Registration, register_complaint
from casetracker.cases.drafts import DAYS_KEPT, TooLongDraft, TooManyDrafts, discard_draft, draft_of
from casetracker.cases.errors import DuplicateImport, InvalidInput
from casetracker.cases.identities import Vault
from casetracker.cases.inputs import ComplaintSchema, read_input
from casetracker.cases.jurisdiction import brought
from casetracker.cases.queries import case_by_reference
from casetracker.registry.queries import list_bodies, list_elections
from casetracker.runtime import lawbook, settings
from casetracker.web.auth.sessions import person
from casetracker.web.rendering import language
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.drafts import Draft, check_draft, new_draft, opened_draft, preview_of, read_draft
from casetracker.web.staff.field_names import COMPLAINT
from casetracker.web.staff.guiding import answer_on
from casetracker.web.staff.keeping import box, copied, keep, owner_token
from casetracker.web.staff.presenters.clocks import computed_clock, stored_clock
from casetracker.web.staff.presenters.parallels import parallel_law, suggestions


@pages.route("/cases/new", methods=["GET", "POST"])
@allowed(policy.REGISTER)
def new_case() -> ResponseReturnValue:
    """Enter a complaint: keep it for later, look at its clocks, or register it."""
    if request.method == "GET":
        return _form(_opened(request.args["draft"]) if "draft" in request.args else _new())
    try:
        if request.form.get("do") == "save":
            return _save()
        return _advance()
    except DuplicateImport as known:
        return _already(known.reference)


def _new() -> Draft:
    return new_draft(db.db.session, person())


def _opened(form_id: str) -> Draft:
    kept = draft_of(db.db.session, box(), person().id, form_id[:36])
    if kept is None:
        abort(404)
    if kept.values is None:
        raise InvalidToken
    return opened_draft(db.db.session, kept)


def _advance() -> ResponseReturnValue:
    """Register, or tell what registering would do; what is not registered is kept as a draft."""
    draft = read_draft(db.db.session, request.form)
    registers = request.form.get("do") == "register"
    try:
        if draft.errors:
            raise InvalidInput(draft.errors)
        if registers:
            return _confirmation(_register(draft)), 201
        draft.preview = preview_of(db.db.session, lawbook(), person(), draft.values)
    except InvalidInput as refused:
        draft.errors = refused.errors
    _keep(draft)
    return _form(draft), 422 if draft.errors else 200


def _keep(draft: Draft) -> None:
    """Keep what was typed; that it cannot be kept stops nobody."""
    try:
        with db.unit_of_work() as session:
            saved = keep(session, person().id, request.form)
    except (TooManyDrafts, TooLongDraft):
        draft.notes.append(_("This is not kept as a draft: you have too many, or the text is too long."))
        return
    draft.form_id, draft.version = saved.form_id, saved.version
    if saved.is_copy:
        draft.notes.append(copied())


def _save() -> ResponseReturnValue:
    try:
        with db.unit_of_work() as session:
            saved = keep(session, person().id, request.form)
    except (TooManyDrafts, TooLongDraft):
        draft = read_draft(db.db.session, request.form)
        full = _("You have too many drafts, or the text is too long. Discard a draft, then save again.")
        draft.errors, draft.choices = {"_schema": [full]}, {}
        return _form(draft), 422
    flash(copied() if saved.is_copy else _("The draft is saved. You find it under My day."))
    return redirect(saved.address, 303)


def form_again(sentence: str) -> str:
    """Show the form with what was typed, and why it was not taken."""
    draft = read_draft(db.db.session, request.form)
    draft.errors, draft.choices = {"_schema": [sentence]}, {}
    return _form(draft)


def _register(draft: Draft) -> Registration:
    try:
        return _register_once(draft)
    except IntegrityError:
        # The same form, sent twice in the same moment: the other one was first, and now it can be seen.
        return _register_once(draft)


def _register_once(draft: Draft) -> Registration:
    with db.unit_of_work() as session:
        check_draft(session, lawbook(), person(), draft.values)
        registration = register_complaint(
            session,
            lawbook(),
            Vault(settings().identity_keys),
            read_input(ComplaintSchema(), draft.values),
            actor=person().ref,
            import_key=draft.import_key,
        )
        discard_draft(session, person().id, draft.form_id)
        return registration


def _form(draft: Draft) -> str:
    session, book = db.db.session, lawbook()
    return render_template(
        "staff/new_case.html",
        draft=draft,
        owner=owner_token(person(), draft.form_id),
        days=DAYS_KEPT,
        names=COMPLAINT,
        clocks=_clocks(draft),
        **_guidance(draft),
        elections=[(election.code, election.name(language())) for election in list_elections(session)],
        procedures=[(slug, known.names[language()]) for slug, known in book.procedures.items()],
        bodies=list_bodies(session),
        choices=labels.choices,
    )


def _clocks(draft: Draft) -> list[dict[str, object]]:
    if draft.preview is None:
        return []
    filed_at, now = draft.preview.complaint.filed_at, db.now()
    return [computed_clock(lawbook(), clock, filed_at, now) for clock in draft.preview.clocks]


def _guidance(draft: Draft) -> dict[str, object]:
    """Return what the forum guide says before saving, and the cases about the same act on the other side."""
    if draft.preview is None:
        return {"guidance": None, "parallels": [], "parallel_law": []}
    matter, chosen = brought(draft.preview.complaint), request.form.get("guide_contested")
    return {
        "guidance": answer_on(db.db.session, lawbook(), matter, chosen),
        "parallels": suggestions(draft.preview.parallels),
        "parallel_law": parallel_law(lawbook()),
    }


def _confirmation(registration: Registration) -> str:
    now = db.now()
    return render_template(
        "staff/registered.html",
        case=registration.case,
        tracking_code=registration.tracking_code,
        clocks=[stored_clock(lawbook(), clock, now) for clock in registration.case.deadlines],
    )


def _already(reference: str) -> str:
    case = case_by_reference(db.db.session, reference)
    if case is None or not policy.is_in_scope(person(), case.body):
        abort(404)
    return render_template("staff/already_registered.html", case=case)
