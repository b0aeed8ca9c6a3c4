"""The text of a content of each kind; runs in the reader process only."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdfium2
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook

from casetracker.documents.reading.pictures import MOST_PAGES, frames_of, pdf_of, rendered
from casetracker.documents.reading.problems import CannotReadError
from casetracker.documents.reading.recognising import Recognition
from casetracker.documents.types import DOCX, ODT, PDF, TEXT, XLSX

__all__ = ["CannotReadError", "Recognition", "read_text"]

LONGEST_TEXT = 2_000_000
# A page with less text than this is a picture of a page, perhaps with its number.
LEAST_TEXT = 12
# What no database can hold, and what turns the writing direction or splits words.
UNUSABLE = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\ud800-\udfff]"
)
BROKEN = (
    zipfile.BadZipFile,
    DefusedXmlException,
    KeyError,
    ValueError,
    TypeError,
    SyntaxError,
    OSError,
    EOFError,
)
WORD_ENDS = {"p": "\n", "tab": "\t", "br": "\n", "tc": "\t"}
BLANKS = {"tab": "\t", "line-break": "\n", "s": " "}
Found = dict[str, Any]


def read_text(content: bytes, media_type: str, recognition: Recognition | None) -> Found:
    """Return ``text``, ``method``, ``is_cut`` and ``pages``; raises :class:`CannotReadError`."""
    if media_type == PDF.media_type:
        found = _of_pdf(content, recognition)
    elif media_type in OFFICE:
        found = _of_office(content, media_type)
    else:
        found = _of_picture(content, recognition)
    text = UNUSABLE.sub("", found["text"]).strip()
    if not text:
        raise CannotReadError("nothing-found", found["pages"])
    return found | {"text": text[:LONGEST_TEXT], "is_cut": found["is_cut"] or len(text) > LONGEST_TEXT}


def _of_pdf(content: bytes, recognition: Recognition | None) -> Found:
    document = pdf_of(content)
    pages, texts, length, recognised, unread = len(document), list[str](), 0, 0, 0
    for number in range(pages):
        text = _layer(document, number)
        if len("".join(text.split())) < LEAST_TEXT:
            unread += 1
            if recognition and recognised < MOST_PAGES:
                text, recognised, unread = (
                    recognition.text(rendered(document, number)),
                    recognised + 1,
                    unread - 1,
                )
        texts.append(text)
        length += len(text)
        if length > LONGEST_TEXT:
            break
    if unread == pages and not recognition and not any(text.strip() for text in texts):
        raise CannotReadError("no-text", pages)
    is_cut = bool(recognition and unread) or len(texts) < pages
    return _found("\f".join(texts), pages, method="ocr" if recognised else "layer", is_cut=is_cut)


def _layer(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = document[number]
        text: str = page.get_textpage().get_text_bounded()
    except pypdfium2.PdfiumError:
        # One damaged page is no reason to lose the others.
        return ""
    return text.replace("\r\n", "\n")


def _of_picture(content: bytes, recognition: Recognition | None) -> Found:
    if recognition is None:
        raise CannotReadError("no-text")
    texts, is_cut = list[str](), False
    for picture in frames_of(content):
        if len(texts) == MOST_PAGES:
            is_cut = True
            break
        texts.append(recognition.text(picture))
    return _found("\f".join(texts), len(texts), method="ocr", is_cut=is_cut)


def _of_office(content: bytes, media_type: str) -> Found:
    kept, length = list[str](), 0
    try:
        for piece in OFFICE[media_type](content):
            kept.append(piece)
            length += len(piece)
            if length > LONGEST_TEXT:
                break
    except BROKEN as error:
        raise CannotReadError("damaged") from error
    return _found("".join(kept), None, is_cut=length > LONGEST_TEXT)


def _found(text: str, pages: int | None, *, method: str = "layer", is_cut: bool = False) -> Found:
    return {"text": text, "pages": pages, "method": method, "is_cut": is_cut}


def _plain(content: bytes) -> Iterator[str]:
    yield content.decode("utf-8-sig")


def _word(content: bytes) -> Iterator[str]:
    for element, name in _elements(content, "word/document.xml"):
        if name == "t":
            yield element.text or ""
        yield WORD_ENDS.get(name, "")
        if name == "p":
            element.clear()


def _opendocument(content: bytes) -> Iterator[str]:
    for element, name in _elements(content, "content.xml"):
        if name in ("p", "h"):
            yield from _flow(element)
            yield "\n"
            element.clear()


def _flow(element: Any) -> Iterator[str]:
    """Yield the text of a paragraph and of what stands inside it, in its order."""
    yield element.text or ""
    for inner in element:
        yield BLANKS.get(_name(inner), "")
        yield from _flow(inner)
        yield inner.tail or ""


def _elements(content: bytes, part: str) -> Iterator[tuple[Any, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part) as file:
        for _event, element in iterparse(file, events=("end",)):
            yield element, _name(element)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _sheets(content: bytes) -> Iterator[str]:
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    for sheet in workbook.worksheets:
        yield f"{sheet.title}\n"
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            cells = [str(value) for value in row if value is not None]
            if cells:
                yield "\t".join(cells) + "\n"


OFFICE = {
    TEXT.media_type: _plain,
    DOCX.media_type: _word,
    ODT.media_type: _opendocument,
    XLSX.media_type: _sheets,
}
