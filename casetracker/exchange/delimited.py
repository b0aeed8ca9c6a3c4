"""Rows of delimited text: which encoding, which separator, then one row after another."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections.abc import Iterator
from typing import IO

from flask_babel import gettext as _

from casetracker.exchange.columns import HEADING_LOOKED_FOR_IN, known_in
from casetracker.exchange.errors import ImportFileError

SEPARATORS = (";", ",", "\t")
CHUNK = 1 << 16
# Windows-1251 with the Kazakh letters in the places of Serbian and Ukrainian ones: a Russian text is the
# same in both, and a Kazakh one is right in this only.
LEGACY = "kz1048"
# A cell longer than any field may be is that row's own error, not the reader's.
csv.field_size_limit(8 * 1024 * 1024)

Rows = Iterator[tuple[str | None, ...]]


def rows_of(file: IO[bytes]) -> Rows:
    """Give the rows of the text; blank lines are empty rows, an empty cell is None.

    Raises :class:`ImportFileError` for an unknown encoding, and for quotation marks that do not close.
    """
    encoding = _encoding(file)
    return _parsed(file, encoding, _separator(file, encoding))


def _encoding(file: IO[bytes]) -> str:
    for encoding in ("utf-8-sig", LEGACY):
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for chunk in iter(lambda: file.read(CHUNK), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise ImportFileError(_("The letters of this text cannot be read. Save it as “CSV UTF-8”."))


def _separator(file: IO[bytes], encoding: str) -> str:
    def known_with(separator: str) -> int:
        try:
            first = itertools.islice(_parsed(file, encoding, separator), HEADING_LOOKED_FOR_IN)
            return max((known_in(row) for row in first), default=0)
        except ImportFileError:
            return 0

    return max(SEPARATORS, key=known_with)


def _parsed(file: IO[bytes], encoding: str, separator: str) -> Rows:
    file.seek(0)
    # The wrapper must not close a file that belongs to the caller.
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    number = 0
    try:
        for cells in csv.reader(text, delimiter=separator, strict=True):
            number += 1
            yield tuple(cell or None for cell in cells)
    except csv.Error as error:
        raise ImportFileError(
            _(
                "After row %(row)d the quotation marks do not fit together, so rows could run into each "
                "other. Nothing was imported; correct the file or save it as .xlsx.",
                row=number,
            )
        ) from error
    finally:
        if not file.closed:
            text.detach()
