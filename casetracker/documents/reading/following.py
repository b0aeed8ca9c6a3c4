"""Read what waits to be read: one document after another, each as often as it takes, but not for ever."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from typing import IO, Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.documents.errors import MissingContentError
from casetracker.documents.models import Document, DocumentText
from casetracker.documents.reading.bounded import Bounds, BrokeDownError, StoppedError, never, run_reader
from casetracker.documents.reading.recognising import languages_for
from casetracker.documents.storage import Store
from config.document_settings import DocumentSettings

log = structlog.get_logger(__name__)

# A document that ended our process each time is not tried for ever.
MOST_TRIES = 3
# Recognising takes seconds a page.
RECOGNISING = {"seconds": 900.0, "cpu_seconds": 600}
Stop = Callable[[], bool]


def read_documents(
    store: Store, settings: DocumentSettings, *, bounds: Bounds | None = None, should_stop: Stop = never
) -> int:
    """Read every document that waits; return how many were read, or cannot be.

    What happens to a document is committed before the next: after a crash the work goes on where it was.
    """
    done = 0
    while not should_stop():
        waiting = _next()
        if waiting is None:
            break
        outcome = _read(store, settings, waiting, bounds or Bounds(), should_stop)
        if outcome is None:
            break
        _note(waiting.id, outcome)
        done += 1
    return done


def _next() -> Document | None:
    """Return the document to be read next: what was never tried goes before what failed."""
    with db.unit_of_work() as session:
        _give_up(session)
        waiting = (
            sa.select(Document)
            .where(Document.text_state == "waiting", Document.scan_state.in_(("off", "clean")))
            .order_by(Document.text_tries, Document.id)
            .limit(1)
            .execution_options(populate_existing=True)
        )
        return session.scalars(waiting).first()


def _give_up(session: Session) -> None:
    worn_out = sa.update(Document).where(Document.text_state == "waiting", Document.text_tries >= MOST_TRIES)
    session.execute(worn_out.values(text_state="failed", text_problem="crashed"))


def _read(
    store: Store, settings: DocumentSettings, document: Document, bounds: Bounds, should_stop: Stop
) -> dict[str, Any] | None:
    """Return what the reader found or why it did not; None when we are to stop."""
    with tempfile.TemporaryFile() as content:
        try:
            with store.open(document.sha256) as kept:
                shutil.copyfileobj(kept, content)
            content.flush()
        except MissingContentError:
            log.error("document_content_missing", document=document.id, sha256=document.sha256)
            return {"problem": "missing"}
        _count_try(document.id, 1)
        try:
            return _asked(settings, document, content, bounds, should_stop)
        except BrokeDownError as broke:
            log.warning("document_not_read", document=document.id, problem=broke.problem)
            return {"problem": broke.problem}
        except StoppedError:
            _count_try(document.id, -1)
            return None


def _asked(
    settings: DocumentSettings, document: Document, content: IO[bytes], bounds: Bounds, should_stop: Stop
) -> dict[str, Any]:
    arguments = ["text", document.content_type]
    languages = languages_for(settings.tesseract, document.language) if settings.reads_pictures else ""
    if languages:
        arguments += ["--tesseract", settings.tesseract, "--languages", languages]
        bounds = replace(
            bounds, **{name: max(most, getattr(bounds, name)) for name, most in RECOGNISING.items()}
        )
    answer = run_reader(arguments, content, bounds, should_stop)
    try:
        found = json.loads(answer)
    except ValueError as error:
        raise BrokeDownError("crashed") from error
    return dict(found)


def _count_try(document_id: int, by: int) -> None:
    with db.unit_of_work() as session:
        counted = sa.update(Document).where(Document.id == document_id)
        session.execute(counted.values(text_tries=Document.text_tries + by))


def _note(document_id: int, outcome: dict[str, Any]) -> None:
    with db.unit_of_work() as session:
        document = session.get(Document, document_id, populate_existing=True)
        if document is None or document.text_state != "waiting":
            # Withdrawn meanwhile, or read by another process.
            return
        document.pages = outcome.get("pages")
        if problem := outcome.get("problem"):
            document.text_state, document.text_problem = "failed", str(problem)
            return
        document.text_state = "done"
        session.add(
            DocumentText(
                document_id=document.id,
                text=outcome["text"],
                method=outcome["method"],
                is_cut=outcome["is_cut"],
                read_at=db.now(),
            )
        )
