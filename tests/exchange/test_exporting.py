"""However long a list is, it is written row by row: memory does not grow with it."""

from __future__ import annotations

import tracemalloc

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.exchange.exporting import Table, plain, rows_of
from casetracker.exchange.writing import table_chunks

ROWS = 100_000
TEXT = "Шағым " * 40
# All rows at once would take more than thirty.
MOST_MIB = 8


def long_list() -> Table:
    """Return a list that the database makes up, so that no test has to store it."""
    first = sa.select(sa.literal(1).label("number")).cte("numbers", recursive=True)
    numbers = first.union_all(sa.select(first.c.number + 1).where(first.c.number < ROWS))
    text = sa.literal(TEXT).concat(sa.cast(numbers.c.number, sa.String)).label("text")
    columns = (plain("Number", "number"), plain("Text", "text"))
    return Table("numbers", "Numbers", columns, sa.select(numbers.c.number, text))


def test_a_list_of_100_000_rows_is_written_in_flat_memory(session: Session) -> None:
    table = long_list()
    tracemalloc.start()
    try:
        chunks = table_chunks("csv", table.name, table.headings(), rows_of(session, table))
        written = sum(len(chunk) for chunk in chunks)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert written > ROWS
    assert peak < MOST_MIB * 2**20
