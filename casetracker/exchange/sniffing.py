"""What a file really is: told from its content, held against its name, before any parser opens it."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import IO, Literal

import filetype
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casetracker.documents.archives import ENCRYPTED_PART, HTML_STARTS, OLD_OFFICE, ArchiveError, parts_of
from casetracker.exchange.errors import ImportFileError

Kind = Literal["workbook", "text"]

LARGEST_FILE = 20 * 1024 * 1024
HEAD_BYTES = 8192

EXTENSIONS: dict[str, Kind] = {".xlsx": "workbook", ".csv": "text", ".tsv": "text", ".txt": "text"}
ARCHIVE_FAULTS = {
    "damaged": _l("The file is damaged: the workbook cannot be unpacked. Save it again and retry."),
    "bomb": _l(
        "The workbook unpacks to far more than a journal can hold, so it was not opened. Save it anew."
    ),
    "password": _l(
        "The workbook is protected by a password. Open it, remove the password and save it again."
    ),
}
WORKBOOK_PARTS = {"[Content_Types].xml", "xl/workbook.xml"}


def kind_of(file: IO[bytes], name: str) -> Kind:
    """Return what *file*, called *name*, holds: an XLSX workbook or delimited text.

    Raises :class:`ImportFileError` when it is empty, too large, something else than its name says, or
    nothing that can be imported. The file is left at its beginning.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if not head.strip():
        raise ImportFileError(_("The file is empty. Choose the journal as .xlsx or .csv."))
    if size > LARGEST_FILE:
        raise ImportFileError(
            _(
                "The file is too large: %(size)d MB. At most %(most)d MB are read; split the journal.",
                size=-(-size // 2**20),
                most=LARGEST_FILE // 2**20,
            )
        )
    found = _content_kind(file, head)
    _check_name(name, found)
    file.seek(0)
    return found


def _content_kind(file: IO[bytes], head: bytes) -> Kind:
    if head.startswith(OLD_OFFICE):
        _refuse_old_office(file)
    if head.startswith(b"PK"):
        check_archive(file)
        return "workbook"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(HTML_STARTS):
        raise ImportFileError(
            _(
                "This is a web page with the name of a table. "
                "Open it and save it as an Excel workbook (.xlsx)."
            )
        )
    _refuse_binary(head)
    return "text"


def _refuse_old_office(file: IO[bytes]) -> None:
    file.seek(0)
    if ENCRYPTED_PART in file.read(LARGEST_FILE):
        raise ImportFileError(
            _("The workbook is protected by a password. Open it, remove the password and save it again.")
        )
    raise ImportFileError(
        _(
            "This is a document of an old Office (.xls or .doc). "
            "Open it and save it as an Excel workbook (.xlsx)."
        )
    )


def _refuse_binary(head: bytes) -> None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportFileError(_("The text is written in UTF-16. Save it as “CSV UTF-8”."))
    known = filetype.guess(head)
    if known is not None:
        raise ImportFileError(
            _(
                "This is not a table but a file of the kind %(kind)s. Choose the journal as .xlsx or .csv.",
                kind=known.extension.upper(),
            )
        )
    if head.count(0) * 10 > len(head):
        raise ImportFileError(_("This is not a table that can be read. Choose the journal as .xlsx or .csv."))


def _check_name(name: str, found: Kind) -> None:
    extension = PurePath(name).suffix.lower()
    said = EXTENSIONS.get(extension)
    if said is None:
        raise ImportFileError(
            _(
                "Files that end with “%(extension)s” are not imported. Choose .xlsx or .csv.",
                extension=extension,
            )
        )
    if said != found:
        told = _("an Excel workbook") if found == "workbook" else _("a plain text")
        raise ImportFileError(
            _(
                "The file is called “%(extension)s” but is %(found)s. "
                "Give it the right ending, so that nobody is misled.",
                extension=extension,
                found=told,
            )
        )


def check_archive(file: IO[bytes]) -> None:
    """Raise :class:`ImportFileError` unless the ZIP is a workbook that unpacks to a sane size.

    Judged by the archive's directory alone: nothing is unpacked here, and the reader later stops at
    the size that the directory declares.
    """
    try:
        parts = parts_of(file)
    except ArchiveError as error:
        raise ImportFileError(str(ARCHIVE_FAULTS[error.fault])) from error
    if not {part.filename for part in parts} >= WORKBOOK_PARTS:
        raise ImportFileError(
            _(
                "This is an archive or another document, not an Excel workbook. "
                "Choose the journal as .xlsx or .csv."
            )
        )
