"""Search the public index: hits, facets and their counts, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session, joinedload

from casetracker.search.analysis.analyser import ANALYSER_VERSION
from casetracker.search.ddl import FULL_TEXT_TABLE
from casetracker.search.models import SearchEntry
from casetracker.search.query import Query, Reason, to_fts5, to_tsquery

PAGE_SIZE = 20

YES, NO = "yes", "no"

_FULL_TEXT = sa.table(FULL_TEXT_TABLE, sa.column("rowid", sa.Integer))
_COUNTED_COLUMNS = (
    "election_id",
    "body_id",
    "body_level",
    "region",
    "subject",
    "outcome",
    "status",
    "reasoned",
    "open_session",
    "year",
    "language",
)


class Sort(StrEnum):
    """The order of hits; each ends in the id, so that it is the same every time."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Facet:
    """A value to narrow the search by, and how many hits it would give with the other filters as they are."""

    value: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class SearchResult:
    """One page of hits (`page` counts from 1) with the facets of the whole result."""

    query: Query
    total: int
    page: int
    pages: int
    hits: Sequence[SearchEntry]
    facets: Mapping[str, Sequence[Facet]] = field(default_factory=dict)


def _yes_no(column: Any) -> sa.ColumnElement[str]:
    return sa.case((column.is_(True), YES), (column.is_(False), NO))


def _facet_columns(source: Any) -> dict[str, sa.ColumnElement[str]]:
    """The name of each facet with the text of its value."""
    return {
        "election": source.election_id,
        "body": source.body_id,
        "body_level": source.body_level,
        "region": source.region,
        "subject": source.subject,
        "outcome": source.outcome,
        "stage": source.status,
        "reasoned": _yes_no(source.reasoned),
        "open_session": _yes_no(source.open_session),
        "year": sa.cast(source.year, sa.Text),
        "language": source.language,
    }


FACETS = tuple(_facet_columns(SearchEntry))


def search(
    session: Session,
    query: Query,
    filters: Mapping[str, Sequence[str]] | None = None,
    page: int = 1,
    sort: Sort = Sort.RELEVANCE,
) -> SearchResult:
    """The entries that a query finds; with nothing typed, all of them; with nothing searchable, none.

    `filters` maps a name of `FACETS` to the values allowed (any of them); unknown names raise KeyError,
    unknown values find nothing. A page before the first is the first, one after the last is empty.
    """
    chosen = {name: tuple(values) for name, values in (filters or {}).items() if values}
    unknown = chosen.keys() - set(FACETS)
    if unknown:
        raise KeyError(f"No such filter: {', '.join(sorted(unknown))}; there are {', '.join(FACETS)}.")
    page = max(1, page)
    if query.is_empty and query.reason is not Reason.NOTHING_TYPED:
        return SearchResult(query, total=0, page=page, pages=0, hits=())
    dialect = session.get_bind().dialect.name
    total, facets = _count(session, query, chosen, dialect)
    hits = _hits(session, query, chosen, dialect, page, sort) if total > (page - 1) * PAGE_SIZE else ()
    return SearchResult(query, total, page, -(-total // PAGE_SIZE), hits, facets)


def outdated_entries(session: Session) -> int:
    """How many entries another version of the analyser made; more than none: a re-index is due."""
    stale = sa.select(sa.func.count()).where(SearchEntry.analyser_version != ANALYSER_VERSION)
    return session.scalar(stale) or 0


def _matches(query: Query, dialect: str, column: str) -> sa.ColumnElement[bool]:
    """Whether a column of stems holds what was asked for."""
    if query.is_empty:
        return sa.true()
    if dialect == "postgresql":
        asked = sa.bindparam(None, to_tsquery(query), sa.Text, unique=True)
        return getattr(SearchEntry, column).op("@@")(sa.cast(asked, TSQUERY))
    asked = sa.bindparam(None, f"{{{column}}} : ({to_fts5(query)})", sa.Text, unique=True)
    matching = sa.literal_column(_FULL_TEXT.name).op("MATCH", is_comparison=True)(asked)
    return SearchEntry.id.in_(sa.select(_FULL_TEXT.c.rowid).where(matching))


def _allowed(source: Any, chosen: Mapping[str, Sequence[str]], without: str = "") -> list[Any]:
    columns = _facet_columns(source)
    return [columns[name].in_(values) for name, values in chosen.items() if name != without]


def _count(
    session: Session, query: Query, chosen: Mapping[str, Sequence[str]], dialect: str
) -> tuple[int, dict[str, list[Facet]]]:
    """The total and all facets in one statement; a facet is counted with all filters but its own."""
    needed = [getattr(SearchEntry, name) for name in _COUNTED_COLUMNS]
    found = sa.select(*needed).where(_matches(query, dialect, "stems")).cte("found")
    total = sa.select(sa.literal(""), sa.cast(sa.null(), sa.Text), sa.func.count()).select_from(found)
    branches = [total.where(*_allowed(found.c, chosen))]
    for name, column in _facet_columns(found.c).items():
        value = sa.cast(column, sa.Text)
        allowed = [column.is_not(None), *_allowed(found.c, chosen, without=name)]
        branches.append(sa.select(sa.literal(name), value, sa.func.count()).where(*allowed).group_by(value))
    rows = session.execute(sa.union_all(*branches)).all()
    return next(count for name, _, count in rows if not name), _facets(rows, chosen)


def _facets(rows: Sequence[Any], chosen: Mapping[str, Sequence[str]]) -> dict[str, list[Facet]]:
    """Facets by name, the most frequent value first; a chosen value is shown even when nothing has it."""
    facets: dict[str, list[Facet]] = {}
    for name in FACETS:
        counts = {value: count for facet, value, count in rows if facet == name}
        counts |= {value: 0 for value in chosen.get(name, ()) if value not in counts}
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        facets[name] = [Facet(value, count, value in chosen.get(name, ())) for value, count in ordered]
    return facets


def _hits(
    session: Session, query: Query, chosen: Mapping[str, Sequence[str]], dialect: str, page: int, sort: Sort
) -> Sequence[SearchEntry]:
    # Ids first: sorting every hit together with its texts costs more than the search itself.
    on_page = (
        sa.select(SearchEntry.id)
        .where(_matches(query, dialect, "stems"), *_allowed(SearchEntry, chosen))
        .order_by(*_order(query, dialect, sort))
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    )
    ids = session.scalars(on_page).all()
    with_texts = (joinedload(SearchEntry.case), joinedload(SearchEntry.decision))
    entries = session.scalars(sa.select(SearchEntry).where(SearchEntry.id.in_(ids)).options(*with_texts))
    return sorted(entries, key=lambda entry: ids.index(entry.id))


def _order(query: Query, dialect: str, sort: Sort) -> list[Any]:
    newest = [SearchEntry.dated_on.desc(), SearchEntry.id.desc()]
    if sort is Sort.OLDEST:
        return [SearchEntry.dated_on, SearchEntry.id]
    if sort is Sort.NEWEST or query.is_empty:
        return newest
    in_title = sa.case((_matches(query, dialect, "title_stems"), 0), else_=1)
    return [in_title, *newest]


def matching_cases(
    session: Session, query: Query, filters: Mapping[str, Sequence[str]], case_ids: Collection[int]
) -> set[int]:
    """The public cases among these that a search would find, by the same rules as :func:`search`."""
    if not case_ids or (query.is_empty and query.reason is not Reason.NOTHING_TYPED):
        return set()
    chosen = {name: tuple(values) for name, values in filters.items() if values}
    dialect = session.get_bind().dialect.name
    statement = sa.select(SearchEntry.public_case_id).where(
        SearchEntry.public_case_id.in_(case_ids),
        _matches(query, dialect, "stems"),
        *_allowed(SearchEntry, chosen),
    )
    return set(session.scalars(statement))
