"""Files that are not what they say, or that mean harm: refused with a sentence before they are opened."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from flask import Flask

from casetracker.documents.errors import RefusedFileError
from casetracker.documents.names import clean_name
from casetracker.documents.receiving import receive
from config.document_settings import DocumentSettings
from tests.builders import files, scans

SETTINGS = DocumentSettings()
NOISE = hashlib.shake_256(b"noise").digest(4000)
ZEROS = bytes(30 * 2**20)
JPEG = scans.as_file(scans.scan("Акт"), "JPEG")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
MACRO_TYPES = (
    '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
)


def nested(depth: int) -> bytes:
    """Return a document in a document in a document."""
    content = files.word_with({})
    for _level in range(depth):
        content = files.word_with({"word/embeddings/inner.docx": content})
    return content


def overlapping() -> bytes:
    """Return an archive of 900 entries that all unpack the same bytes: no entry alone is a bomb."""
    inner = NOISE * 25
    packed = bytearray(files.archive({"a": inner}, zipfile.ZIP_STORED))
    start = packed.index(b"PK\x01\x02")
    entry = bytes(packed[start : packed.index(b"PK\x05\x06")])
    end = bytearray(packed[packed.index(b"PK\x05\x06") :])
    count = 900
    end[8:12] = count.to_bytes(2, "little") * 2
    end[12:16] = (len(entry) * count).to_bytes(4, "little")
    return bytes(packed[:start]) + entry * count + bytes(end)


def under_a_password() -> bytes:
    content = bytearray(files.docx())
    start = content.find(b"PK\x01\x02")
    while start >= 0:
        content[start + 8] |= 1
        start = content.find(b"PK\x01\x02", start + 4)
    return bytes(content)


HOSTILE: list[tuple[str, str, bytes, str]] = [
    ("empty", "a.pdf", b"", "empty"),
    ("blank", "a.txt", b" \n\t", "empty"),
    ("pdf named docx", "a.docx", files.pdf(), "called “.docx” but is PDF"),
    ("docx named pdf", "a.pdf", files.docx(), "called “.pdf” but is DOCX"),
    ("docx named xlsx", "a.xlsx", files.docx(), "called “.xlsx” but is DOCX"),
    ("text named png", "a.png", files.text(), "called “.png” but is TXT"),
    ("html named pdf", "a.pdf", b"<!DOCTYPE html><script>alert(1)</script>", "Web pages"),
    ("html after a mark and blanks", "a.txt", b"\xef\xbb\xbf\n \n<HTML onload=x>", "Web pages"),
    ("xml", "a.txt", b"<?xml version='1.0'?><a/>", "Web pages"),
    ("svg", "a.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "Drawings"),
    ("svg after a declaration", "a.svg", b"<?xml version='1.0'?><svg onload='x'/>", "Drawings"),
    ("html before pdf", "a.pdf", b"<html><script>x()</script>\n" + files.pdf(), "before the PDF"),
    ("archive behind pdf", "a.pdf", files.pdf() + files.archive({"a.html": b"<html>"}), "behind its content"),
    ("archive behind picture", "a.jpg", JPEG + files.archive({"a.class": b"\xca\xfe"}), "behind its content"),
    ("archive", "a.zip", files.archive({"a.txt": b"text"}), "archive"),
    ("archive named docx", "a.docx", files.archive({"a.txt": b"text"}), "archive"),
    ("archive under a password", "a.docx", under_a_password(), "password"),
    ("document under a password", "a.docx", OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "password"),
    ("text document under a password", "a.odt", files.odt(manifest="<encryption-data/>"), "password"),
    ("old document", "a.doc", OLD_OFFICE, "old Office"),
    ("bomb by its ratio", "a.docx", files.word_with({"word/media/a.png": ZEROS}), "far more"),
    ("bomb by its number", "a.docx", files.word_with({f"a{n}": b"" for n in range(2100)}), "far more"),
    ("bomb in its total", "a.docx", files.word_with({f"a{n}": ZEROS for n in range(8)}), "far more"),
    ("bomb of overlapping entries", "a.docx", overlapping(), "far more"),
    (
        "bomb inside",
        "a.docx",
        files.word_with({"word/embeddings/a.xlsx": files.archive({"a": ZEROS})}),
        "far more",
    ),
    ("archives inside archives", "a.docx", nested(3), "far more"),
    ("half a document", "a.docx", files.docx()[:900], "damaged"),
    ("macros", "a.docx", files.word_with({"word/vbaProject.bin": b"x"}), "macros"),
    ("macros elsewhere", "a.docx", files.word_with({"x/VBAPROJECT.BIN": b"x"}), "macros"),
    ("macros by type", "a.docx", files.word_with({}, MACRO_TYPES), "macros"),
    ("controls", "a.docx", files.word_with({"word/activeX/activeX1.bin": b"x"}), "macros"),
    ("scripts of OpenDocument", "a.odt", files.odt(more={"Basic/Standard/a.xml": b"<a/>"}), "macros"),
    ("rtf", "a.rtf", b"{\\rtf1 text}", "RTF"),
    ("gif", "a.gif", b"GIF89a" + bytes(40), "GIF"),
    ("program", "a.txt", b"\x7fELF\x02\x01\x01" + bytes(60), "ELF"),
    ("noise", "a.bin", NOISE, "not a plain text"),
    ("controls in a text", "a.txt", b"text\x00more", "cannot be told"),
    ("controls far inside", "a.txt", "мәтін ".encode() * 100_000 + b"\x1b[2J", "cannot be told"),
    ("text in windows-1251", "a.txt", "хаттама".encode("cp1251") * 10, "not a plain text"),
    ("text in UTF-16", "a.txt", "хаттама".encode("utf-16"), "not a plain text"),
    ("text that breaks off in a letter", "a.txt", "хаттама".encode()[:-1], "not a plain text"),
]
GOOD: list[tuple[str, bytes, str, str]] = [
    ("Хаттама.PDF", files.pdf(), "application/pdf", "Хаттама.pdf"),
    (
        "шағым",
        files.docx(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "шағым.docx",
    ),
    ("t.xlsx", files.xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "t.xlsx"),
    ("a.odt", files.odt(), "application/vnd.oasis.opendocument.text", "a.odt"),
    (
        "in it.docx",
        nested(1),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "in it.docx",
    ),
    ("a.png", files.png(), "image/png", "a.png"),
    ("a.jpeg", JPEG, "image/jpeg", "a.jpeg"),
    ("скан.tif", scans.as_file(scans.scan("Акт"), "TIFF"), "image/tiff", "скан.tif"),
    ("a.txt", files.text(), "text/plain", "a.txt"),
    ("ten megabytes.txt", "хаттама\n".encode() * 700_000, "text/plain", "ten megabytes.txt"),
    ("a.mp3", b"ID3\x04" + bytes(40), "audio/mpeg", "a.mp3"),
    ("frames.mp3", b"\xff\xfb\x90\x64" + bytes(400), "audio/mpeg", "frames.mp3"),
    ("a.mp4", files.mp4(), "video/mp4", "a.mp4"),
    ("a.m4a", files.mp4(b"M4A "), "audio/mp4", "a.m4a"),
    ("решение от 20.11.2022", files.pdf(), "application/pdf", "решение от 20.11.2022.pdf"),
]


@pytest.fixture(params=["sqlite"])
def database_engine(request: pytest.FixtureRequest) -> str:
    """Receiving a file asks no database: once is enough."""
    return str(request.param)


@pytest.mark.parametrize(
    ("name", "content", "told"), [it[1:] for it in HOSTILE], ids=[it[0] for it in HOSTILE]
)
def test_hostile_file_is_refused_with_a_sentence(app: Flask, name: str, content: bytes, told: str) -> None:
    with app.test_request_context("/?lang=en"), pytest.raises(RefusedFileError) as refused:
        receive(SETTINGS, io.BytesIO(content), name)
    assert told in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(("name", "content", "media_type", "kept"), GOOD, ids=[it[0] for it in GOOD])
def test_good_file_is_taken_for_what_it_is(
    app: Flask, name: str, content: bytes, media_type: str, kept: str
) -> None:
    with app.test_request_context("/?lang=en"):
        received = receive(SETTINGS, io.BytesIO(content), name)
    assert (received.type.media_type, received.name, received.size) == (media_type, kept, len(content))
    assert received.file.read() == content


def test_file_over_the_limit_is_refused(app: Flask) -> None:
    small = DocumentSettings(largest_bytes=2**20)
    with app.test_request_context("/?lang=en"), pytest.raises(RefusedFileError, match="At most 1 MB"):
        receive(small, io.BytesIO(b"a" * (2**20 + 1)), "a.txt")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\Users\\x\\Шағым.txt", "Шағым.txt"),
        ("a\x00b.txt", "a b.txt"),
        ("fdp.\u202etxt.exe", "fdp.txt.exe.txt"),
        ("\u200bшағым\ufeff.txt", "шағым.txt"),
        ("a\r\nSet-Cookie: x.txt", "a Set-Cookie x.txt"),
        ('a";filename="b.exe.txt', "a ;filename= b.exe.txt"),
        (".txt", "document.txt"),
        ("..", "document.txt"),
        ("", "document.txt"),
        ("й\u0306", "й\u0306.txt"),
        ("и\u0306.txt", "й.txt"),
        ("a\ud800.txt", "a.txt"),
        ("ұ" * 500 + ".txt", "ұ" * 196 + ".txt"),
    ],
)
def test_name_shows_what_it_says_and_stays_in_its_place(given: str, kept: str) -> None:
    assert clean_name(given, ".txt") == kept
