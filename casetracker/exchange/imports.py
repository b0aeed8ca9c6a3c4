"""Import a journal of applications: each row becomes a case, is known already, or is refused with reasons.

Rows are taken in batches. A batch is judged first, and what may be registered is then written at once: a
row is registered with everything that belongs to it or not at all, and a bad row never stops the others.
Here all batches belong to the caller's unit of work, and nothing is committed; ``running`` takes the same
batches one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy.orm import Session

from casetracker.cases.identities import Vault
from casetracker.exchange.columns import check_required
from casetracker.exchange.desk import Desk, check_terms
from casetracker.exchange.fates import Fate, Problem, Report, Terms
from casetracker.exchange.tables import Journal, Row
from casetracker.lawbook import LawBook

__all__ = ["Fate", "Problem", "Report", "Terms", "batches_of", "import_journal"]

BATCH = 500
"""Rows that are judged and written together: some tenths of a second."""


def import_journal(session: Session, book: LawBook, vault: Vault, journal: Journal, terms: Terms) -> Report:
    """Register every row of *journal* that can be registered, with the reply it tells of.

    A row that was imported before (same election, body and journal number; without a number, same
    content) is a duplicate and changes nothing. Raises :class:`ImportFileError` when columns are missing,
    the terms name nothing that exists, or the file breaks on the way; then the caller's unit of work must
    not be committed.
    """
    check_required(journal.columns, terms.defaults())
    check_terms(session, terms)
    desk = Desk(session, book, vault, journal.columns, terms)
    fates = tuple(fate for batch in batches_of(journal.rows) for fate in desk.take(batch))
    return Report(fates, journal.columns.unknown, journal.other_sheets)


def batches_of(rows: Iterable[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """Give the rows in batches, none of them empty."""
    walk = iter(rows)
    while batch := list(islice(walk, size)):
        yield batch
