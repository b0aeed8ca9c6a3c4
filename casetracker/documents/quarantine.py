"""Scan what came while the scanner did not answer; until then it is given to nobody."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable

import sqlalchemy as sa
import structlog

from casetracker import db
from casetracker.cases.events import add_event
from casetracker.documents.actions import note_refused
from casetracker.documents.errors import MissingContentError
from casetracker.documents.models import Document
from casetracker.documents.scanning import Scanner, ScannerUnavailableError, Verdict
from casetracker.documents.storage import Store

log = structlog.get_logger(__name__)
ACTOR = "scheduler"
INFECTED = "document-infected"


def scan_waiting(store: Store, scanner: Scanner | None, should_stop: Callable[[], bool]) -> int:
    """Scan every document that waits for it; return how many were scanned. Ends when the scanner is away."""
    done, last = 0, 0
    while scanner and not should_stop() and (document := _next(last)):
        last = document.id
        try:
            verdict = _scanned(store, scanner, document)
        except ScannerUnavailableError as error:
            log.warning("scanner_unavailable", error=str(error), document=document.id)
            break
        except MissingContentError:
            log.error("document_content_missing", document=document.id, sha256=document.sha256)
            continue
        _note(document.id, verdict)
        done += 1
    return done


def _next(last: int) -> Document | None:
    with db.unit_of_work() as session:
        statement = (
            sa.select(Document)
            .where(Document.scan_state == "waiting", Document.id > last)
            .order_by(Document.id)
            .limit(1)
            .execution_options(populate_existing=True)
        )
        return session.scalars(statement).first()


def _scanned(store: Store, scanner: Scanner, document: Document) -> Verdict:
    with tempfile.TemporaryFile() as content:
        with store.open(document.sha256) as kept:
            shutil.copyfileobj(kept, content)
        return scanner.scan(content)


def _note(document_id: int, verdict: Verdict) -> None:
    with db.unit_of_work() as session:
        document = session.get(Document, document_id, populate_existing=True)
        if document is None or document.scan_state != "waiting":
            return
        document.scanned_at = db.now()
        if verdict.found is None:
            document.scan_state = "clean"
            return
        document.scan_state, document.scan_found, document.text_state = "infected", verdict.found, "none"
        told = {"document": document.id, "document_kind": document.kind}
        add_event(document.case, INFECTED, document.scanned_at, ACTOR, **told)
        note_refused(session, document.case, document.sha256, verdict.found, actor=ACTOR)
