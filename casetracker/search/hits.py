"""What lists show and files tell of a hit: plain rows, read by their ids.

Whole entries, cases and decisions would take three times as long as the search: most of their columns are
never shown, and each value of them is made ready one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from casetracker.bulk import table_of
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.search.generations import BEGINNING, Mark, SearchState, newest_mark
from casetracker.search.models import SearchEntry


class FoundCase(NamedTuple):
    """The case of a hit."""

    slug: str
    reference: str
    election_id: str
    body_id: str
    subject: str
    summary: str
    language: str
    zone: str
    receipt_known: bool
    published_at: dt.datetime
    updated_at: dt.datetime


class FoundDecision(NamedTuple):
    """The decision of a hit."""

    ordinal: int
    kind: str
    ruling: str | None
    number: str
    outcome: str | None
    reasoned: bool | None
    language: str
    facts: str
    provisions: str
    application: str
    operative: str
    published_at: dt.datetime


class FoundEntry(NamedTuple):
    """A hit: a decision with its case, or a case without one."""

    id: int
    kind: str
    ordinal: int
    slug: str
    reference: str
    status: str
    election_id: str
    body_id: str
    body_level: str
    region: str | None
    subject: str
    outcome: str | None
    reasoned: bool | None
    open_session: bool | None
    received_on: dt.date
    decided_on: dt.date | None
    due_at: dt.datetime | None
    language: str
    case: FoundCase
    decision: FoundDecision | None


OF_ENTRY = FoundEntry._fields[:-2]
# The newest state, as the statement sees it that reads the hits.
_STATE = [sa.select(column).scalar_subquery() for column in (SearchState.generation, SearchState.token)]
_ENTRIES, _CASES, _DECISIONS = map(table_of, (SearchEntry, PublicCase, PublicDecision))
# Made once: making it takes as long as running it.
_EVERY = (
    sa.select(
        *_STATE,
        *(_ENTRIES.c[name].label(f"entry_{name}") for name in OF_ENTRY),
        *(_CASES.c[name].label(f"case_{name}") for name in FoundCase._fields),
        *(_DECISIONS.c[name].label(f"decision_{name}") for name in FoundDecision._fields),
    )
    .join_from(_ENTRIES, _CASES, _CASES.c.id == _ENTRIES.c.public_case_id)
    .outerjoin(_DECISIONS, _DECISIONS.c.id == _ENTRIES.c.public_decision_id)
)
_LISTED = _EVERY.where(_ENTRIES.c.id.in_(sa.bindparam("wanted", expanding=True)))
# One list instead of 25 numbers: its plan is kept.
_LISTED_ON_POSTGRESQL = _EVERY.where(
    _ENTRIES.c.id == sa.any_(sa.bindparam("wanted", type_=postgresql.ARRAY(sa.Integer)))
)


def found_entries(session: Session, ids: Sequence[int]) -> tuple[Mark, Sequence[FoundEntry]]:
    """Return the hits of these ids in their order, and the state of the index in which they are so.

    One that is gone meanwhile is left out.
    """
    connection = session.connection()
    listed = _LISTED_ON_POSTGRESQL if connection.dialect.name == "postgresql" else _LISTED
    rows = connection.execute(listed, {"wanted": ids}).all() if ids else ()
    if not rows:
        return newest_mark(session), ()
    generation, token = rows[0][: len(_STATE)]
    by_id = {row[len(_STATE)]: _found(row[len(_STATE) :]) for row in rows}
    mark = BEGINNING if generation is None else Mark(generation, token)
    return mark, [by_id[number] for number in ids if number in by_id]


def _found(row: Sequence[Any]) -> FoundEntry:
    before_case, before_decision = len(OF_ENTRY), len(OF_ENTRY) + len(FoundCase._fields)
    case = FoundCase._make(row[before_case:before_decision])
    # A decision without a place among those of its case is none.
    told = row[before_decision:]
    decision = FoundDecision._make(told) if told[0] is not None else None
    return FoundEntry._make((*row[:before_case], case, decision))
