"""Redact a PDF: bytes in, bytes out. What is covered is not in the file that comes out. PURE."""

from casetracker.publication.pdf.covering import Covered, cover
from casetracker.publication.pdf.pages import (
    Area,
    Box,
    PageText,
    UnreadablePdf,
    Word,
    areas_of_lines,
    areas_of_private,
    areas_of_words,
    page_texts,
    picture,
)
from casetracker.publication.pdf.proving import prove

__all__ = [
    "Area",
    "Box",
    "Covered",
    "PageText",
    "UnreadablePdf",
    "Word",
    "areas_of_lines",
    "areas_of_private",
    "areas_of_words",
    "cover",
    "page_texts",
    "picture",
    "prove",
]
