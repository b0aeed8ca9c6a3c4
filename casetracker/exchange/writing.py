"""Write tables as CSV and XLSX, row by row: no formula, Kazakh letters whole, memory flat."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# How a cell must not begin, or a spreadsheet program computes it.
FORMULA = re.compile(r"^[=+\-@\t\r]")
LONGEST_CELL = 32_767
# A spreadsheet program of this region takes this for the separator; without the mark it takes Cyrillic apart.
SEPARATOR = ";"
BYTE_ORDER_MARK = "\ufeff"
ROWS_A_CHUNK = 200
WIDTH = 24
IN_MEMORY = 2 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
MIME_TYPES = {"xlsx": XLSX, "csv": CSV}
MADE_AT = dt.datetime(2022, 12, 31)  # noqa: DTZ001 - a spreadsheet's property bears no zone


def harmless(text: str) -> str:
    """Return the text so that a spreadsheet program does not take it for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def csv_chunks(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Give a table as CSV that spreadsheet programs open as it is."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=SEPARATOR)
    out.write(BYTE_ORDER_MARK)
    writer.writerow([harmless(heading) for heading in headings])
    for number, row in enumerate(rows, start=1):
        writer.writerow([harmless(_plain(cell)) for cell in row])
        if number % ROWS_A_CHUNK == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _plain(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    return str(cell)


def xlsx_file(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """Return a workbook of one sheet as an open temporary file, at its beginning."""
    workbook = Workbook(write_only=True)
    workbook.properties.creator = "casetracker"
    workbook.properties.created = workbook.properties.modified = MADE_AT
    sheet = workbook.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    for place in range(len(headings)):
        sheet.column_dimensions[get_column_letter(place + 1)].width = WIDTH
    first = [WriteOnlyCell(sheet, heading) for heading in headings]
    for cell in first:
        cell.font = Font(bold=True)
    sheet.append(first)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes it
    workbook.save(file)
    file.seek(0)
    return file


def chunks_of(file: IO[bytes], size: int = 1 << 16) -> Iterator[bytes]:
    """Give the content of a file piece by piece, and close it."""
    with file:
        while chunk := file.read(size):
            yield chunk


def table_chunks(
    ending: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Iterator[bytes]:
    """Give a table as ``xlsx`` or ``csv``, piece by piece."""
    if ending == "xlsx":
        yield from chunks_of(xlsx_file(title, headings, rows))
    else:
        yield from csv_chunks(headings, rows)


def _sheet_title(title: str) -> str:
    return re.sub(r"[\\/*?:\[\]]", " ", title)[:31] or "1"


def _cell(sheet: Any, value: Any) -> Any:
    """Return the value as it may be appended; a text that looks like a formula stays a text."""
    if isinstance(value, dt.datetime):
        # A workbook knows no zones; the zone has a column of its own.
        return value.replace(tzinfo=None)
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
    if not FORMULA.match(text):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
