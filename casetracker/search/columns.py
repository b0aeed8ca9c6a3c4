"""What the hits of a search are counted and put in order by, column by column, in memory.

A column is an array with a place for each entry; the place of an entry never changes while the columns live,
so that sets of entries are arrays of bits. Columns are never changed: newer ones are made from them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.db import for_a_cursor
from casetracker.publication.measuring import PENDING, forum_in
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.search.models import SearchEntry

YES, NO = "yes", "no"
WITH_CLOCK, NO_CLOCK = "with-clock", "no-clock"
# Later than every limit, even with the number of any day taken off.
NEVER = 2**40
# So many rows are read from the database at once.
BATCH = 4_000
# So many entries are named to the database at once.
MOST_NAMED = 500

Bits = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint16]
Numbers = npt.NDArray[np.integer[Any]]


def _yes_no(column: Any) -> sa.ColumnElement[str]:
    return sa.case((column.is_(True), YES), (column.is_(False), NO))


# Whether a limit has passed changes without any change of the index, so only that one runs is told.
_TIMELINESS = sa.case(
    (SearchEntry.timeliness != PENDING, SearchEntry.timeliness),
    (SearchEntry.timeliness.is_(None), None),
    (SearchEntry.due_at.is_not(None), WITH_CLOCK),
    else_=NO_CLOCK,
)
FACET_COLUMNS: Mapping[str, Any] = {
    "election": SearchEntry.election_id,
    "body": SearchEntry.body_id,
    "forum": forum_in(SearchEntry.body_level),
    "body_level": SearchEntry.body_level,
    "region": SearchEntry.region,
    "subject": SearchEntry.subject,
    "outcome": SearchEntry.outcome,
    "stage": SearchEntry.status,
    "reasoned": _yes_no(SearchEntry.reasoned),
    "open_session": _yes_no(SearchEntry.open_session),
    "year": sa.cast(SearchEntry.year, sa.Text),
    "language": SearchEntry.language,
    "complainant": PublicCase.complainant_kind,
    "ground": PublicDecision.inadmissibility_ground,
    "timeliness": _TIMELINESS,
    "filed_late": _yes_no(PublicCase.is_late),
}
"""The name of each facet with the text of its value."""


@dataclass(frozen=True)
class Columns:
    """The facets and days of all entries at one state of the index.

    Attributes:
        ids: the id of the entry at each place.
        alive: whether the entry at a place is (still) there.
        codes: by facet, the code of each entry's value; 0 stands for none.
        values: by facet, the value of each code.
        days: the day by which each entry is put in order, as its ordinal.
        dues: when the next running limit to decide ends, in seconds of the epoch; NEVER when none runs.
        newest: the places of the entries that are there, the newest first.
    """

    ids: Numbers
    alive: Bits
    codes: Mapping[str, Codes]
    values: Mapping[str, Sequence[str | None]]
    days: Numbers
    dues: Numbers
    newest: Numbers
    _sorted_ids: Numbers
    _place_of_sorted: Numbers

    @property
    def size(self) -> int:
        """How many places there are."""
        return len(self.ids)

    @cached_property
    def due_keys(self) -> Numbers:
        """By what entries stand when what is due next comes first; those without a limit follow by day."""
        return np.where(self.dues == NEVER, NEVER - self.days, self.dues)

    @cached_property
    def next_due(self) -> Numbers:
        """The places of the entries that are there: what is due next first, then the newest."""
        runs = self.dues[self.newest] != NEVER
        due = self.newest[runs]
        by_limit = due[np.lexsort((-self.ids[due], self.dues[due]))]
        return np.concatenate([by_limit, self.newest[~runs]])

    def places_of(self, ids: Numbers) -> Numbers:
        """Return the places of those of the entries that are known."""
        if not self.size or not len(ids):
            return np.zeros(0, np.int64)
        found = np.minimum(np.searchsorted(self._sorted_ids, ids), self.size - 1)
        return self._place_of_sorted[found[self._sorted_ids[found] == ids]]

    def bits_of(self, ids: Numbers) -> Bits:
        """Return which places belong to these entries."""
        bits = np.zeros(self.size, np.bool_)
        bits[self.places_of(ids)] = True
        return bits

    def code_of(self, facet: str, value: str) -> int | None:
        """Return the code of a value, None when no entry has it."""
        values = self.values[facet]
        return values.index(value) if value in values else None


def read_columns(session: Session) -> Columns:
    """Return the columns of all entries."""
    values: dict[str, list[str | None]] = {name: [None] for name in FACET_COLUMNS}
    statement = _statement().order_by(SearchEntry.id).execution_options(yield_per=BATCH)
    with for_a_cursor(session), session.execute(statement) as rows:
        return _columns(_tables(rows.partitions(BATCH), values), values)


def renewed(session: Session, old: Columns, changed: Collection[int]) -> Columns:
    """Return the columns in which these entries are what they are now."""
    values = {name: list(known) for name, known in old.values.items()}
    named = sorted(changed)
    batches = (
        session.execute(_statement().where(SearchEntry.id.in_(named[start : start + MOST_NAMED]))).all()
        for start in range(0, len(named), MOST_NAMED)
    )
    new = _tables(batches, values)
    places = old.places_of(new.ids)
    is_known = np.isin(new.ids, old.ids)
    alive = old.alive & ~old.bits_of(np.array(named, np.int64))
    alive[places] = True
    codes = {}
    for name, known in old.codes.items():
        codes[name] = np.concatenate([known, new.codes[name][~is_known]])
        codes[name][places] = new.codes[name][is_known]
    days = np.concatenate([old.days, new.days[~is_known]])
    days[places] = new.days[is_known]
    dues = np.concatenate([old.dues, new.dues[~is_known]])
    dues[places] = new.dues[is_known]
    ids = np.concatenate([old.ids, new.ids[~is_known]])
    alive = np.concatenate([alive, np.ones(int((~is_known).sum()), np.bool_)])
    return _columns(_Table(ids, codes, days, dues), values, alive)


@dataclass(frozen=True)
class _Table:
    ids: Numbers
    codes: Mapping[str, Codes]
    days: Numbers
    dues: Numbers


def _statement() -> sa.Select[Any]:
    facets = (column.label(name) for name, column in FACET_COLUMNS.items())
    return (
        sa.select(SearchEntry.id, SearchEntry.dated_on, SearchEntry.due_at, *facets)
        .join(PublicCase, PublicCase.id == SearchEntry.public_case_id)
        .outerjoin(PublicDecision, PublicDecision.id == SearchEntry.public_decision_id)
    )


def _tables(batches: Iterable[Sequence[Any]], values: dict[str, list[str | None]]) -> _Table:
    """Return the rows as arrays; new values of facets get new codes."""
    known = {name: {value: code for code, value in enumerate(these)} for name, these in values.items()}
    parts: list[list[npt.NDArray[Any]]] = [[] for _column in range(len(values) + 3)]
    for rows in batches:
        if not rows:
            continue
        ids, days, dues, *facets = zip(*rows, strict=True)
        parts[0].append(np.array(ids, np.int64))
        parts[1].append(np.fromiter(map(dt.date.toordinal, days), np.int64, len(days)))
        parts[2].append(np.fromiter(map(_seconds, dues), np.int64, len(dues)))
        for place, (name, column) in enumerate(zip(values, facets, strict=True), start=3):
            codes = known[name]
            for value in dict.fromkeys(column):
                codes.setdefault(value, len(codes))
            parts[place].append(np.fromiter(map(codes.__getitem__, column), np.uint16, len(column)))
    for name, codes in known.items():
        values[name] = list(codes)
    codes_of = {name: _joined(part, np.uint16) for name, part in zip(values, parts[3:], strict=True)}
    return _Table(
        _joined(parts[0], np.int64), codes_of, _joined(parts[1], np.int64), _joined(parts[2], np.int64)
    )


def _joined(parts: list[npt.NDArray[Any]], kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return one array of many and let these go: never are all columns in memory twice."""
    whole = np.concatenate(parts) if parts else np.zeros(0, kind)
    parts.clear()
    return whole


def _seconds(at: dt.datetime | None) -> int:
    return NEVER if at is None else int(at.timestamp())


def _columns(table: _Table, values: Mapping[str, list[str | None]], alive: Bits | None = None) -> Columns:
    alive = np.ones(len(table.ids), np.bool_) if alive is None else alive
    # By day, then by id, the last first.
    order = np.lexsort((table.ids, table.days))[::-1].astype(np.int32)
    place_of_sorted = np.argsort(table.ids).astype(np.int32)
    return Columns(
        ids=table.ids,
        alive=alive,
        codes=table.codes,
        values={name: tuple(these) for name, these in values.items()},
        days=table.days,
        dues=table.dues,
        newest=order[alive[order]],
        _sorted_ids=table.ids[place_of_sorted],
        _place_of_sorted=place_of_sorted,
    )
