"""Files of every kind that a case may get, made here byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from docx import Document as WordDocument
from fpdf import FPDF
from openpyxl import Workbook

WORD_TYPES = (
    '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def text(words: str = "Сайлау учаскесіндегі хаттама.\n") -> bytes:
    return words.encode()


def pdf(*pages: str) -> bytes:
    """Return a PDF with a text layer, a page for each text (Latin letters: its font has no others)."""
    paper = FPDF()
    for words in pages or ("The protocol of the polling station.",):
        paper.add_page()
        paper.set_font("helvetica", size=14)
        paper.multi_cell(0, 10, words)
    return bytes(paper.output())


def docx(*paragraphs: str) -> bytes:
    document = WordDocument()
    for words in paragraphs or ("Хаттама",):
        document.add_paragraph(words)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx(*rows: list[str]) -> bytes:
    workbook = Workbook()
    for row in rows or (["Учаске", "372"],):
        workbook.worksheets[0].append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def odt(words: str = "Хаттама", more: Mapping[str, bytes] | None = None, manifest: str = "") -> bytes:
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    names += ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    body = f"<office:body><office:text><text:p>{words}</text:p></office:text></office:body>"
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {names}>{body}</office:document-content>".encode(),
        "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>".encode(),
    }
    return archive(parts | dict(more or {}))


def archive(parts: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def word_with(more: Mapping[str, bytes], types: str = WORD_TYPES) -> bytes:
    """Return a packed document of Word with further parts in it."""
    return archive({"[Content_Types].xml": types.encode(), "word/document.xml": b"<document/>"} | dict(more))


def png(width: int = 2, height: int = 2) -> bytes:
    """Return a white picture."""
    rows = b"".join(b"\x00" + b"\xff" * width for _row in range(height))
    header = struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("!I", len(content)) + name + content + struct.pack("!I", zlib.crc32(name + content))


def mp4(brand: bytes = b"isom") -> bytes:
    return struct.pack("!I", 16) + b"ftyp" + brand + bytes(4) + struct.pack("!I", 8) + b"mdat"
