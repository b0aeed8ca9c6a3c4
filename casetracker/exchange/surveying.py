"""Look through a file before it is imported: its headings, some rows, how many there are, which values."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from casetracker.exchange.columns import HEADING_LOOKED_FOR_IN
from casetracker.exchange.delimited import rows_of
from casetracker.exchange.errors import ImportFileError
from casetracker.exchange.mapping import Reading, guess_columns, guess_field
from casetracker.exchange.reading_ahead import is_large, rows_ahead
from casetracker.exchange.sniffing import kind_of
from casetracker.exchange.tables import RawRows, Row, no_rows, rows_below
from casetracker.exchange.values import KINDS, folded, slug_of
from casetracker.exchange.workbooks import UNREADABLE, sheets_of

SAMPLES = 3
SAMPLE_LETTERS = 60
# More different values in a column of slugs are a wrong column, not a vocabulary.
MOST_VALUES = 60


@dataclass(frozen=True)
class Survey:
    """What a file looks like.

    Attributes:
        reading: how it is read unless somebody says otherwise.
        samples: by place of a column, the first things that stand in it.
        other_sheets: sheets that are not read.
    """

    reading: Reading
    samples: dict[int, list[str]]
    other_sheets: tuple[str, ...]
    rows: int


@contextmanager
def opened(file: IO[bytes], name: str) -> Iterator[list[tuple[str, RawRows]]]:
    """Give the sheets of a file with their rows, one nameless sheet for a text.

    Raises :class:`ImportFileError` when it is nothing that can be imported.
    """
    if kind_of(file, name) == "text":
        yield [("", rows_of(file))]
        return
    with sheets_of(file) as sheets:
        yield sheets


def survey(file: IO[bytes], name: str) -> Survey:
    """Return what a file looks like; every row is walked through, none is kept.

    Raises :class:`ImportFileError` when it cannot be read as a table.
    """
    with opened(file, name) as sheets:
        place, first, heading_row = _where_the_journal_is(sheets)
        headings = _headings(first[heading_row])
        reading = Reading(place, heading_row, headings, guess_columns(headings))
        rows = rows_below(
            reading.as_columns(), itertools.chain(first[heading_row + 1 :], sheets[place][1]), heading_row + 2
        )
        samples, count = _samples(first[heading_row + 1 :]), sum(1 for _ in rows)
        others = tuple(title for number, (title, _rows) in enumerate(sheets) if number != place)
    if not count:
        raise no_rows()
    return Survey(reading, samples, others, count)


def _where_the_journal_is(
    sheets: Sequence[tuple[str, RawRows]],
) -> tuple[int, list[tuple[Any, ...]], int]:
    """Return the sheet, its first rows and the row of headings: where most headings are known."""
    best: tuple[int, int, list[tuple[Any, ...]], int] | None = None
    for place, (_title, rows) in enumerate(sheets):
        first = list(itertools.islice(rows, HEADING_LOOKED_FOR_IN))
        for number, cells in enumerate(first):
            known = sum(guess_field(cell) is not None for cell in cells)
            width = sum(cell is not None for cell in cells)
            # Where no heading is known, the first row of several cells is that of the headings.
            score = known * 1000 + min(width, 2) - number / 100
            if width >= 2 and (best is None or score > best[0]):
                best = (score, place, first, number)  # type: ignore[assignment]
    if best is None:
        raise no_rows()
    return best[1], best[2], best[3]


def _headings(cells: Sequence[Any]) -> tuple[str, ...]:
    texts = [" ".join(str("" if cell is None else cell).split()) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _samples(rows: Sequence[tuple[Any, ...]]) -> dict[int, list[str]]:
    samples: dict[int, list[str]] = {}
    for cells in rows:
        for place, cell in enumerate(cells):
            here = samples.setdefault(place, [])
            if cell is not None and cell is not UNREADABLE and len(here) < SAMPLES and str(cell).strip():
                here.append(" ".join(str(cell).split())[:SAMPLE_LETTERS])
    return samples


@contextmanager
def reading_rows(file: IO[bytes], name: str, reading: Reading) -> Iterator[Iterator[Row]]:
    """Give the rows of a file as they are read by a mapping."""
    with _sheet_of(file, name, reading.sheet) as sheet:
        if sheet is None:
            raise no_rows()
        rows = itertools.islice(sheet, reading.heading_row + 1, None)
        yield rows_below(reading.as_columns(), rows, reading.heading_row + 2)


@contextmanager
def _sheet_of(file: IO[bytes], name: str, place: int) -> Iterator[RawRows | None]:
    """Give the rows of one sheet, None when there is none; of a large workbook another process reads them."""
    if kind_of(file, name) == "workbook" and is_large(file):
        with rows_ahead(file, place) as rows:
            yield rows
        return
    with opened(file, name) as sheets:
        yield sheets[place][1] if place < len(sheets) else None


@contextmanager
def raw_rows(file: IO[bytes], name: str, reading: Reading) -> Iterator[Iterator[tuple[int, tuple[Any, ...]]]]:
    """Give the rows of a file as they stand in it, with their numbers."""
    with opened(file, name) as sheets:
        rows = itertools.islice(sheets[reading.sheet][1], reading.heading_row + 1, None)
        yield enumerate(rows, start=reading.heading_row + 2)


def values_not_understood(file: IO[bytes], name: str, reading: Reading) -> dict[str, list[str]]:
    """Return, by field, the different values that mean nothing yet, as they are written first."""
    found: dict[str, dict[str, str]] = {}
    with reading_rows(file, name, reading) as rows:
        for row in rows:
            for field in KINDS.keys() & row.cells.keys():
                text = str(row.cells[field] or "").strip()
                here = found.setdefault(field, {})
                if text and len(here) < MOST_VALUES and slug_of(field, text) is None:
                    here.setdefault(folded(text), text[:SAMPLE_LETTERS])
    return {field: list(texts.values()) for field, texts in found.items() if texts}


__all__ = ["ImportFileError", "Survey", "raw_rows", "reading_rows", "survey", "values_not_understood"]
