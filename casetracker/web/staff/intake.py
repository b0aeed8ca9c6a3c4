"""``/staff/cases/new``: a complaint is entered, its clocks are shown, then it is registered."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.cases.actions import Registration, register_complaint
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
from casetracker.web.staff.drafts import Draft, check_draft, new_draft, preview_of, read_draft
from casetracker.web.staff.field_names import COMPLAINT
from casetracker.web.staff.guiding import answer_on
from casetracker.web.staff.presenters.clocks import computed_clock, stored_clock
from casetracker.web.staff.presenters.parallels import parallel_law, suggestions


@pages.route("/cases/new", methods=["GET", "POST"])
@allowed(policy.REGISTER)
def new_case() -> ResponseReturnValue:
    """Enter a complaint: look at its clocks, or register it."""
    if request.method == "GET":
        return _form(new_draft(person()))
    draft = read_draft(db.db.session, request.form)
    try:
        if draft.errors:
            raise InvalidInput(draft.errors)
        if request.form.get("do") == "register":
            return _confirmation(_register(draft)), 201
        draft.preview = preview_of(db.db.session, lawbook(), person(), draft.values)
    except InvalidInput as refused:
        draft.errors = refused.errors
        return _form(draft), 422
    except DuplicateImport as known:
        return _already(known.reference)
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
        return register_complaint(
            session,
            lawbook(),
            Vault(settings().identity_keys),
            read_input(ComplaintSchema(), draft.values),
            actor=person().ref,
            import_key=draft.import_key,
        )


def _form(draft: Draft) -> str:
    session, book = db.db.session, lawbook()
    return render_template(
        "staff/new_case.html",
        draft=draft,
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
