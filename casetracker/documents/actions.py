"""What happens to documents: stored, given to somebody, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.errors import InvalidInput
from casetracker.cases.events import add_event
from casetracker.cases.models import Case, Decision
from casetracker.documents.errors import NotServableError
from casetracker.documents.models import Document
from casetracker.documents.reading import has_text
from casetracker.documents.receiving import Received
from casetracker.documents.storage import Store


class KnownDocumentError(Exception):
    """The case has a document of this very content already."""

    def __init__(self, document: Document) -> None:
        self.document = document
        super().__init__(document.id)


@dataclass(frozen=True)
class Details:
    """What a person says of a document."""

    kind: str
    language: str
    is_public: bool = False
    decision_id: int | None = None
    redacts_id: int | None = None


def store_document(
    session: Session, store: Store, case: Case, received: Received, details: Details, *, actor: str
) -> Document:
    """Store a file that was received as a document of a case.

    The content is written before the row: what is left by a crash between the two belongs to nothing and
    is swept later; a row without its content never comes to be. Raises :class:`KnownDocumentError` and
    :class:`InvalidInput`.
    """
    check_belongs(session, case, details)
    if known := _standing(session, case, received.sha256):
        raise KnownDocumentError(known)
    store.put(received.sha256, received.file)
    document = _row(case, received, details, actor)
    try:
        with session.begin_nested():
            session.add(document)
            session.flush()
    except IntegrityError as error:
        # The same file in the same moment: the other request was first.
        if known := _standing(session, case, received.sha256):
            raise KnownDocumentError(known) from error
        raise
    _note(session, document, "added", actor)
    return document


def open_document(store: Store, document: Document) -> IO[bytes]:
    """Return the content of a document.

    Raises :class:`NotServableError` for one that is withdrawn, infected or not scanned yet, and
    :class:`MissingContentError`. Whoever gives it to a person notes it with :func:`note_opened`.
    """
    if not document.is_servable:
        raise NotServableError(document.id)
    return store.open(document.sha256)


def note_opened(session: Session, document: Document, *, actor: str, what: str = "file") -> None:
    """Note in the audit chain that somebody was given a document, or a page of it."""
    details = {"document": document.id, "sha256": document.sha256, "what": what}
    record(session, actor=actor, action="document.opened", thing=document.case.ref, details=details)


def note_refused(session: Session, case: Case, sha256: str, found: str, *, actor: str) -> None:
    """Note that a file was refused because the scanner found something in it."""
    details = {"sha256": sha256, "found": found}
    record(session, actor=actor, action="document.infected", thing=case.ref, details=details)


def withdraw_document(session: Session, document: Document, *, actor: str, reason: str) -> None:
    """Withdraw a document: its content is given to nobody any more, that it was there stays told.

    Raises :class:`InvalidInput` when it was withdrawn before.
    """
    if not document.is_standing:
        raise InvalidInput({"_schema": [_("This document was withdrawn already. Nothing was changed.")]})
    document.withdrawn_at, document.withdrawn_by = db.now(), actor
    document.withdrawn_reason = reason
    if document.text_state == "waiting":
        document.text_state = "none"
    _note(session, document, "withdrawn", actor)


def check_belongs(session: Session, case: Case, details: Details) -> None:
    """Raise :class:`InvalidInput` when the decision or the original is none of the case."""
    errors: dict[str, list[str]] = {}
    if details.decision_id is not None:
        decision = session.get(Decision, details.decision_id)
        if decision is None or decision.case_id != case.id:
            errors["decision"] = [_("This decision does not belong to the case. Choose one from the list.")]
    if details.redacts_id is not None:
        original = session.get(Document, details.redacts_id)
        if original is None or original.case_id != case.id:
            errors["redacts"] = [_("This document does not belong to the case. Choose one from the list.")]
    if errors:
        raise InvalidInput(errors)


def _standing(session: Session, case: Case, sha256: str) -> Document | None:
    statement = sa.select(Document).where(
        Document.case_id == case.id, Document.sha256 == sha256, Document.withdrawn_at.is_(None)
    )
    return session.scalars(statement).one_or_none()


def _row(case: Case, received: Received, details: Details, actor: str) -> Document:
    return Document(
        case_id=case.id,
        decision_id=details.decision_id,
        redacts_id=details.redacts_id,
        kind=details.kind,
        language=details.language,
        is_public=details.is_public,
        name=received.name,
        content_type=received.type.media_type,
        size=received.size,
        sha256=received.sha256,
        added_at=db.now(),
        added_by=actor,
        scan_state=received.scan_state,
        scanned_at=received.scanned_at,
        text_state="waiting" if has_text(received.type.media_type) else "none",
        text_tries=0,
    )


def _note(session: Session, document: Document, what: str, actor: str) -> None:
    # The name of a file may name a person: it stands in no event and in no audit row.
    told = {"document": document.id, "document_kind": document.kind}
    add_event(document.case, f"document-{what}", db.now(), actor, **told)
    details = told | {"sha256": document.sha256, "size": document.size}
    record(session, actor=actor, action=f"document.{what}", thing=document.case.ref, details=details)
