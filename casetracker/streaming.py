"""Read very many rows, a part of them at a time; who stops half-way leaves nothing open behind."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.db import for_a_cursor

AT_ONCE = 1_000
Kinds = TypeVarTuple("Kinds")


def each_row(
    session: Session, statement: sa.Select[*Kinds], at_once: int = AT_ONCE
) -> Generator[sa.Row[*Kinds]]:
    """Give the rows of a statement; never more than so many at once are in memory.

    A reader who goes away closes what is open at the database: PostgreSQL has a cursor for each such reading.
    """
    wanted = statement.execution_options(yield_per=at_once)
    with for_a_cursor(session), session.execute(wanted) as rows:
        yield from rows
