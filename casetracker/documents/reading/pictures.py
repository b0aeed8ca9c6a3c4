"""Pages as pictures, of bounded size whatever a file says of itself; runs in the reader process only."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import pypdfium2
from PIL import Image

from casetracker.documents.reading.problems import CannotReadError
from casetracker.documents.types import PDF

MOST_PAGES = 60
# At 200 dots an inch a page of A4 is 1654 by 2339.
DOTS_PER_INCH, POINTS_PER_INCH = 200, 72
LONGEST_SIDE = 4000
MOST_PIXELS = 60_000_000

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
# A picture a little over the limit only warns; nothing over it shall be unpacked.
warnings.simplefilter("error", Image.DecompressionBombWarning)


def pdf_of(content: bytes) -> pypdfium2.PdfDocument:
    """Return an opened PDF; raises :class:`CannotReadError`."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        is_locked = "password" in str(error).lower()
        raise CannotReadError("password" if is_locked else "damaged") from error
    if len(document) == 0:
        raise CannotReadError("damaged")
    return document


def rendered(document: pypdfium2.PdfDocument, number: int, width: int | None = None) -> Image.Image:
    """Return a page of a PDF (from 0): grey for reading, in colour and *width* wide for looking."""
    page = document[number]
    across, down = page.get_size()
    wished = width / max(across, 1) if width else DOTS_PER_INCH / POINTS_PER_INCH
    scale = min(wished, LONGEST_SIDE / max(across, down, 1))
    picture: Image.Image = page.render(scale=scale, grayscale=width is None, may_draw_forms=False).to_pil()
    return picture


def frames_of(content: bytes) -> Iterator[Image.Image]:
    """Yield the pages of a picture file; raises :class:`CannotReadError`."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "TIFF"]) as picture:
            for number in range(getattr(picture, "n_frames", 1)):
                picture.seek(number)
                yield _plain(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise CannotReadError("too-large") from error
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError) as error:
        raise CannotReadError("damaged") from error


def _plain(picture: Image.Image) -> Image.Image:
    plain = picture.convert("RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return plain


def page_picture(content: bytes, media_type: str, number: int, width: int) -> bytes:
    """Return a page (from 1) as PNG; raises :class:`CannotReadError`, with its pages when it has fewer."""
    if media_type == PDF.media_type:
        document = pdf_of(content)
        if not 1 <= number <= len(document):
            raise CannotReadError("damaged", len(document))
        return as_png(rendered(document, number - 1, width))
    for place, picture in enumerate(frames_of(content), start=1):
        if place == number:
            picture.thumbnail((width, LONGEST_SIDE))
            return as_png(picture)
    raise CannotReadError("damaged")


def as_png(picture: Image.Image) -> bytes:
    """Return a picture as PNG, without anything that the file said besides."""
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
