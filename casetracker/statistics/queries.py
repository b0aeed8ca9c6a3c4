"""Count the public projection by a fixed number of statements, whatever is asked."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from casetracker.publication.models import PublicCase, PublicHearing
from casetracker.statistics.models import CaseFigures
from casetracker.statistics.slices import (
    COUNTRY,
    DIMENSIONS,
    GRANTED,
    INADMISSIBLE,
    MEASURES,
    OF_OVERVIEW,
    OTHERWISE_ENDED,
    PENDING,
    Cell,
    Filters,
)
from casetracker.statistics.tallies import COUNTED, Tallies, tally

PAGE_SIZE = 20
# What the result of a case is summed up to, where many kinds of cases stand side by side.
CLASSES: dict[str, tuple[str, ...]] = {
    "granted": GRANTED,
    "refused": ("refused",),
    "inadmissible": INADMISSIBLE,
    "otherwise": OTHERWISE_ENDED,
    PENDING: (PENDING,),
}
# The dimensions that are counted from one tally.
GROUPED = {"places": ("forum", "body_level", "region", "election"), "people": ("subject", "complainant")}
COLUMN_OF = {name: name for name in DIMENSIONS} | {
    "election": "election_id",
    "complainant": "complainant_kind",
}
# So long after a change a transaction that began before it may still end.
SETTLED = dt.timedelta(minutes=1)
CLASS_OF = {result: name for name, results in CLASSES.items() for result in results}


@dataclass(frozen=True)
class Row:
    """One value of a dimension, with the number of its cases by class of result and by timeliness."""

    value: str
    classes: Mapping[str, int]
    in_time: int
    late: int

    @property
    def received(self) -> int:
        """Return how many cases there are of it."""
        return sum(self.classes.values())


@dataclass(frozen=True)
class Overview:
    """Every number of a slice.

    Attributes:
        counts: by measure, how many cases fall into each part; parts without any are left out.
        rows: by dimension, its values with most cases first.
        median_seconds: from receipt to the decision, and from the decision to its publication.
    """

    filters: Filters
    counts: Mapping[str, Mapping[str, int]]
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    median_seconds: Mapping[str, float | None] = field(default_factory=dict)

    def count(self, measure: str, *values: str) -> int:
        """Return how many cases fall into some parts of a measure; without parts, how many it counts."""
        parts = self.counts[measure]
        return sum(parts.get(value, 0) for value in values or parts)

    @property
    def received(self) -> int:
        """Return how many cases are counted."""
        return self.count("outcomes")


@dataclass(frozen=True)
class Page:
    """One page of the cases behind a number."""

    total: int
    cases: Sequence[PublicCase]


def overview(session: Session, filters: Filters, now: dt.datetime) -> Overview:
    """Return every number of a slice, in three statements."""
    return Overview(
        filters,
        counts(session, filters, OF_OVERVIEW, now),
        _rows(session, filters),
        _medians(session, filters),
    )


def cases_behind(session: Session, filters: Filters, cell: Cell, now: dt.datetime, page: int) -> Page:
    """Return the cases that a number counts, the newest first."""
    wanted = [*filters.conditions(), *cell.conditions(now)]
    total = session.scalar(sa.select(sa.func.count()).select_from(CaseFigures).where(*wanted)) or 0
    ids = (
        sa.select(CaseFigures.public_case_id)
        .where(*wanted)
        .order_by(CaseFigures.received_on.desc(), CaseFigures.public_case_id.desc())
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    )
    chosen = session.scalars(ids).all()
    found = session.scalars(
        sa.select(PublicCase).where(PublicCase.id.in_(chosen)).options(selectinload(PublicCase.decisions))
    )
    return Page(total, sorted(found, key=lambda case: chosen.index(case.id)))


def counts(
    session: Session, filters: Filters, names: Sequence[str], now: dt.datetime
) -> dict[str, dict[str, int]]:
    """Return how many cases fall into each part of some measures, in one statement, empty parts left out."""
    tallies = Tallies(filters)
    branches = [tallies.count(name, MEASURES[name], now) for name in names]
    found: dict[str, dict[str, int]] = {name: {} for name in names}
    for name, value, count in session.execute(sa.union_all(*branches)):
        found[name][value] = count
    return {name: _in_order(name, parts) for name, parts in found.items()}


def last_change(session: Session, now: dt.datetime) -> tuple[dt.datetime, tuple[str, ...]]:
    """Return when the figures changed last, and what they depend on.

    A limit that passes and a hearing that begins change them too.

    What was changed a moment ago may be followed by something older that is still being written: until that
    is impossible, the figures of each second are others.
    """
    changed = sa.select(sa.func.max(PublicCase.updated_at)).scalar_subquery()
    hearing = sa.select(sa.func.max(PublicHearing.updated_at)).scalar_subquery()
    passed = sa.select(sa.func.max(CaseFigures.due_at)).where(CaseFigures.due_at <= now).scalar_subquery()
    begun = sa.select(sa.func.max(PublicHearing.starts_at)).where(PublicHearing.starts_at <= now)
    cases = sa.select(sa.func.max(PublicCase.id)).scalar_subquery()
    told = sa.select(changed, hearing, passed, begun.scalar_subquery(), cases)
    *moments, last_id = session.execute(told).one()
    known = [at for at in moments if at is not None]
    newest = max(known, default=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    unsettled = int(now.timestamp()) if now - newest < SETTLED else 0
    return newest, tuple(str(told) for told in (*moments, last_id, unsettled))


def _in_order(name: str, parts: dict[str, int]) -> dict[str, int]:
    """Return the parts in the order of their labels; a slug that has none comes last."""
    order = [*MEASURES[name].values, *parts]
    return {value: parts[value] for value in dict.fromkeys(order) if value in parts}


def _rows(session: Session, filters: Filters) -> dict[str, list[Row]]:
    counted: dict[str, dict[str, Counter[str]]] = {name: {} for name in DIMENSIONS}
    branches = [_group(place, name, filters) for place, name in enumerate(GROUPED)]
    groups = list(GROUPED.values())
    for place, *values, result, timeliness, count in session.execute(sa.union_all(*branches)):
        for name, value in zip(groups[place], values, strict=False):
            row = counted[name].setdefault(value or COUNTRY, Counter())
            row[CLASS_OF.get(result, "otherwise")] += count
            row[f"limit:{timeliness}"] += count
    return {
        name: _ordered([_row(value, row) for value, row in rows.items()]) for name, rows in counted.items()
    }


def _group(place: int, name: str, filters: Filters) -> sa.Select[Any]:
    """Count by several dimensions at once; the columns that another group has more are empty."""
    rows = tally(name, filters)
    told = [rows.c[COLUMN_OF[dimension]] for dimension in GROUPED[name]]
    empty = [sa.cast(sa.null(), sa.String)] * (max(map(len, GROUPED.values())) - len(told))
    counted = (rows.c.result, rows.c.timeliness, rows.c[COUNTED])
    return sa.select(sa.literal(place), *told, *empty, *counted).where(rows.c.shown.is_(True))


def _row(value: str, counted: Counter[str]) -> Row:
    classes = {name: counted[name] for name in CLASSES}
    return Row(value, classes, counted["limit:in-time"], counted["limit:late"])


def _ordered(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-row.received, row.value))


def _medians(session: Session, filters: Filters) -> dict[str, float | None]:
    """Return the middle one of each span, in one statement that both databases understand."""
    branches = []
    for name, column in (("duration", CaseFigures.decided_seconds), ("publication", CaseFigures.lag_seconds)):
        wanted = (MEASURES[name].counted, column.is_not(None), *filters.conditions())
        total = sa.select(sa.func.count()).select_from(CaseFigures).where(*wanted).scalar_subquery()
        # The two in the middle of an even number; the one of an odd number.
        middle = (
            sa.select(column.label("span"))
            .where(*wanted)
            .order_by(column)
            .limit(2 - total % 2)
            .offset((total - 1) // 2)
            .subquery()
        )
        branches.append(sa.select(sa.literal(name), sa.func.avg(middle.c.span)))
    return {
        name: float(span) if span is not None else None
        for name, span in session.execute(sa.union_all(*branches))
    }
