"""``/file/evidence``: files that go with a complaint, each taken or refused by itself."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casetracker import db
from casetracker.documents.errors import RefusedFileError
from casetracker.documents.receiving import receive
from casetracker.documents.uploading import File, check_count
from casetracker.filing import drafts
from casetracker.registry.errors import InvalidInput
from casetracker.runtime import document_store, settings
from casetracker.web.filing import floods, holding
from casetracker.web.filing.blueprint import pages
from casetracker.web.filing.words import ORDER, TITLES
from casetracker.web.staff.presenters.documents import accepted_endings

UPLOADING = "filing.evidence"


@pages.url_value_preprocessor
def allow_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let whoever has begun a complaint send more in this one form: this comes before the request is read."""
    if endpoint == UPLOADING and request.method == "POST" and holding.is_held():
        request.max_content_length = settings().documents.largest_request_bytes


@pages.route("/file/evidence", methods=["GET", "POST"])
def evidence() -> ResponseReturnValue:
    """Show the files, take more, remove one."""
    filing = holding.held_draft(db.db.session)
    if request.method == "POST":
        return _remove(request.form["remove"]) if "remove" in request.form else _add()
    return _page([]) if filing else redirect(url_for("filing.start"), 303)


def _add() -> ResponseReturnValue:
    with db.unit_of_work() as session:
        filing = holding.held_to_revive(session)
        if filing is not None:
            drafts.keep_longer(filing)
    if filing is None:
        return _not_taken()
    wait = floods.seconds_to_upload(filing.id)
    if wait:
        told = _(
            "Too many files were sent from your network. Try again in %(minutes)s minutes.",
            minutes=floods.minutes(wait),
        )
        return _page([told]), 429
    chosen = [File(it.filename or "", it.stream) for it in request.files.getlist("files") if it.filename]
    try:
        check_count(settings().documents, chosen)
    except InvalidInput as refused:
        return _page(refused.errors["files"]), 422
    refusals = [told for file in chosen if (told := _take(file))]
    return (_page(refusals), 422) if refusals else redirect(url_for("filing.evidence"), 303)


def _not_taken() -> ResponseReturnValue:
    """Tell that files came for a complaint that is sent or gone: nobody may believe that they are with it."""
    is_sent = holding.is_sent(db.db.session)
    page = render_template("filing/not_taken.html", is_sent=is_sent, days=drafts.KEPT.days)
    return page, 409 if is_sent else 410


def _take(file: File) -> str:
    """Keep a file with the draft; return why it was refused, '' when it was not."""
    limits = settings().documents
    try:
        received = receive(limits, file.content, file.name)
        with db.unit_of_work() as session:
            filing = holding.held_to_change(session)
            if filing is None or filing.state != "draft":
                raise RefusedFileError(_("The complaint was sent or deleted meanwhile."))
            drafts.add_file(
                session, holding.box(), document_store(), filing, received, limits.largest_request_bytes
            )
    except RefusedFileError as refused:
        name = file.name.encode("utf-8", "replace").decode().replace("\x00", " ")[:100]
        return _("“%(name)s” was not taken: %(why)s", name=name, why=refused)
    return ""


def _remove(number: str) -> ResponseReturnValue:
    file_id = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    with db.unit_of_work() as session:
        filing = holding.held_to_change(session)
        if filing is not None and filing.state == "draft":
            drafts.remove_file(session, filing, file_id)
    return redirect(url_for("filing.evidence"), 303)


def _page(refusals: list[str]) -> str:
    filing = holding.held_draft(db.db.session)
    return render_template(
        "filing/evidence.html",
        step="evidence",
        title=TITLES["evidence"],
        number=ORDER.index("evidence") + 1,
        count=len(ORDER),
        files=[(it.id, drafts.name_of(holding.box(), it), it.size) for it in filing.files] if filing else [],
        errors={"files": refusals} if refusals else {},
        limits=settings().documents,
        accept=accepted_endings(),
    )
