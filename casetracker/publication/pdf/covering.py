"""Cover areas: the file that comes out holds pictures, and the words that stand outside the areas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from casetracker.publication.pdf.pages import Area, Box, PageText, Word, opened, page_texts, rendered
from casetracker.publication.pdf.writing import Sheet, write_pdf

PAINT = (0, 0, 0)


@dataclass(frozen=True)
class Covered:
    """A covered file, the pages of the original, and which of its words are covered."""

    content: bytes
    pages: list[PageText]
    hidden: list[Word]
    kept: list[Word]


def cover(content: bytes, areas: Sequence[Area]) -> Covered:
    """Return the file with its areas covered.

    It is made anew from the pictures of the pages: nothing of the original's structure goes over, neither
    metadata nor attachments, comments, scripts, earlier versions or text that was hidden.
    Raises :class:`UnreadablePdf`.
    """
    pages = page_texts(content)
    hidden: list[Word] = []
    kept: list[Word] = []

    def sheets(document: pdfium.PdfDocument) -> Iterator[Sheet]:
        for page in pages:
            boxes = [area.box for area in areas if area.page == page.number]
            outside = [word for word in page.words if not _meets(word.box, boxes)]
            hidden.extend(word for word in page.words if _meets(word.box, boxes))
            kept.extend(outside)
            image = painted(rendered(document[page.number - 1]), boxes, page.width)
            yield Sheet(image, page.width, page.height, outside)

    with opened(content) as document:
        written = write_pdf(sheets(document))
    return Covered(written, pages, hidden, kept)


def painted(image: Image.Image, boxes: Iterable[Box], width: float) -> Image.Image:
    """Return the picture of a page with its areas painted over."""
    scale = image.width / width
    draw = ImageDraw.Draw(image)
    for left, top, right, bottom in boxes:
        # Half a pixel of a letter is too much: outwards.
        draw.rectangle(
            (int(left * scale) - 1, int(top * scale) - 1, int(right * scale) + 1, int(bottom * scale) + 1),
            fill=PAINT,
        )
    return image


def _meets(box: Box, boxes: Iterable[Box]) -> bool:
    return any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in boxes
    )
