"""``/staff/cases/…/documents``: upload documents, look at them page by page, download and withdraw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.cases.errors import InvalidInput
from casetracker.cases.inputs import read_input
from casetracker.cases.models import Case
from casetracker.documents.actions import Details, withdraw_document
from casetracker.documents.inputs import DocumentSchema, WithdrawalSchema
from casetracker.documents.queries import document_of
from casetracker.documents.uploading import Counter, Fate, File
from casetracker.publication.reasons import refuse_private
from casetracker.runtime import document_store, previews, settings
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed, case_or_404
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.document_names import DOCUMENT, WITHDRAWAL
from casetracker.web.staff.forms import typed
from casetracker.web.staff.presenters.documents import accepted_endings, decisions_to_choose

Values = Mapping[str, Any]
OF_A_CASE = "/cases/<election>/<slug>/documents"
UPLOADING = "staff.add_documents"


@pages.url_value_preprocessor
def allow_documents(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let whoever is logged in send more in this one form: this comes before anything reads the request."""
    if endpoint == UPLOADING and request.method == "POST" and current_user.is_authenticated:
        request.max_content_length = settings().documents.largest_request_bytes


@pages.route(f"{OF_A_CASE}/new", methods=["GET", "POST"])
@allowed(policy.ADD_DOCUMENT)
def add_documents(election: str, slug: str) -> ResponseReturnValue:
    """Upload documents: each is stored or refused by itself."""
    case = case_or_404(db.db.session, election, slug)
    if request.method == "GET":
        return _form(case, {"language": case.language})
    values = typed(DocumentSchema(), request.form)
    try:
        fates = _take(election, slug, values)
    except InvalidInput as refused:
        return _form(case_or_404(db.db.session, election, slug), values, errors=refused.errors), 422
    if all(fate.state == "stored" and not fate.sentence for fate in fates):
        flash(_("Documents stored: %(count)d.", count=len(fates)))
        return redirect(url_for("staff.show_case", election=election, slug=slug, _anchor="documents"), 303)
    status = 422 if any(fate.state == "refused" for fate in fates) else 200
    return _form(case_or_404(db.db.session, election, slug), values, fates=fates), status


def _take(election: str, slug: str, typed_values: Values) -> list[Fate]:
    values = read_input(DocumentSchema(), typed_values)
    details = Details(
        values["kind"], values["language"], bool(values["is_public"]), decision_id=values["decision"]
    )
    chosen = [file for file in request.files.getlist("files") if file.filename]
    counter = Counter(
        settings().documents,
        document_store(),
        lambda session: case_or_404(session, election, slug),
        details,
        person().ref,
    )
    return counter.take([File(file.filename or "", file.stream) for file in chosen])


def _form(
    case: Case,
    values: Values,
    *,
    errors: Mapping[str, Sequence[str]] | None = None,
    fates: Sequence[Fate] = (),
) -> str:
    return render_template(
        "staff/add_documents.html",
        case=case,
        names=DOCUMENT,
        values=values,
        errors=errors or {},
        fates=fates,
        limits=settings().documents,
        accept=accepted_endings(),
        decisions=decisions_to_choose(case),
        choices=labels.choices,
    )


@pages.route(
    f"{OF_A_CASE}/<int:document>/withdraw",
    methods=["GET", "POST"],
    endpoint="withdraw_document",
)
@allowed(policy.WITHDRAW_DOCUMENT)
def withdraw(election: str, slug: str, document: int) -> ResponseReturnValue:
    """Withdraw a document: why it is gone stays told."""
    if request.method == "GET":
        return _withdrawal(election, slug, document)
    try:
        reason = str(read_input(WithdrawalSchema(), typed(WithdrawalSchema(), request.form))["reason"])
        refuse_private("reason", reason)
        with db.unit_of_work() as session:
            found = document_of(session, case_or_404(session, election, slug), document) or abort(404)
            withdraw_document(session, found, actor=person().ref, reason=reason)
    except InvalidInput as refused:
        return _withdrawal(election, slug, document, refused.errors), 422
    previews().forget(found.sha256)
    flash(_("The document is withdrawn."))
    return redirect(url_for("staff.show_case", election=election, slug=slug, _anchor="documents"), 303)


def _withdrawal(
    election: str, slug: str, document: int, errors: Mapping[str, Sequence[str]] | None = None
) -> str:
    case = case_or_404(db.db.session, election, slug)
    return render_template(
        "staff/withdraw_document.html",
        case=case,
        document=document_of(db.db.session, case, document) or abort(404),
        names=WITHDRAWAL,
        values=typed(WithdrawalSchema(), request.form),
        errors=errors or {},
    )
