"""The pages of a PDF: their words with the places where they stand, their pictures, and areas upon them.

Places are points (1/72 inch) from the top left corner of the page as it is shown, whatever its rotation.
"""

from __future__ import annotations

import ctypes
import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from casetracker.publication.redaction import Private, leaks
from casetracker.publication.redaction.marks import marks_of_phrase

MOST_PAGES = 300
LONGEST_SIDE_PIXELS = 3600
DPI = 200
POINTS = 72
# The library must not be used by two threads at once.
ONE_AT_A_TIME = threading.RLock()
# Letters reach a little over the box that a font gives them.
MARGIN = 1.5
# How finely places are told.
FINE = 20
# Less contrast than this is nothing that an eye could see.
LEAST_CONTRAST = 24
INSET = 0.2

Box = tuple[float, float, float, float]


class UnreadablePdf(Exception):
    """The file is damaged, locked, empty or has too many pages; ``slug`` says which."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(slug)


@dataclass(frozen=True)
class Area:
    """A place on a page that is painted over, and what stands there."""

    page: int
    box: Box
    kind: str = "other"


@dataclass(frozen=True)
class Word:
    """A word and its box: left, top, right, bottom."""

    text: str
    box: Box
    line: int


@dataclass(frozen=True)
class PageText:
    """A page: its number from 1, its size, and the words that are to be seen on it."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]


@contextmanager
def opened(content: bytes) -> Iterator[pdfium.PdfDocument]:
    """Give the document; raises :class:`UnreadablePdf`."""
    with ONE_AT_A_TIME:
        try:
            document = pdfium.PdfDocument(content)
        except pdfium.PdfiumError as error:
            locked = getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD
            raise UnreadablePdf("password" if locked else "damaged") from error
        try:
            if not 0 < len(document) <= MOST_PAGES:
                raise UnreadablePdf("too-many-pages" if len(document) else "damaged")
            yield document
        finally:
            document.close()


def page_texts(content: bytes) -> list[PageText]:
    """Return every page with the words that can be seen on it.

    Words that a file only hides (white on white, under a black bar, outside the page) are left out: they
    reach neither the picture nor the text of what is published.
    """
    with opened(content) as document:
        return [_page_text(document[index], index + 1) for index in range(len(document))]


def picture(content: bytes, number: int, dpi: int = 100) -> bytes:
    """Return a page as PNG."""
    with opened(content) as document:
        if not 1 <= number <= len(document):
            raise UnreadablePdf("no-such-page")
        image = rendered(document[number - 1], dpi)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def rendered(page: pdfium.PdfPage, dpi: int = DPI) -> Image.Image:
    """Return the picture of a page without the comments and forms that lie over it."""
    width, height = page.get_size()
    scale = min(dpi / POINTS, LONGEST_SIDE_PIXELS / max(width, height, 1))
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=False)
    image: Image.Image = bitmap.to_pil().convert("RGB")
    return image


def areas_of_private(pages: Sequence[PageText], private: Private) -> list[Area]:
    """Return the areas of what is known to be private: names in every form, contacts, numbers."""
    found: list[Area] = []
    for page in pages:
        text, starts = _running_text(page)
        for leak in leaks(text, private):
            found += _areas(page, starts, leak.start, leak.end, leak.kind)
    return found


def areas_of_words(pages: Sequence[PageText], phrase: str, kind: str) -> list[Area]:
    """Return the areas of what a person typed, on every page; a name in every form."""
    found: list[Area] = []
    for page in pages:
        text, starts = _running_text(page)
        for mark in marks_of_phrase(text, phrase, kind):
            found += _areas(page, starts, mark.start, mark.end, kind)
    return found


def areas_of_lines(page: PageText, first: int, last: int, kind: str) -> list[Area]:
    """Return the areas of whole lines of a page, counted from 1."""
    lines: dict[int, list[Box]] = {}
    for word in page.words:
        if first <= word.line <= last:
            lines.setdefault(word.line, []).append(word.box)
    return [Area(page.number, _wider(_around(boxes)), kind) for boxes in lines.values()]


def _page_text(page: pdfium.PdfPage, number: int) -> PageText:
    width, height = page.get_size()
    grey = rendered(page).convert("L")
    scale = grey.width / width
    words = [word for word in _words(page) if _is_seen(grey, word.box, scale)]
    return PageText(number, width, height, tuple(words))


def _is_seen(grey: Image.Image, box: Box, scale: float) -> bool:
    # What stands beside reaches into the box of a word, whichever way the word runs.
    inset = min(box[3] - box[1], box[2] - box[0]) * INSET
    left, top = (max(round((side + inset) * scale), 0) for side in box[:2])
    right = min(round((box[2] - inset) * scale) + 1, grey.width)
    bottom = min(round((box[3] - inset) * scale) + 1, grey.height)
    if left >= right or top >= bottom:
        return False
    darkest, lightest = grey.crop((left, top, right, bottom)).getextrema()
    return int(lightest) - int(darkest) >= LEAST_CONTRAST  # type: ignore[arg-type]


def _words(page: pdfium.PdfPage) -> Iterator[Word]:
    """Yield the words in the order of the file; a new line begins where the height changes."""
    textpage = page.get_textpage()
    letters: list[tuple[str, Box]] = []
    line, before = 0, None
    for sign, box in [*_signs(page, textpage), (" ", None)]:
        if box is not None and not sign.isspace():
            letters.append((sign, box))
            continue
        if letters:
            around = _around([each for _sign, each in letters])
            if before is None or not _is_beside(before, around):
                line += 1
            before = around
            yield Word("".join(each for each, _box in letters), around, line)
            letters = []
    textpage.close()


def _signs(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> Iterator[tuple[str, Box | None]]:
    width, height = (round(side * FINE) for side in page.get_size())
    for index in range(textpage.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(textpage, index)
        if code == 0 or 0xD800 <= code < 0xE000:
            continue
        # The hyphen at the end of a line; its other half is a word of the next line.
        is_broken = code in (2, 0xFFFE)
        sign = "-" if is_broken else chr(code)
        if sign.isspace() or sign < " ":
            yield " ", None
            continue
        left, bottom, right, top = textpage.get_charbox(index, loose=True)
        corners = [_shown(page, width, height, x, y) for x, y in ((left, bottom), (right, top))]
        across, down = zip(*corners, strict=True)
        yield sign, (min(across), min(down), max(across), max(down))
        if is_broken:
            yield " ", None


def _shown(page: pdfium.PdfPage, width: int, height: int, x: float, y: float) -> tuple[float, float]:
    """Return where a place of the page lies as it is shown: cropped and rotated."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
    return across.value / FINE, down.value / FINE


def _is_beside(before: Box, box: Box) -> bool:
    middle = (box[1] + box[3]) / 2
    return before[1] <= middle <= before[3] and box[0] >= before[0]


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _wider(box: Box) -> Box:
    return box[0] - MARGIN, box[1] - MARGIN, box[2] + MARGIN, box[3] + MARGIN


def _running_text(page: PageText) -> tuple[str, list[int]]:
    """Return the text of a page and where each of its words begins in it."""
    parts: list[str] = []
    starts: list[int] = []
    at, line = 0, 1
    for word in page.words:
        gap = "\n" if word.line != line else " "
        parts.append(gap + word.text)
        starts.append(at + 1)
        at += 1 + len(word.text)
        line = word.line
    return "".join(parts), starts


def _areas(page: PageText, starts: Sequence[int], start: int, end: int, kind: str) -> Iterator[Area]:
    """Yield one area for each line that a span of the text touches, whole words at a time."""
    lines: dict[int, list[Box]] = {}
    for word, begin in zip(page.words, starts, strict=True):
        if begin < end and start < begin + len(word.text):
            lines.setdefault(word.line, []).append(word.box)
    for boxes in lines.values():
        yield Area(page.number, _wider(_around(boxes)), kind)
