"""Prove a covered file before it is published: open it again and look for what must not be in it."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence

import pypdf
from PIL import Image

from casetracker.publication.pdf.covering import Covered
from casetracker.publication.pdf.pages import Area, Box, PageText, opened, rendered
from casetracker.publication.redaction import Private, leaks

# Short words (a conjunction, a day) stand elsewhere too, and prove nothing.
SHORTEST = 3
DARKEST = 60
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
CATALOG = {"/Type", "/Pages"}
PAGE = {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"}


def prove(
    covered: Covered, areas: Sequence[Area], private: Private, phrases: Iterable[str] = ()
) -> list[str]:
    """Return what is still to be found in a covered file; nothing: it may be published.

    Its text is read by two libraries, its streams are unpacked and searched for each covered phrase in every
    encoding, its areas are looked at, and whatever else a file can carry must not be there.
    """
    content = covered.content
    wanted = {*_covered_words(covered), *(phrase for phrase in phrases if len(phrase) >= SHORTEST)}
    found = [f"structure: {told}" for told in _structure(content)]
    for name, pages in (("pypdf", _by_pypdf(content)), ("pdfium", _by_pdfium(content))):
        text = "\n".join(pages)
        found += [f"{name}: {leak.found}" for leak in leaks(text, private)]
        found += [f"{name}: {phrase}" for phrase in sorted(wanted) if _stands_in(phrase, text)]
    for data in _streams(content):
        found += [f"stream: {phrase}" for phrase in sorted(wanted) if _is_encoded_in(phrase, data)]
    found += [f"picture: page {number}" for number in _unpainted(content, covered.pages, areas)]
    return found


def _covered_words(covered: Covered) -> set[str]:
    """The words that are covered everywhere; what also stands in the open hides nothing."""
    kept = {word.text.casefold() for word in covered.kept}
    return {
        word.text
        for word in covered.hidden
        if len(word.text) >= SHORTEST and not any(word.text.casefold() in each for each in kept)
    }


def _structure(content: bytes) -> Iterator[str]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.trailer.get("/Info") is not None:
        yield "/Info"
    yield from sorted(set(reader.root_object) - CATALOG)
    for page in reader.pages:
        yield from sorted(set(page) - PAGE)
    for sign in (b"%%EOF", b"startxref"):
        if content.count(sign) != 1:
            yield "earlier version"


def _by_pypdf(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def _by_pdfium(content: bytes) -> list[str]:
    with opened(content) as document:
        return [document[index].get_textpage().get_text_bounded() for index in range(len(document))]


def _streams(content: bytes) -> Iterator[bytes]:
    """Yield the whole file, and every stream in it unpacked, whether or not anything refers to it."""
    yield content
    for match in STREAM.finditer(content):
        try:
            yield zlib.decompressobj().decompress(match[1])
        except zlib.error:
            continue


def _stands_in(phrase: str, text: str) -> bool:
    words = [re.escape(word) for word in phrase.split()]
    return re.search(r"\s+".join(words), text, re.IGNORECASE) is not None


def _is_encoded_in(phrase: str, data: bytes) -> bool:
    for form in {phrase, phrase.upper(), phrase.lower(), phrase.capitalize()}:
        wide = form.encode("utf-16-be")
        tried = [
            form.encode(),
            wide,
            form.encode("utf-16-le"),
            wide.hex().encode(),
            wide.hex().upper().encode(),
        ]
        tried.append(form.encode("cp1251", "ignore"))
        if any(len(each) >= SHORTEST and each in data for each in tried):
            return True
    return False


def _unpainted(content: bytes, pages: Sequence[PageText], areas: Sequence[Area]) -> Iterator[int]:
    with opened(content) as document:
        for page in pages:
            boxes = [area.box for area in areas if area.page == page.number]
            if boxes:
                image = rendered(document[page.number - 1]).convert("L")
                if any(_lightest(image, box, image.width / page.width) > DARKEST for box in boxes):
                    yield page.number


def _lightest(image: Image.Image, box: Box, scale: float) -> int:
    left, top, right, bottom = (round(side * scale) for side in box)
    left, top = max(left, 0), max(top, 0)
    right, bottom = min(right, image.width), min(bottom, image.height)
    if left >= right or top >= bottom:
        return 0
    _darkest, lightest = image.crop((left, top, right, bottom)).getextrema()
    return int(lightest)  # type: ignore[arg-type]
