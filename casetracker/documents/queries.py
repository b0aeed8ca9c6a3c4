"""Read documents."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.cases.models import Case
from casetracker.documents.models import Document, DocumentText


def documents_of(session: Session, case: Case) -> Sequence[Document]:
    """Return the documents of a case in the order in which they came, withdrawn ones among them."""
    return session.scalars(sa.select(Document).where(Document.case_id == case.id).order_by(Document.id)).all()


def document_of(session: Session, case: Case, document_id: int) -> Document | None:
    """Return a document of a case; None when the case has none of this id."""
    statement = sa.select(Document).where(Document.case_id == case.id, Document.id == document_id)
    return session.scalars(statement).one_or_none()


def text_of(session: Session, document: Document) -> DocumentText | None:
    """Return the text that was read out of a document."""
    return session.get(DocumentText, document.id)
