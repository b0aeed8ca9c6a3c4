"""Rows of an XLSX workbook, one after another: the whole is never held in memory."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from defusedxml.common import DefusedXmlException
from flask_babel import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from casetracker.exchange.errors import ImportFileError

# All that a broken or hostile workbook makes the reader raise; none of it tells a person what to do.
BROKEN = (
    # What either XML parser (openpyxl takes lxml where it is installed) calls malformed is one.
    SyntaxError,
    DefusedXmlException,
    InvalidFileException,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    OverflowError,
)


class Unreadable:
    """A cell that shows something which is not its own value: a formula, or an error of one."""


UNREADABLE = Unreadable()
Rows = Iterator[tuple[Any, ...]]


@contextmanager
def sheets_of(file: IO[bytes]) -> Iterator[list[tuple[str, Rows]]]:
    """Give the name and the rows of each worksheet; every row in its place, empty ones too.

    Raises :class:`ImportFileError` when the workbook is broken, at once or on the way.
    """
    try:
        workbook = open_workbook(file)
    except BROKEN as error:
        raise broken() from error
    try:
        yield [(sheet.title, _rows(sheet)) for sheet in workbook.worksheets]
    finally:
        workbook.close()


def open_workbook(file: IO[bytes]) -> Any:
    """Return a workbook whose sheets are read row by row; raises any of ``BROKEN``."""
    return load_workbook(file, read_only=True, keep_links=False)


def broken() -> ImportFileError:
    """Return the error of a workbook that cannot be read."""
    return ImportFileError(_("The workbook is damaged and cannot be read. Open it, save it again and retry."))


def values_of(sheet: Any) -> Rows:
    """Give the rows of a sheet; raises any of ``BROKEN`` on the way."""
    # The declared size of a sheet may be wrong, or made up so that empty cells fill the memory.
    sheet.reset_dimensions()
    for row in sheet.rows:
        yield tuple(_value(cell) for cell in row)


def _rows(sheet: Any) -> Rows:
    try:
        yield from values_of(sheet)
    except BROKEN as error:
        raise broken() from error


def _value(cell: Any) -> Any:
    return UNREADABLE if cell.data_type in {"f", "e"} else cell.value
