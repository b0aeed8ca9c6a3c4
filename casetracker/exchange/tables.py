"""A journal as rows of known fields, whatever file it came in."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

from flask_babel import gettext as _

from casetracker.exchange.columns import (
    HEADING_LOOKED_FOR_IN,
    Columns,
    find_headings,
    no_headings,
    read_columns,
)
from casetracker.exchange.delimited import rows_of
from casetracker.exchange.errors import ImportFileError
from casetracker.exchange.sniffing import kind_of
from casetracker.exchange.workbooks import sheets_of

MOST_ROWS = 20_000
MOST_COLUMNS = 200

RawRows = Iterator[tuple[Any, ...]]


@dataclass(frozen=True)
class Row:
    """A row of a journal: its number as a person sees it, and the cells of the known fields."""

    number: int
    cells: Mapping[str, Any]
    beyond: bool = False
    """Whether something stands to the right of the last heading."""


@dataclass(frozen=True)
class Journal:
    """A table whose columns were recognised; ``rows`` can be walked once."""

    columns: Columns
    rows: Iterable[Row]
    other_sheets: tuple[str, ...] = field(default=())


@contextmanager
def open_journal(file: IO[bytes], name: str) -> Iterator[Journal]:
    """Give the journal in *file* (seekable), which is called *name*.

    Raises :class:`ImportFileError` when it cannot be read as one; also on the way, from ``rows``.
    """
    if kind_of(file, name) == "text":
        yield _journal(rows_of(file))
        return
    with sheets_of(file) as sheets:
        yield _first_journal(sheets)


def _first_journal(sheets: list[tuple[str, RawRows]]) -> Journal:
    """Return the first sheet that has headings; the others are named, so that nothing is left out unseen."""
    for place, (_title, rows) in enumerate(sheets):
        try:
            journal = _journal(rows)
        except _NoHeadings:
            continue
        others = tuple(title for number, (title, _rows) in enumerate(sheets) if number != place)
        return Journal(journal.columns, journal.rows, others)
    raise no_headings()


class _NoHeadings(ImportFileError):
    pass


def _journal(rows: RawRows) -> Journal:
    first = list(itertools.islice(rows, HEADING_LOOKED_FOR_IN))
    place = find_headings(first)
    if place is None:
        raise _NoHeadings(str(no_headings()))
    _check_width(first[place])
    columns = read_columns(_without_tail(first[place]))
    rest = itertools.chain(first[place + 1 :], rows)
    return Journal(columns, rows_below(columns, rest, start=place + 2))


def no_rows() -> ImportFileError:
    """Return the error of a file in which there is nothing to import."""
    return ImportFileError(
        _("There are no rows below the headings. Choose the file that holds the journal itself.")
    )


def rows_below(columns: Columns, rows: Iterable[tuple[Any, ...]], start: int) -> Iterator[Row]:
    """Give the rows that hold anything, as known fields; *start* is the number of the first of *rows*."""
    count = 0
    for number, raw in enumerate(rows, start=start):
        cells = _without_tail(raw)
        if not cells:
            continue
        count += 1
        if count > MOST_ROWS:
            raise ImportFileError(
                _("The journal has more than %(most)d rows. Split it and import the parts.", most=MOST_ROWS)
            )
        _check_width(cells)
        values = {name: cells[place] for place, name in columns.fields.items() if place < len(cells)}
        yield Row(number, values, beyond=len(cells) > columns.width)


def _without_tail(cells: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the cells up to the last that holds anything."""
    end = len(cells)
    while end and (cells[end - 1] is None or not str(cells[end - 1]).strip()):
        end -= 1
    return cells[:end]


def _check_width(cells: tuple[Any, ...]) -> None:
    if len(_without_tail(cells)) > MOST_COLUMNS:
        raise ImportFileError(
            _(
                "The journal has more than %(most)d columns. Keep only those of the journal.",
                most=MOST_COLUMNS,
            )
        )
