"""Documents of office programs: which one it is, and that it runs nothing when it is opened."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from typing import IO

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casetracker.documents.archives import UNUSABLE, ArchiveError, check_nesting, parts_of
from casetracker.documents.errors import RefusedFileError
from casetracker.documents.types import DOCX, ODT, XLSX, ContentType, told_types

TYPES_PART, ODF_TYPE_PART, ODF_MANIFEST = "[Content_Types].xml", "mimetype", "META-INF/manifest.xml"
MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
# Where programs hide in the formats: Visual Basic, Excel 4 macro sheets, scripts of OpenDocument, controls.
MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "xl/macrosheets/", "xl/dialogsheets/", "basic/", "scripts/")
MACRO_PLACES = ("activex/",)
MACRO_TYPES = (b"macroenabled", b"ms-office.vbaproject", b"ms-excel.macrosheet")
LONGEST_DIRECTORY = 2 * 1024 * 1024

ARCHIVE_FAULTS = {
    "damaged": _l("The file is damaged and cannot be unpacked. Save it again and retry."),
    "bomb": _l("The file unpacks to far more than a document can hold, so it was not opened. Save it anew."),
    "password": _l("The file is protected by a password. Remove the password and save it again."),
}


def office_type(file: IO[bytes]) -> ContentType:
    """Return which office document a packed file is.

    Raises :class:`RefusedFileError` for other archives, bombs, passwords and programs inside.
    """
    try:
        names = [part.filename for part in parts_of(file)]
        check_nesting(file)
    except ArchiveError as error:
        raise RefusedFileError(str(ARCHIVE_FAULTS[error.fault])) from error
    found = _opendocument(file, names) or _office_open(file, names)
    if found is None:
        raise RefusedFileError(
            _("This is an archive. Unpack it and upload its files: %(types)s.", types=told_types())
        )
    if any(_runs(name.lower()) for name in names):
        raise _has_macros()
    return found


def _opendocument(file: IO[bytes], names: list[str]) -> ContentType | None:
    if ODF_TYPE_PART not in names:
        return None
    if _read(file, ODF_TYPE_PART, longest=200).strip() != ODT.media_type.encode():
        return None
    if b"encryption-data" in _read(file, ODF_MANIFEST):
        raise RefusedFileError(str(ARCHIVE_FAULTS["password"]))
    return ODT


def _office_open(file: IO[bytes], names: list[str]) -> ContentType | None:
    found = [kind for part, kind in MAIN_PARTS.items() if part in names]
    if len(found) != 1 or TYPES_PART not in names:
        return None
    declared = _read(file, TYPES_PART).lower()
    if any(word in declared for word in MACRO_TYPES):
        raise _has_macros()
    return found[0]


def _runs(name: str) -> bool:
    return (
        name.endswith(MACRO_PARTS[:2]) or name.startswith(MACRO_PARTS[2:]) or _in_places(name, MACRO_PLACES)
    )


def _in_places(name: str, places: Iterable[str]) -> bool:
    return any(f"/{place}" in f"/{name}" for place in places)


def _has_macros() -> RefusedFileError:
    return RefusedFileError(
        _(
            "The document holds macros: programs that run when it is opened. "
            "Save it without macros, or as PDF."
        )
    )


def _read(file: IO[bytes], part: str, longest: int = LONGEST_DIRECTORY) -> bytes:
    """Return the beginning of a part; one that is missing or damaged damages the file."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive, archive.open(part) as content:
            return content.read(longest)
    except (*UNUSABLE, KeyError) as error:
        raise RefusedFileError(str(ARCHIVE_FAULTS["damaged"])) from error
