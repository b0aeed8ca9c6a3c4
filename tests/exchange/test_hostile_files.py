"""Files that are not what they say, or that mean harm: a clear sentence, before anything is read."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Callable
from itertools import islice

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook

from casetracker.exchange import sniffing, tables
from casetracker.exchange.errors import ImportFileError
from casetracker.exchange.reading_ahead import is_large, rows_ahead
from casetracker.exchange.tables import open_journal
from casetracker.exchange.workbooks import sheets_of
from tests.builders.journals import as_csv, as_xlsx, row, saved

XLSX = as_xlsx([row()])
CSV = as_csv([row()])
OLD_OFFICE = sniffing.OLD_OFFICE + bytes(600)


def repacked(change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None) -> bytes:
    """Return the workbook with each part changed (None leaves it out)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(XLSX)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def without(part: str) -> bytes:
    return repacked(lambda name, content: None if name == part else content)


def sheet_with(before: str, after: str) -> bytes:
    def change(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return content
        assert before.encode() in content
        return content.replace(before.encode(), after.encode(), 1)

    return repacked(change)


def bomb() -> bytes:
    """Return a workbook whose first part unpacks to 20 MB of zeros, a thousand times its size."""
    return repacked(lambda _name, content: content, {"xl/media/image1.png": bytes(20 * 2**20)})


def encrypted_archive() -> bytes:
    # The first flag bit of each entry of the directory says "encrypted".
    content = bytearray(XLSX)
    start = content.find(b"PK\x01\x02")
    while start >= 0:
        content[start + 8] |= 1
        start = content.find(b"PK\x01\x02", start + 4)
    return bytes(content)


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return out.getvalue()


def empty_workbook() -> bytes:
    return saved(Workbook())


def wide_workbook() -> bytes:
    workbook = load_workbook(io.BytesIO(XLSX))
    workbook.worksheets[0].cell(3, 16_384, "far away")
    return saved(workbook)


ENTITIES = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
LAUGHS = repacked(
    lambda name, content: (
        content.replace(b"<worksheet", ENTITIES.encode() + b"<worksheet", 1) if "sheet1" in name else content
    )
)


HOSTILE: list[tuple[str, str, bytes, str]] = [
    ("empty", "journal.xlsx", b"", "empty"),
    ("blank text", "journal.csv", b" \r\n\r\n", "empty"),
    ("web page as workbook", "journal.xlsx", b"<html><body><table><tr><td>1", "web page"),
    ("web page as text", "journal.csv", b"\xef\xbb\xbf <!DOCTYPE html><p>", "web page"),
    ("pdf as workbook", "journal.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
    ("picture as text", "journal.csv", b"\x89PNG\r\n\x1a\n" + bytes(40), "PNG"),
    ("program", "journal.csv", b"\x7fELF\x02\x01\x01" + bytes(60), "ELF"),
    ("noise", "journal.csv", bytes(range(256)) + bytes(64), "not a table"),
    ("UTF-16", "journal.csv", CSV.decode().encode("utf-16"), "UTF-16"),
    ("old workbook", "journal.xls", OLD_OFFICE, "old Office"),
    ("workbook under a password", "journal.xlsx", OLD_OFFICE + sniffing.ENCRYPTED_PART, "password"),
    ("archive under a password", "journal.xlsx", encrypted_archive(), "password"),
    ("bomb", "journal.xlsx", bomb(), "far more"),
    ("document", "journal.xlsx", docx(), "not an Excel workbook"),
    ("workbook without its workbook", "journal.xlsx", without("xl/workbook.xml"), "not an Excel workbook"),
    ("half a workbook", "journal.xlsx", XLSX[: len(XLSX) // 2], "damaged"),
    ("workbook without its sheet", "journal.xlsx", without("xl/worksheets/sheet1.xml"), "headings"),
    (
        "workbook without its styles",
        "journal.xlsx",
        repacked(lambda n, c: b"<" if "styles" in n else c),
        "damaged",
    ),
    ("sheet that breaks off", "journal.xlsx", sheet_with("</sheetData>", ""), "damaged"),
    ("text called workbook", "journal.xlsx", CSV, ".xlsx"),
    ("workbook called text", "journal.csv", XLSX, ".csv"),
    ("workbook with macros", "journal.xlsm", XLSX, ".xlsm"),
    ("no ending", "journal", CSV, "not imported"),
    ("entities", "journal.xlsx", LAUGHS, "damaged"),
    ("empty workbook", "journal.xlsx", empty_workbook(), "headings"),
    ("no headings", "journal.csv", CSV.split(b"\r\n", 1)[1], "headings"),
    ("a column twice", "journal.csv", b"text;subject;received_at;Text\r\n", "Two columns"),
    ("too many columns", "journal.xlsx", wide_workbook(), "columns"),
    ("quotation mark left open", "journal.csv", CSV + b'"01-08/1;"2022-11-21\r\n;;\r\n', "quotation marks"),
]


@pytest.fixture(params=["sqlite"])
def database_engine(request: pytest.FixtureRequest) -> str:
    """Reading a file asks no database: once is enough."""
    return str(request.param)


def read_all(content: bytes, name: str) -> list[tables.Row]:
    with open_journal(io.BytesIO(content), name) as journal:
        return list(journal.rows)


def test_the_files_that_the_others_are_made_from_are_good(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert [each.number for each in read_all(XLSX, "journal.xlsx")] == [3]
        assert [each.number for each in read_all(CSV, "JOURNAL.CSV")] == [2]


@pytest.mark.parametrize(
    ("name", "content", "told"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_a_file_that_is_no_journal_is_refused_with_a_sentence(
    app: Flask, name: str, content: bytes, told: str
) -> None:
    with app.test_request_context("/?lang=en"), pytest.raises(ImportFileError) as refused:
        read_all(content, name)
    assert told in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_file_over_the_limit_is_not_read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniffing, "LARGEST_FILE", len(CSV) - 1)
    with app.test_request_context("/?lang=en"), pytest.raises(ImportFileError, match="too large"):
        read_all(CSV, "journal.csv")


def test_too_many_rows_are_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    content = as_csv([row(registered_number=str(number)) for number in range(4)])
    with app.test_request_context("/?lang=en"), pytest.raises(ImportFileError, match="more than 3 rows"):
        read_all(content, "journal.csv")


def test_a_made_up_size_of_a_sheet_does_not_fill_the_memory(app: Flask) -> None:
    with zipfile.ZipFile(io.BytesIO(XLSX)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    size = sheet[sheet.index("<dimension") : sheet.index("/>", sheet.index("<dimension"))]
    content = sheet_with(size, '<dimension ref="A1:XFD1048576"')
    with app.test_request_context("/?lang=en"):
        rows = read_all(content, "journal.xlsx")
    assert [each.number for each in rows] == [3]
    assert not rows[0].beyond


def test_a_long_journal_is_read_row_by_row(app: Flask) -> None:
    content = as_csv([row(registered_number=str(number)) for number in range(2000)])
    with app.test_request_context("/"), open_journal(io.BytesIO(content), "journal.csv") as journal:
        first = [each.cells["registered_number"] for each in islice(journal.rows, 2)]
    assert first == ["0", "1"]


def test_a_bomb_is_told_from_its_directory_without_unpacking(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bomb()

    def unpack(*_arguments: object) -> None:
        raise AssertionError("the bomb was opened")

    monkeypatch.setattr(zlib, "decompressobj", unpack)
    with app.test_request_context("/?lang=en"), pytest.raises(ImportFileError, match="far more"):
        read_all(content, "journal.xlsx")


def test_another_process_reads_the_same_from_a_large_workbook() -> None:
    moment = dt.datetime.fromisoformat("2022-11-20T09:30")
    cells = ["№ 1", 12, 1.5, True, None, "=1+1", moment, moment.time(), "ә\u2028ң"]
    workbook = Workbook()
    workbook.active.append(["a"])  # type: ignore[union-attr]
    sheet = workbook.create_sheet()
    for _row in range(3):
        sheet.append(cells)
    content = io.BytesIO()
    workbook.save(content)
    with sheets_of(content) as sheets:
        wanted = list(sheets[1][1])
    content.seek(0)
    with rows_ahead(content, 1) as rows:
        assert rows is not None
        assert list(rows) == wanted
    content.seek(0)
    with rows_ahead(content, 2) as rows:
        assert rows is None


def test_a_large_workbook_that_breaks_on_the_way_is_told(app: Flask) -> None:
    broken = io.BytesIO(b"PK\x03\x04 and nothing more" * 20_000)
    assert is_large(broken)
    with (
        app.test_request_context("/?lang=en"),
        pytest.raises(ImportFileError, match="damaged"),
        rows_ahead(broken, 0) as rows,
    ):
        list(rows or ())
