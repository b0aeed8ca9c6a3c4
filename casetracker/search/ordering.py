"""The order of hits: a page of them by its number, or from where a list was left."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from casetracker.search.columns import Bits, Columns, Numbers

PAGE_SIZE = 25
# The places of the newest entries are looked through in such steps until a page is full.
STEP = 4_096
# So many hits are put in order by themselves sooner than found among all entries in their order.
FEW = 1_000


class Sort(StrEnum):
    """The order of hits; each ends in the id, so that it is the same every time."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    DEADLINE = "deadline"


@dataclass(frozen=True)
class Left:
    """Where a list was left: its last hit, which need not be there any more.

    Attributes:
        group: the part of the list in which it stands: those with the words in their title come first.
        key: by what it is put in order: the day as its ordinal, or what `due_keys` of the columns tells.
    """

    group: int
    key: int
    id: int


@dataclass(frozen=True)
class Ordered:
    """The places of a page of hits, and where it ends when more follow."""

    places: Numbers
    left: Left | None


NOTHING = Ordered(np.zeros(0, np.int64), None)


@dataclass(frozen=True)
class _Order:
    """All places in an order, and the numbers by which they stand in it, the least first."""

    places: Numbers
    keys: Numbers
    key_sign: int
    id_sign: int


def _order(columns: Columns, sort: Sort) -> _Order:
    if sort is Sort.DEADLINE:
        return _Order(columns.next_due, columns.due_keys, 1, -1)
    if sort is Sort.OLDEST:
        return _Order(columns.newest[::-1], columns.days, 1, 1)
    return _Order(columns.newest, columns.days, -1, -1)


def ordered(
    columns: Columns, groups: list[Bits], page: int = 1, *, sort: Sort = Sort.NEWEST, after: Left | None
) -> Ordered:
    """Return a page of the hits of some groups, one group after the other; *after* counts before *page*."""
    first = 0 if after else (page - 1) * PAGE_SIZE
    wanted = first + PAGE_SIZE + 1
    order = _order(columns, sort)
    found: list[tuple[int, Numbers]] = []
    for number, bits in enumerate(groups):
        if after and number < after.group:
            continue
        places = _first_of(columns, order, bits, wanted, after if after and number == after.group else None)
        found.append((number, places))
        wanted -= len(places)
        if wanted <= 0:
            break
    none = order.places[:0]
    places = np.concatenate([part for _number, part in found]) if found else none
    in_groups = np.concatenate([np.full(len(part), number) for number, part in found] or [none])
    shown = places[first : first + PAGE_SIZE]
    if len(places) <= first + PAGE_SIZE:
        return Ordered(shown, None)
    last = shown[-1]
    group = int(in_groups[first + PAGE_SIZE - 1])
    return Ordered(shown, Left(group, int(order.keys[last]), int(columns.ids[last])))


def _first_of(columns: Columns, order: _Order, found: Bits, wanted: int, after: Left | None) -> Numbers:
    """Return the places of what was found, in an order and behind where the list was left, so many."""
    if np.count_nonzero(found) <= FEW:
        few = np.flatnonzero(found)
        few = few[np.lexsort((order.id_sign * columns.ids[few], order.key_sign * order.keys[few]))]
        start = _start(columns, order, few, after) if after else 0
        return few[start : start + wanted]
    start = _start(columns, order, order.places, after) if after else 0
    return _first_among(order.places[start:], found, wanted)


def _start(columns: Columns, order: _Order, places: Numbers, after: Left) -> int:
    """Return where places that are in an order go on behind where the list was left."""
    left = (order.key_sign * after.key, order.id_sign * after.id)
    return bisect_right(
        places,
        left,
        key=lambda place: (
            order.key_sign * int(order.keys[place]),
            order.id_sign * int(columns.ids[place]),
        ),
    )


def _first_among(places: Numbers, found: Bits, wanted: int) -> Numbers:
    """Return the first of some places that were found, as many as are wanted."""
    parts, missing = [], wanted
    for start in range(0, len(places), STEP):
        step = places[start : start + STEP]
        part = step[found[step]][:missing]
        parts.append(part)
        missing -= len(part)
        if missing <= 0:
            break
    return np.concatenate(parts) if parts else places[:0]
