"""Give a content as it was stored, or not at all."""

from __future__ import annotations

from casetracker.documents.errors import NotServableError
from casetracker.documents.models import Document
from casetracker.documents.storage import Store, read_whole


def whole_content(store: Store, document: Document) -> bytes:
    """Return the content of a document, held against its SHA-256.

    Raises :class:`NotServableError` and :class:`MissingContentError`.
    """
    if not document.is_servable:
        raise NotServableError(document.id)
    return read_whole(store, document.sha256)
