"""``/staff/import``: a journal is sent, explained, judged row by row, then registered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.alerts.queries import scheduler_is_late
from casetracker.audit.actions import record
from casetracker.exchange import jobs, queries
from casetracker.exchange.errors import ImportFileError
from casetracker.exchange.models import WORKING, ImportJob
from casetracker.exchange.running import Runner
from casetracker.runtime import lawbook, settings
from casetracker.sealing.box import SealBox
from casetracker.web.auth.sessions import person
from casetracker.web.rendering import fmt_number, language, page_url
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.downloads import table_response
from casetracker.web.staff.forms import page_of
from casetracker.web.staff.presenters.mapping import mapping_page, read_mapping

FATES = ("registered", "late", "duplicate", "error")
# The columns of such a one are no longer asked for.
SETTLED = ("importing", "done", "discarded")
Errors = Mapping[str, list[str]]


def import_or_404(session: Session, number: int, *, lock: bool = False) -> ImportJob:
    """Return an import of the person's scope; *lock* lets nobody change it meanwhile."""
    return queries.import_by_id(session, policy.scope_of(person()), number, lock=lock) or abort(404)


@pages.get("/import")
@allowed(policy.IMPORT)
def list_imports() -> ResponseReturnValue:
    """Show the form for a file, and what was imported before."""
    return _list({})


def _list(errors: Errors) -> str:
    session, page = db.db.session, page_of(request.args)
    found, total = queries.imports_page(session, policy.scope_of(person()), page)
    last = max(1, -(-total // queries.IMPORTS_A_PAGE))
    names = {user.id: user.name for user in session.scalars(_users(found))}
    return render_template(
        "staff/imports.html",
        imports=found, names=names, page=page, pages=last, errors=errors, zone=person().body.zone,
    )  # fmt: skip


def _users(found: Any) -> sa.Select[Any]:
    return sa.select(User).where(User.id.in_({job.user_id for job in found if job.user_id}))


@pages.post("/import")
@allowed(policy.IMPORT)
def send_journal() -> ResponseReturnValue:
    """Take a file and go on to its columns."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _list({"file": [_("Choose the journal as .xlsx or .csv.")]}), 422
    content = file.read()
    try:
        with db.unit_of_work() as session:
            user = session.get_one(User, person().id)
            job = jobs.start_import(session, _box(), user, file.filename, content, language())
    except ImportFileError as unreadable:
        return _list({"file": [str(unreadable)]}), 422
    return redirect(url_for("staff.map_journal", job=job.id), 303)


def _box() -> SealBox:
    return SealBox(settings().identity_keys)


@pages.route("/import/<int:job>/columns", methods=["GET", "POST"])
@allowed(policy.IMPORT)
def map_journal(job: int) -> ResponseReturnValue:
    """Ask which column is which field; then judge every row."""
    work = import_or_404(db.db.session, job)
    if work.state in SETTLED:
        return redirect(url_for("staff.show_import", job=job))
    if request.method == "GET":
        return _columns(work, {}, None)
    try:
        with db.unit_of_work() as session:
            work = import_or_404(session, job, lock=True)
            if work.state in SETTLED:
                return redirect(url_for("staff.show_import", job=job), 303)
            reading, errors = read_mapping(lawbook(), work, request.form)
            if not errors:
                jobs.read_as(session, lawbook(), work, reading, actor=person().ref)
    except ImportFileError as wrong:
        errors = {"columns": [str(wrong)]}
    if errors:
        return _columns(import_or_404(db.db.session, job), errors, request.form), 422
    _begin(job)
    return redirect(url_for("staff.show_import", job=job), 303)


def _columns(work: ImportJob, errors: Errors, typed: Any) -> str:
    file = jobs.file_of(db.db.session, _box(), work) or abort(404)
    shown = mapping_page(db.db.session, lawbook(), work, file, typed)
    return render_template("staff/import_columns.html", job=work, errors=errors, **shown)


def _begin(job: int) -> None:
    """Do the first batch at once: a short journal is ready when the page comes, whoever else is at work."""
    Runner(lawbook(), settings().identity_keys).run(job_id=job, most=2)


@pages.get("/import/<int:job>")
@allowed(policy.IMPORT)
def show_import(job: int) -> ResponseReturnValue:
    """Show how far an import is, and what becomes of its rows."""
    session = db.db.session
    work = import_or_404(session, job)
    if work.state == "mapping":
        return redirect(url_for("staff.map_journal", job=job))
    fate, page = request.args.get("fate", ""), page_of(request.args)
    fate = fate if fate in FATES else ""
    rows, total = queries.rows_page(session, work, fate or None, page)
    last = max(1, -(-total // queries.ROWS_A_PAGE))
    if page > last:
        return redirect(page_url(last))
    return render_template(
        "staff/import.html",
        job=work, rows=rows, fate=fate, page=page, pages=last,
        is_working=work.state in WORKING,
        progress=progress_of(work),
        # Nobody would go on with it.
        nobody_works=work.state in WORKING and scheduler_is_late(session, db.now()),
        seen=jobs.preview_digest(work),
        law_changed=work.state == "previewed" and work.law_fingerprint != lawbook().fingerprint,
    )  # fmt: skip


@pages.get("/import/<int:job>/progress.json")
@allowed(policy.IMPORT)
def import_progress(job: int) -> ResponseReturnValue:
    """Tell how far an import is, for a page that is open."""
    return jsonify(progress_of(import_or_404(db.db.session, job)))


def progress_of(job: ImportJob) -> dict[str, Any]:
    """Return how far an import is, in numbers and as a sentence."""
    seen, total = fmt_number(job.seen), fmt_number(job.total)
    told = _("%(seen)s of %(total)s rows", seen=seen, total=total)
    return {"seen": job.seen, "total": job.total, "told": told, "working": job.state in WORKING}


@pages.post("/import/<int:job>/confirm")
@allowed(policy.IMPORT)
def confirm_import(job: int) -> ResponseReturnValue:
    """Register what the preview promised."""
    try:
        with db.unit_of_work() as session:
            work = import_or_404(session, job, lock=True)
            jobs.confirm(session, lawbook(), work, request.form.get("seen", ""), actor=person().ref)
    except jobs.StaleImport:
        return _look_again(job)
    _begin(job)
    return redirect(url_for("staff.show_import", job=job), 303)


def _look_again(job: int) -> ResponseReturnValue:
    with db.unit_of_work() as session:
        work = import_or_404(session, job, lock=True)
        if work.state in ("previewed", "previewing"):
            jobs.begin_preview(session, lawbook(), work)
    flash(
        _(
            "Nothing was registered: the columns or the rules have changed since you saw the preview. "
            "Here is a new one; look at it and confirm again."
        )
    )
    _begin(job)
    return redirect(url_for("staff.show_import", job=job), 303)


@pages.post("/import/<int:job>/discard")
@allowed(policy.IMPORT)
def discard_import(job: int) -> ResponseReturnValue:
    """Give an import up; its file is deleted."""
    with db.unit_of_work() as session:
        jobs.discard(session, import_or_404(session, job, lock=True), actor=person().ref)
    flash(_("The file is deleted. Complaints that were registered from it stay."))
    return redirect(url_for("staff.list_imports"), 303)


@pages.get("/import/<int:job>/errors.<any(xlsx, csv):ending>")
@allowed(policy.IMPORT)
def import_errors(job: int, ending: str) -> ResponseReturnValue:
    """Give the rows that could not be registered, with what to correct, as a file to send again."""
    with db.unit_of_work() as session:
        work = import_or_404(session, job)
        file = jobs.file_of(session, _box(), work) or abort(404)
        # The rows hold names: who takes them out is recorded.
        record(session, actor=person().ref, action="import.errors-taken", thing=work.ref)
    headings, rows = queries.error_table(db.db.session, work, file, language())
    return table_response(ending, f"errors-{work.id}", _("What to correct"), headings, rows)
