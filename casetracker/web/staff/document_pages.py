"""``/staff/cases/…/documents/<id>``: what is given to a person of a document, each time recorded.

Nothing that came from outside is ever shown by the browser itself: a file is downloaded, in a sandbox and by
the type that we found in it; a page is a picture that we drew.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog
from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casetracker import db
from casetracker.accounts import policy
from casetracker.documents.actions import note_opened
from casetracker.documents.errors import MissingContentError, NotServableError
from casetracker.documents.models import Document
from casetracker.documents.previews import NoPreviewError, pages_to_show
from casetracker.documents.queries import document_of, text_of
from casetracker.documents.serving import whole_content
from casetracker.protection import IN_A_SANDBOX, attachment
from casetracker.runtime import document_store, previews
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed, case_or_404
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.documents import OF_A_CASE
from casetracker.web.staff.presenters.documents import shown_document

log = structlog.get_logger(__name__)
ONE = f"{OF_A_CASE}/<int:document>"


@pages.get(ONE)
@allowed(policy.OPEN_DOCUMENT)
def show_document(election: str, slug: str, document: int) -> ResponseReturnValue:
    """Show what is known of a document, and its pages."""
    case = case_or_404(db.db.session, election, slug)
    found = document_of(db.db.session, case, document) or abort(404)
    return render_template(
        "staff/document.html",
        case=case,
        document=shown_document(db.db.session, found),
        numbers=pages_to_show(found),
        may_withdraw=found.is_standing and policy.can(person(), policy.WITHDRAW_DOCUMENT, case.body),
    )


@pages.get(f"{ONE}/file")
@allowed(policy.OPEN_DOCUMENT)
def download_document(election: str, slug: str, document: int) -> ResponseReturnValue:
    """Give the file, under the name with which it came."""

    def give(found: Document) -> Response:
        content = whole_content(document_store(), found)
        return attachment(content, found.name, found.content_type)

    return _given(election, slug, document, "file", give)


@pages.get(f"{ONE}/pages/<int:number>.png")
@allowed(policy.OPEN_DOCUMENT)
def show_document_page(election: str, slug: str, document: int, number: int) -> ResponseReturnValue:
    """Give a page as a picture."""

    def give(found: Document) -> Response:
        return Response(previews().page(found, number), mimetype="image/png", headers=IN_A_SANDBOX)

    return _given(election, slug, document, f"page {number}", give)


@pages.get(f"{ONE}/text")
@allowed(policy.OPEN_DOCUMENT)
def show_document_text(election: str, slug: str, document: int) -> ResponseReturnValue:
    """Show the text that was read out of a document."""

    def give(found: Document) -> ResponseReturnValue:
        if not found.is_servable:
            raise NotServableError(found.id)
        text = text_of(db.db.session, found) or abort(404)
        return render_template("staff/document_text.html", case=found.case, document=found, text=text)

    return _given(election, slug, document, "text", give)


def _given(
    election: str,
    slug: str,
    document: int,
    what: str,
    give: Callable[[Document], ResponseReturnValue],
) -> ResponseReturnValue:
    """Record that a person is given something of a document, and give it; both or neither."""
    case = case_or_404(db.db.session, election, slug)
    found = document_of(db.db.session, case, document) or abort(404)
    try:
        answer = give(found)
    except NoPreviewError:
        abort(404)
    except NotServableError:
        flash(_("This document cannot be opened: it was withdrawn, or waits for the virus scanner."))
        return redirect(url_for("staff.show_document", election=election, slug=slug, document=document), 303)
    except MissingContentError:
        log.error("document_content_missing", document=found.id, sha256=found.sha256)
        flash(
            _("The content of this document is missing or was changed in the store. Tell the administrator.")
        )
        return redirect(url_for("staff.show_document", election=election, slug=slug, document=document), 303)
    with db.unit_of_work() as session:
        note_opened(session, found, actor=person().ref, what=what)
    return answer
