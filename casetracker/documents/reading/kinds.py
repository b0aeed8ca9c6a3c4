"""Which documents hold text that can be read."""

from __future__ import annotations

from casetracker.documents.types import DOCX, JPEG, ODT, PDF, PNG, TEXT, TIFF, XLSX

AS_TEXT = frozenset(kind.media_type for kind in (PDF, DOCX, XLSX, ODT, TEXT))
AS_PICTURE = frozenset(kind.media_type for kind in (PNG, JPEG, TIFF))


def has_text(media_type: str) -> bool:
    """Tell whether a text may be read out of a document of this type, if only from its picture."""
    return media_type in AS_TEXT | AS_PICTURE
