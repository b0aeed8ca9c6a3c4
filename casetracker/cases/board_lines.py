"""The lines of the board: find them, count them, read a page of them.

Each statement reads a bounded number of rows where an index gives the order, and no more than
``MOST_COUNTED`` to count. Where few lines are asked for, they are found once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload, load_only

from casetracker.accounts.models import User
from casetracker.cases.board import (
    MOST_COUNTED,
    MOST_READ,
    OLDEST,
    PAGE_SIZE,
    Wanted,
    its_clock,
    narrowed,
    order_of,
    reading_words,
    whole_references,
)
from casetracker.cases.models import Case, CaseDeadline
from casetracker.cases.queries import count_some, named_when_few
from casetracker.registry.models import Body


@dataclass(frozen=True)
class Entry:
    """A line of the board: a case, and its time limit to decide where it has one."""

    case: Case
    clock: CaseDeadline | None


@dataclass(frozen=True)
class Found:
    """How many lines the board has; ``MOST_COUNTED + 1`` stands for more than that.

    ``lines`` are all of them in their order, as the ids of case and clock; None where they are too many.
    """

    count: int
    lines: tuple[tuple[int, int | None], ...] | None


def board_scope(session: Session, scope: sa.ColumnElement[bool], wanted: Wanted) -> sa.ColumnElement[bool]:
    """Return the scope of the board, as ``named_when_few``; with its filters of body and person."""
    more = [Case.assignee_id == wanted.assignee] if isinstance(wanted.assignee, int) else []
    if wanted.body_path:
        scope = sa.and_(scope, Body.path.startswith(wanted.body_path, autoescape=True))
    return named_when_few(session, scope, *more)


def find_lines(
    session: Session, scope: sa.ColumnElement[bool], wanted: Wanted, *more: sa.ColumnElement[bool]
) -> Found:
    """Return how many lines the board has, and which, where they are few.

    *scope* is from ``board_scope``; *more* are conditions of other rooms.
    """
    key = CaseDeadline.due_at if wanted.is_by_due else Case.received_at
    columns = sa.select(Case.id, CaseDeadline.id.label("clock_id"), key.label("moment"))
    cases_lead = wanted.of_cases or bool(more)
    # Where texts are read, they are read once: all the lines that hold the words are known then.
    are_few = bool(reading_words(wanted))
    statement = _read(columns, scope, wanted, more, cases_lead=cases_lead)
    found: Sequence[Any] = session.execute(statement if are_few else statement.limit(MOST_COUNTED + 1)).all()
    count = min(len(found), MOST_COUNTED + 1)
    if count > MOST_COUNTED and not are_few:
        return Found(count, None)
    found = sorted(
        found,
        key=lambda row: (row.moment, row.clock_id if wanted.is_by_due else row.id),
        reverse=not wanted.is_by_due and wanted.order != OLDEST,
    )
    return Found(count, tuple((row.id, row.clock_id) for row in found))


def board_page(
    session: Session,
    scope: sa.ColumnElement[bool],
    wanted: Wanted,
    *more: sa.ColumnElement[bool],
    page: int,
    found: Found,
) -> list[Entry]:
    """Return a page (from 1) of the board, of the lines that were found.

    Many lines are read in the order of an index; of few, the page is loaded by their ids: to find them
    once more in that order, a database would walk through all the others.
    """
    first = (page - 1) * PAGE_SIZE
    if found.lines is None:
        statement = _read(_entries(), scope, wanted, more).order_by(*order_of(wanted))
        rows = session.execute(statement.offset(first).limit(PAGE_SIZE))
        return [Entry(case, clock) for case, clock in rows]
    lines = found.lines[first : first + PAGE_SIZE]
    shown = (
        _entries()
        .select_from(Case)
        .join(CaseDeadline, its_clock(), isouter=True)
        .join(Body, Case.body_id == Body.id)
        .where(Case.id.in_({case_id for case_id, _clock in lines}))
    )
    by_ids = {(case.id, clock and clock.id): Entry(case, clock) for case, clock in session.execute(shown)}
    return [by_ids[line] for line in lines if line in by_ids]


def _entries() -> Any:
    """Return the statement of cases and clocks with what a line shows of them."""
    return sa.select(Case, CaseDeadline).options(
        contains_eager(Case.body),
        lazyload(Case.election),
        joinedload(Case.assignee).options(load_only(User.name), lazyload(User.body)),
        load_only(
            *(Case.reference, Case.subject, Case.status, Case.received_at, Case.receipt_known),
            *(Case.is_late, Case.channel, Case.version, Case.body_id, Case.assignee_id, Case.procedure),
        ),
        load_only(
            *(CaseDeadline.due_on, CaseDeadline.due_at, CaseDeadline.strict_at, CaseDeadline.zone),
            *(CaseDeadline.state, CaseDeadline.immediate, CaseDeadline.ended_at, CaseDeadline.stayed_on),
        ),
    )


def is_read_in_part(
    session: Session, scope: sa.ColumnElement[bool], wanted: Wanted, *more: sa.ColumnElement[bool]
) -> bool:
    """Tell whether words are looked for in the first ``MOST_READ`` cases of a longer list only."""
    if not reading_words(wanted):
        return False
    without = dataclasses.replace(wanted, words=whole_references(wanted))
    return count_some(session, narrowed(sa.select(Case.id), scope, without, more), MOST_READ) > MOST_READ


def _read(
    statement: Any,
    scope: sa.ColumnElement[bool],
    wanted: Wanted,
    more: Sequence[sa.ColumnElement[bool]],
    *,
    cases_lead: bool = False,
) -> Any:
    """Return the narrowed statement; with words, of the first ``MOST_READ`` cases of the list only."""
    if not reading_words(wanted):
        return narrowed(statement, scope, wanted, more, cases_lead=cases_lead)
    without = dataclasses.replace(wanted, words=whole_references(wanted))
    first = narrowed(sa.select(Case.id), scope, without, more).order_by(*order_of(wanted)).limit(MOST_READ)
    return narrowed(statement, scope, wanted, more, cases_lead=True).where(Case.id.in_(first))
