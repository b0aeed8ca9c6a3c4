"""Search the public index: hits, facets and their counts, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.search.analysis.analyser import ANALYSER_VERSION
from casetracker.search.columns import FACET_COLUMNS, Bits, Columns, Numbers
from casetracker.search.generations import Mark
from casetracker.search.hits import FoundEntry, found_entries
from casetracker.search.memory import STEMS, TITLE, Memory, memory_of
from casetracker.search.models import SearchEntry
from casetracker.search.ordering import NOTHING, PAGE_SIZE, Left, Ordered, Sort, ordered
from casetracker.search.query import Query, Reason

__all__ = [
    "FACETS",
    "PAGE_SIZE",
    "Facet",
    "Filters",
    "SearchResult",
    "Sort",
    "count",
    "matching_cases",
    "outdated_entries",
    "search",
]

FACETS = tuple(FACET_COLUMNS)
# While changes follow one another without a pause, a hit that is gone is left out.
MOST_TRIES = 3

Filters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Facet:
    """A value to narrow the search by, and how many hits it would give with the other filters as they are."""

    value: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class SearchResult:
    """One page of hits (`page` counts from 1) with the facets of the whole result.

    Attributes:
        left: where the page ends; None when nothing follows.
    """

    query: Query
    total: int
    page: int
    pages: int
    hits: Sequence[FoundEntry]
    facets: Mapping[str, Sequence[Facet]] = field(default_factory=dict)
    left: Left | None = None


@dataclass(frozen=True)
class _Search:
    """One search: what it looks in, and which entries hold its words, whatever its filters."""

    session: Session
    memory: Memory
    columns: Columns
    query: Query

    def holding(self, column: str) -> Bits:
        """Return which entries hold what was asked for in a column of stems."""
        bits = self.columns.alive.copy()
        for group in self.query.wanted:
            bits &= self.memory.holding(self.session, self.columns, column, group)
        for group in self.query.unwanted:
            bits &= ~self.memory.holding(self.session, self.columns, column, group)
        return bits


def search(
    session: Session,
    query: Query,
    filters: Filters | None = None,
    page: int = 1,
    sort: Sort = Sort.RELEVANCE,
    after: Left | None = None,
) -> SearchResult:
    """The entries that a query finds; with nothing typed, all of them; with nothing searchable, none.

    `filters` maps a name of `FACETS` to the values allowed (any of them); unknown names raise KeyError,
    unknown values find nothing. A page before the first is the first, one after the last is empty; with
    *after*, the hits behind the place where a list of the same sort was left are given instead.
    """
    chosen = _chosen(filters or {})
    page = max(1, page)
    if query.is_empty and query.reason is not Reason.NOTHING_TYPED:
        return SearchResult(query, total=0, page=page, pages=0, hits=())
    # Asked first: whatever the session is asked for afterwards begins something.
    sees_the_newest = db.sees_the_newest(session)
    memory = memory_of(session)
    # The hits tell whether this is the newest state still: one message to the database instead of two.
    known = memory.known() if sees_the_newest else None
    for _try in range(MOST_TRIES):
        mark, columns = known or memory.newest(session)
        seen, result = _searched(_Search(session, memory, columns, query), chosen, page, sort, after)
        if seen == mark:
            break
        # Words and figures are of one state, hits of another.
        known = None
    return result


def _searched(
    asked: _Search, chosen: Mapping[str, Sequence[str]], page: int, sort: Sort, after: Left | None
) -> tuple[Mark, SearchResult]:
    """Return the result in the columns that are given, and the newest state when its hits were read."""
    query, holding = asked.query, asked.holding(STEMS)
    allowed = {name: _allowed(asked.columns, name, values) for name, values in chosen.items()}
    found = _narrowed(holding, allowed)
    total = int(np.count_nonzero(found))
    facets = _facets(asked.columns, holding, found, allowed, chosen)
    pages = -(-total // PAGE_SIZE)
    # Behind the last page stands nothing.
    shown = _ordered(asked, found, page, sort, after) if after or page <= pages else NOTHING
    mark, hits = found_entries(asked.session, asked.columns.ids[shown.places].tolist())
    return mark, SearchResult(query, total, page, pages, hits, facets, shown.left)


def outdated_entries(session: Session) -> int:
    """How many entries another version of the analyser made; more than none: a re-index is due."""
    stale = sa.select(sa.func.count()).where(SearchEntry.analyser_version != ANALYSER_VERSION)
    return session.scalar(stale) or 0


def matching_cases(session: Session, query: Query, filters: Filters, case_ids: Collection[int]) -> set[int]:
    """The public cases among these that a search would find, by the same rules as :func:`search`."""
    chosen = _chosen(filters)
    if not case_ids or (query.is_empty and query.reason is not Reason.NOTHING_TYPED):
        return set()
    asked = _asked(session, query)
    allowed = {name: _allowed(asked.columns, name, values) for name, values in chosen.items()}
    found = _narrowed(asked.holding(STEMS), allowed)
    wanted = sa.select(SearchEntry.id, SearchEntry.public_case_id)
    rows = session.execute(wanted.where(SearchEntry.public_case_id.in_(case_ids))).all()
    places = asked.columns.places_of(np.array([row.id for row in rows], np.int64))
    held = set(asked.columns.ids[places[found[places]]].tolist())
    return {row.public_case_id for row in rows if row.id in held}


def count(session: Session, query: Query, filters: Filters | None = None) -> int:
    """How many entries a query finds with filters as :func:`search` takes them; without them, all of it."""
    if query.is_empty and query.reason is not Reason.NOTHING_TYPED:
        return 0
    asked = _asked(session, query)
    chosen = _chosen(filters or {})
    allowed = {name: _allowed(asked.columns, name, values) for name, values in chosen.items()}
    return int(np.count_nonzero(_narrowed(asked.holding(STEMS), allowed)))


def _asked(session: Session, query: Query) -> _Search:
    memory = memory_of(session)
    return _Search(session, memory, memory.columns(session), query)


def _chosen(filters: Filters) -> dict[str, tuple[str, ...]]:
    chosen = {name: tuple(values) for name, values in filters.items() if values}
    unknown = chosen.keys() - set(FACETS)
    if unknown:
        raise KeyError(f"No such filter: {', '.join(sorted(unknown))}; there are {', '.join(FACETS)}.")
    return chosen


def _allowed(columns: Columns, name: str, values: Sequence[str]) -> Bits:
    """Return which entries have one of these values."""
    wanted = np.zeros(len(columns.values[name]), np.bool_)
    for value in values:
        code = columns.code_of(name, value)
        if code is not None:
            wanted[code] = True
    return wanted[columns.codes[name]]


def _narrowed(holding: Bits, allowed: Mapping[str, Bits], without: str = "") -> Bits:
    bits = holding
    for name, these in allowed.items():
        if name != without:
            bits = bits & these
    return bits


def _facets(
    columns: Columns,
    holding: Bits,
    found: Bits,
    allowed: Mapping[str, Bits],
    chosen: Mapping[str, Sequence[str]],
) -> dict[str, list[Facet]]:
    """Return the facets by name; each is counted with all filters but its own.

    The most frequent value is first; a chosen value is shown even when nothing has it.
    """
    places = np.flatnonzero(found)
    facets = {}
    for name in FACETS:
        own = np.flatnonzero(_narrowed(holding, allowed, without=name)) if name in chosen else places
        counts = _counts(columns, name, own)
        counts |= {value: 0 for value in chosen.get(name, ()) if value not in counts}
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        facets[name] = [Facet(value, count, value in chosen.get(name, ())) for value, count in ordered]
    return facets


def _counts(columns: Columns, name: str, places: Numbers) -> dict[str, int]:
    values = columns.values[name]
    counted = np.bincount(columns.codes[name][places], minlength=len(values)).tolist()
    pairs = zip(values, counted, strict=True)
    return {value: number for value, number in pairs if number and value is not None}


def _ordered(asked: _Search, found: Bits, page: int, sort: Sort, after: Left | None) -> Ordered:
    groups = [found]
    if sort is Sort.RELEVANCE and not asked.query.is_empty:
        in_title = asked.holding(TITLE) & found
        groups = [in_title, found & ~in_title]
    return ordered(asked.columns, groups, page, sort=sort, after=after)
