"""Documents of cases."""

from __future__ import annotations

import io
from typing import Any

from sqlalchemy.orm import Session

from casetracker.cases.models import Case
from casetracker.documents.actions import Details, store_document
from casetracker.documents.models import Document
from casetracker.documents.receiving import receive
from casetracker.runtime import document_store, settings
from tests.builders import files
from tests.builders.cases import ACTOR


def create_document(
    session: Session, case: Case, content: bytes | None = None, name: str = "хаттама.txt", **details: Any
) -> Document:
    """Store a file as a document of a case. Not committed."""
    received = receive(settings().documents, io.BytesIO(files.text() if content is None else content), name)
    told = Details(**({"kind": "evidence", "language": "kk"} | details))
    return store_document(session, document_store(), case, received, told, actor=ACTOR)
