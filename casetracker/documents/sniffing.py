"""What a file really is: told from its content alone, held against its name and a list."""

from __future__ import annotations

import codecs
import os
import re
import zipfile
from pathlib import PurePath
from typing import IO

import filetype
from flask_babel import gettext as _

from casetracker.documents.archives import ENCRYPTED_PART, OLD_OFFICE
from casetracker.documents.errors import RefusedFileError
from casetracker.documents.office import office_type
from casetracker.documents.storage import CHUNK
from casetracker.documents.types import (
    BY_ENDING,
    JPEG,
    M4A,
    MP3,
    MP4,
    PDF,
    PNG,
    TEXT,
    TIFF,
    ContentType,
    told_types,
)

HEAD_BYTES = 8192


STARTS = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"ID3", MP3),
)
MP4_BRANDS = {
    b"isom": MP4,
    b"iso2": MP4,
    b"iso4": MP4,
    b"iso5": MP4,
    b"iso6": MP4,
    b"mp41": MP4,
    b"mp42": MP4,
}
MP4_BRANDS |= {b"avc1": MP4, b"M4V ": MP4, b"M4A ": M4A, b"M4B ": M4A}
# The controls that a plain text may hold are tabulator, line ends and the page break.
CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def type_of(file: IO[bytes], name: str) -> ContentType:
    """Return what *file*, called *name*, holds.

    Raises :class:`RefusedFileError` when it is empty, dangerous, something else than its name says, or
    not among what is taken. The file is left at its beginning.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if not head.strip():
        raise RefusedFileError(_("The file is empty."))
    found = _packed_type(file, head) or _plain_type(file, head)
    _check_name(name, found)
    file.seek(0)
    return found


def _packed_type(file: IO[bytes], head: bytes) -> ContentType | None:
    if head.startswith(OLD_OFFICE):
        _refuse_old_office(file)
    if not head.startswith(b"PK"):
        return None
    return office_type(file)


def _plain_type(file: IO[bytes], head: bytes) -> ContentType:
    found = _by_start(head)
    if found is None:
        _check_text(file, head)
        found = TEXT
    if zipfile.is_zipfile(file):
        raise RefusedFileError(
            _("The file is two in one: behind its content lies an archive. Save it anew and upload that.")
        )
    return found


def _by_start(head: bytes) -> ContentType | None:
    for start, found in STARTS:
        if head.startswith(start):
            return found
    if head[4:8] == b"ftyp":
        return MP4_BRANDS.get(head[8:12])
    # The frames of MPEG layer III: eleven bits of ones, a version, and the layer.
    if head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[1] & 0x18 != 0x08 and head[2] & 0xF0 != 0xF0:
        return MP3
    return None


def _refuse_old_office(file: IO[bytes]) -> None:
    file.seek(0)
    if ENCRYPTED_PART in file.read():
        raise RefusedFileError(
            _("The document is protected by a password. Open it, remove the password and save it again.")
        )
    raise RefusedFileError(
        _("This is a document of an old Office. Open it and save it as DOCX, XLSX or PDF.")
    )


def _check_text(file: IO[bytes], head: bytes) -> None:
    """Refuse what is no plain text, by its content from beginning to end."""
    if b"%PDF-" in head[:1024]:
        raise RefusedFileError(
            _("The file is two in one: before the PDF stands something else. Save it anew and upload that.")
        )
    _refuse_known(head)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    file.seek(0)
    started = False
    while chunk := file.read(CHUNK):
        text = _decoded(decoder, chunk)
        if not started and text.strip():
            started = True
            _refuse_markup(text)
        if CONTROLS.search(text):
            raise _unknown()
    _decoded(decoder, b"", is_last=True)


def _decoded(decoder: codecs.IncrementalDecoder, chunk: bytes, is_last: bool = False) -> str:
    try:
        return decoder.decode(chunk, is_last)
    except UnicodeDecodeError as error:
        raise RefusedFileError(
            _(
                "This is not a plain text in UTF-8, and no other kind of file that is taken. "
                "Save a text as “UTF-8”, or upload one of: %(types)s.",
                types=told_types(),
            )
        ) from error


def _refuse_known(head: bytes) -> None:
    known = filetype.guess(head)
    if known is not None:
        raise RefusedFileError(
            _(
                "Files of the kind %(kind)s are not taken. Upload one of: %(types)s.",
                kind=known.extension.upper(),
                types=told_types(),
            )
        )


def _refuse_markup(text: str) -> None:
    start = text.lstrip()[:500].lower()
    if start.startswith("{\\rtf"):
        raise RefusedFileError(_("Files of the kind RTF are not taken. Save it as DOCX or PDF."))
    if "<svg" in start and start.startswith("<"):
        raise RefusedFileError(_("Drawings (SVG) can hold scripts and are not taken. Save it as PNG or PDF."))
    if start.startswith("<"):
        raise RefusedFileError(_("Web pages (HTML, XML) can hold scripts and are not taken. Save it as PDF."))


def _unknown() -> RefusedFileError:
    return RefusedFileError(
        _("What kind of file this is cannot be told. Upload one of: %(types)s.", types=told_types())
    )


def _check_name(name: str, found: ContentType) -> None:
    """Refuse a name that says another kind; a name that says none is completed later."""
    ending = PurePath(name.replace("\\", "/")).suffix.lower()
    said = BY_ENDING.get(ending)
    if said is not None and said != found and {said, found} != {MP4, M4A}:
        raise RefusedFileError(
            _(
                "The file is called “%(ending)s” but is %(found)s. "
                "Give it the right ending, so that nobody is misled.",
                ending=ending,
                found=found.ending[1:].upper(),
            )
        )


def size_of(file: IO[bytes]) -> int:
    """Return the size of a stream, which is left at its beginning."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size
