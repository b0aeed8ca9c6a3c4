"""``/staff/cases/…/documents``: documents of a case, for staff integrations."""

from __future__ import annotations

import hashlib
import re
from typing import IO, Any

import structlog
from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.api.access import caller, staff_only
from casetracker.api.blueprints import Resource
from casetracker.api.problems import Problem
from casetracker.api.v1.once import Told, digest_of, once, plain
from casetracker.api.v1.schemas.documents import (
    DocumentListSchema,
    FateListSchema,
    PublicDocumentListSchema,
    UploadHeaders,
)
from casetracker.api.v1.staff_steps import refusals_told, version_seen
from casetracker.api.v1.telling import Shown
from casetracker.cases.inputs import read_input
from casetracker.cases.models import Case
from casetracker.cases.queries import case_by_reference
from casetracker.cases.versions import check_version
from casetracker.documents.actions import Details, note_opened
from casetracker.documents.errors import MissingContentError, NotServableError
from casetracker.documents.inputs import DocumentSchema
from casetracker.documents.models import Document
from casetracker.documents.queries import document_of, documents_of
from casetracker.documents.serving import whole_content
from casetracker.documents.uploading import Counter, Fate, File
from casetracker.protection import attachment
from casetracker.publication.queries import public_case
from casetracker.runtime import document_store, settings

resource = Resource("staff-documents", __name__, description="Documents of cases (staff).")
log = structlog.get_logger(__name__)

OF_A_CASE = "/staff/cases/<election>/<slug>/documents"
ELECTION = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
SLUG = re.compile(r"(?P<body>[a-z0-9-]{1,40})-(?P<serial>[0-9]{4,9})", re.ASCII)
PIECE = 1024 * 1024
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
SECURED: dict[str, Any] = {"security": [{"token": []}]}
MULTIPART: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["files", "kind", "language"],
                "additionalProperties": False,
                "properties": {
                    "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    "kind": {"type": "string", "enum": list(labels.KINDS["document-kind"])},
                    "language": {"type": "string", "enum": list(labels.KINDS["language"])},
                    "is_public": {"type": "string", "enum": ["yes", "no"]},
                    "decision": {"type": "string", "pattern": "^[0-9]{1,9}$"},
                },
            }
        }
    },
}
BINARY: dict[str, Any] = {
    "responses": {
        "200": {
            "description": "The file, always as an attachment.",
            "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@resource.get(OF_A_CASE)
@staff_only(policy.OPEN_DOCUMENT)
@resource.doc(**SECURED)
@resource.response(200, DocumentListSchema)
@resource.problems(401, 403, 404)
def list_documents(election: str, slug: str) -> Any:
    """List the documents of a case, the withdrawn ones among them."""
    case = _case(db.db.session, election, slug)
    return {"documents": documents_of(db.db.session, case)}


@resource.get("/staff/cases/<election>/<slug>/public-documents")
@staff_only(policy.READ)
@resource.doc(**SECURED)
@resource.response(200, PublicDocumentListSchema)
@resource.problems(401, 403, 404)
def list_public_documents(election: str, slug: str) -> Any:
    """List the redacted documents that the public gets of a case; none while it is not published."""
    session = db.db.session
    case = _case(session, election, slug)
    public = public_case(session, case.slug)
    shown = public.documents if public is not None and public.state == "published" else []
    address = f"{settings().base_url}/cases/{case.slug}/documents"
    return {"documents": [Shown(each, url=f"{address}/{each.number}") for each in shown]}


@resource.post(OF_A_CASE)
@staff_only(policy.ADD_DOCUMENT)
@resource.doc(requestBody=MULTIPART, **SECURED)
@resource.arguments(UploadHeaders, location="headers")
@resource.response(201, FateListSchema, description="At least one file was stored, or was there already.")
@resource.problems(401, 403, 404, 409, 412, 413, 415, 422)
def add_documents(header: dict[str, Any], election: str, slug: str) -> Any:
    """Upload documents to a case; each has its own fate, and what is right is stored.

    Sending a file again changes nothing: it is recognised by its content. When every file was refused, the
    answer is a problem.
    """
    request.max_content_length = settings().documents.largest_request_bytes
    _case(db.db.session, election, slug)
    if request.mimetype != "multipart/form-data":
        raise Problem("unsupported-media-type", _("Send the files and what they are as multipart/form-data."))
    values, place = read_input(DocumentSchema(), request.form.to_dict()), (election, slug)

    with refusals_told(place):
        counter = _counter(*place, values)
        sent = [File(file.filename or "", file.stream) for file in request.files.getlist("files")]
        came = counter.receive(sent)

        def act(session: Session) -> Told:
            if header.get("seen") is not None:
                check_version(_case(session, *place), version_seen(header["seen"]))
            return _fates(counter.store_in(session, came))

        return once(header.get("key"), _digest, lambda session: _case(session, *place), act)


@resource.get(f"{OF_A_CASE}/<document>/file")
@staff_only(policy.OPEN_DOCUMENT)
@resource.doc(**SECURED, **BINARY)
@resource.problems(401, 403, 404, 410)
def download_document(election: str, slug: str, document: str) -> Any:
    """Return the file of a document; that the token's user was given it is recorded."""
    session = db.db.session
    case = _case(session, election, slug)
    found = document_of(session, case, int(document)) if NUMBER.fullmatch(document) else None
    if found is None:
        raise Problem("not-found", _("The case has no such document."))
    content = _content(found)
    with db.unit_of_work() as work:
        note_opened(work, found, actor=caller().ref)
    return attachment(content, found.name, found.content_type)


def _content(document: Document) -> bytes:
    try:
        return whole_content(document_store(), document)
    except NotServableError as error:
        sentence = _("This document cannot be opened: it was withdrawn, or waits for the virus scanner.")
        reason = "withdrawn" if document.withdrawn_at else f"scan-{document.scan_state}"
        raise Problem("withdrawn", sentence, reason=reason) from error
    except MissingContentError as error:
        log.error("document_content_missing", document=document.id, sha256=document.sha256)
        raise Problem("internal-error") from error


def _fates(fates: list[Fate]) -> Told:
    if all(fate.state == "refused" for fate in fates):
        told = " ".join(f"{fate.name}: {fate.sentence}" for fate in fates)
        raise Problem("invalid-input", told)
    body = plain(FateListSchema(), {"files": fates})
    return Told(body, body, 201)


def _digest() -> str:
    """Return what makes an upload the same: the boundary between its parts is another one each time."""
    sums = [(file.filename, _sum(file.stream)) for file in request.files.getlist("files")]
    return digest_of(sorted(request.form.items(multi=True)), sums)


def _sum(content: IO[bytes]) -> str:
    found = hashlib.sha256()
    while piece := content.read(PIECE):
        found.update(piece)
    content.seek(0)
    return found.hexdigest()


def _counter(election: str, slug: str, values: dict[str, Any]) -> Counter:
    details = Details(
        values["kind"], values["language"], bool(values["is_public"]), decision_id=values["decision"]
    )
    return Counter(
        settings().documents,
        document_store(),
        lambda session: _case(session, election, slug),
        details,
        caller().ref,
    )


def _case(session: Session, election: str, slug: str) -> Case:
    """Return the case of an address; outside the scope of the caller it does not exist."""
    place = SLUG.fullmatch(slug)
    case = None
    if place and ELECTION.fullmatch(election):
        case = case_by_reference(session, f"{election}/{place['body']}/{place['serial']}")
    if case is None or not policy.is_in_scope(caller(), case.body):
        raise Problem("not-found", _("There is no such case among those of the token’s user."))
    return case
