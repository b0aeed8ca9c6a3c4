"""``/staff/cases/…/publish/documents/<id>``: cover areas of a PDF, and see what would be published."""

from __future__ import annotations

import io
from collections.abc import Sequence

from flask import Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.inputs import read_input
from casetracker.cases.models import Case
from casetracker.documents.actions import note_opened
from casetracker.documents.models import Document
from casetracker.documents.queries import document_of
from casetracker.documents.storage import read_whole
from casetracker.publication.attaching import (
    Attached,
    attach,
    attached_to,
    can_be_attached,
    detach,
    proposed_areas,
)
from casetracker.publication.inputs import AreaSchema, DocumentTitleSchema, LinesSchema, PhraseSchema
from casetracker.publication.outside_pdfs import covered_file, texts_of
from casetracker.publication.pdf import (
    Area,
    PageText,
    UnreadablePdf,
    areas_of_lines,
    areas_of_words,
)
from casetracker.publication.preparing import begin, open_publication
from casetracker.publication.publications import Publication
from casetracker.runtime import document_store
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed, case_or_404
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.field_names import COVERING
from casetracker.web.staff.forms import typed, version_of
from casetracker.web.staff.publishing import decision_meant, part_of, people_of

SAFE = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-store"}
Errors = dict[str, list[str]]
ONE = "/cases/<election>/<slug>/publish/documents/<int:document>"


@pages.route(ONE, methods=["GET", "POST"])
@allowed(policy.PREPARE)
def cover_document(election: str, slug: str, document: int) -> ResponseReturnValue:
    """Show the pages with the areas that are covered, and keep what a person made of them."""
    errors: Errors = {}
    status = 200
    if request.method == "POST":
        try:
            return _kept(election, slug, document)
        except InvalidInput as refused:
            errors, status = dict(refused.errors), 422
        except (StaleCase, StaleDataError):
            sentence = _("Somebody else changed this publication meanwhile. Nothing of yours was kept.")
            errors, status = {"_schema": [sentence]}, 409
    try:
        return _page(election, slug, document, errors), status
    except UnreadablePdf:
        flash(_("This file cannot be read as a PDF: it is damaged, locked or too long."))
        return redirect(url_for("staff.publish_case", election=election, slug=slug), 303)


@pages.get(f"{ONE}/redacted.pdf")
@allowed(policy.PREPARE)
def download_redacted(election: str, slug: str, document: int) -> ResponseReturnValue:
    """Give the file as it would be published."""
    session = db.db.session
    case = case_or_404(session, election, slug)
    found = _original(session, case, document)
    publication = open_publication(session, case, decision_meant(session, case))
    known = _attached(publication, document) or abort(404)
    try:
        covered = covered_file(read_whole(document_store(), found.sha256), known.areas)
    except UnreadablePdf:
        abort(404)
    answer: Response = send_file(
        io.BytesIO(covered.content),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"redacted-{document}.pdf",
    )
    answer.headers.update(SAFE)
    return answer


def _kept(election: str, slug: str, number: int) -> ResponseReturnValue:
    do, added = request.form.get("do", "save"), []
    # Read before anything is written: nobody waits for a file while a transaction is open.
    texts = page_texts_of(election, slug, number) if do != "leave-out" else []
    if do in ADDING:
        added = ADDING[do](texts)
    with db.unit_of_work() as session:
        case = case_or_404(session, election, slug)
        _original(session, case, number)
        people = people_of(session, case)
        publication = open_publication(session, case, decision_meant(session, case))
        version: int | None = version_of(request.form)
        if publication is None and version == 0:
            publication = begin(session, case, decision_meant(session, case), people, actor=person().ref)
            version = None
        if publication is None:
            raise StaleCase("published since")
        if do == "leave-out":
            detach(session, publication, number, actor=person().ref, version=version)
            part = part_of(publication.decision)
            return redirect(url_for("staff.publish_case", election=election, slug=slug, decision=part), 303)
        title = read_input(DocumentTitleSchema(), typed(DocumentTitleSchema(), request.form))["title"]
        known = _attached(publication, number)
        areas = known.areas if known else tuple(proposed_areas(texts, people))
        ticked = set(request.form.getlist("areas"))
        kept = [area for area in areas if area_key(area) in ticked]
        whole = Attached(number, title, tuple(dict.fromkeys([*kept, *added])))
        attach(session, publication, whole, people, actor=person().ref, version=version)
    flash(_("Kept. Nothing of it is public yet."))
    return redirect(request.full_path, 303)


def _words(texts: Sequence[PageText]) -> list[Area]:
    values = read_input(PhraseSchema(), typed(PhraseSchema(), request.form))
    found = areas_of_words(texts, values["phrase"], values["kind"])
    if not found:
        sentence = _("These words stand on no page. Copy them from the text, or cover lines or an area.")
        raise InvalidInput({"phrase": [sentence]})
    return found


def _lines(texts: Sequence[PageText]) -> list[Area]:
    values = read_input(LinesSchema(), typed(LinesSchema(), request.form))
    page = _page_numbered(texts, values["page"])
    found = areas_of_lines(page, values["first_line"], values["last_line"] or values["first_line"], "other")
    if not found:
        raise InvalidInput({"first_line": [_("This page has no such line.")]})
    return found


def _area(texts: Sequence[PageText]) -> list[Area]:
    values = read_input(AreaSchema(), typed(AreaSchema(), request.form))
    page = _page_numbered(texts, values["page"])
    left, top, right, bottom = (values[side] for side in ("left", "top", "right", "bottom"))
    if not (left < right <= page.width + 1 and top < bottom <= page.height + 1):
        sentence = _(
            "The page is %(width)d wide and %(height)d high: left before right, top before bottom.",
            width=page.width,
            height=page.height,
        )
        raise InvalidInput({"left": [sentence]})
    return [Area(page.number, (left, top, right, bottom))]


def _page_numbered(texts: Sequence[PageText], number: int) -> PageText:
    if not 1 <= number <= len(texts):
        raise InvalidInput({"page": [_("The document has pages from 1 to %(last)d.", last=len(texts))]})
    return texts[number - 1]


ADDING = {"words": _words, "lines": _lines, "area": _area}


def page_texts_of(election: str, slug: str, number: int) -> list[PageText]:
    """Return the pages of a document; what cannot be read is told at the whole form."""
    session = db.db.session
    found = _original(session, case_or_404(session, election, slug), number)
    try:
        return texts_of(read_whole(document_store(), found.sha256))
    except UnreadablePdf as error:
        raise InvalidInput({"_schema": [_("This file cannot be read as a PDF.")]}) from error


def _page(election: str, slug: str, number: int, errors: Errors) -> str:
    with db.unit_of_work() as session:
        case = case_or_404(session, election, slug)
        found = _original(session, case, number)
        people = people_of(session, case)
        publication = open_publication(session, case, decision_meant(session, case))
        note_opened(session, found, actor=person().ref, what="pages")
    known = _attached(publication, number)
    texts = texts_of(read_whole(document_store(), found.sha256))
    areas = known.areas if known else tuple(proposed_areas(texts, people))
    values = {**request.form.to_dict(), "areas": request.form.getlist("areas")} if errors else {}
    return render_template(
        "staff/cover_document.html",
        case=case,
        document=found,
        names=COVERING,
        kinds=labels.choices("redaction-kind"),
        part=part_of(decision_meant(session, case)),
        version=publication.version if publication else 0,
        is_attached=known is not None,
        may_change=publication is None or publication.state == "draft",
        pages=[(page, [area for area in areas if area.page == page.number]) for page in texts],
        choices=[(area_key(area), area_words(area, texts)) for area in areas],
        values={"title": known.title if known else "", "areas": [area_key(area) for area in areas]} | values,
        errors=errors,
    )


def area_key(area: Area) -> str:
    """Return the name by which a form keeps an area."""
    return "-".join([str(area.page), *(f"{side:.1f}" for side in area.box)])


def area_words(area: Area, texts: Sequence[PageText]) -> str:
    """Return what an area covers, in words for the person who ticks it."""
    page = texts[area.page - 1]
    left, top, right, bottom = area.box
    words = [
        word.text
        for word in page.words
        if word.box[0] < right and left < word.box[2] and word.box[1] < bottom and top < word.box[3]
    ]
    return _("Page %(page)d: %(words)s", page=area.page, words=" ".join(words) or _("no text"))


def _original(session: Session, case: Case, number: int) -> Document:
    found = document_of(session, case, number)
    if found is None or not can_be_attached(found):
        abort(404)
    return found


def _attached(publication: Publication | None, number: int) -> Attached | None:
    if publication is None:
        return None
    return next((it for it in attached_to(publication) if it.document_id == number), None)
