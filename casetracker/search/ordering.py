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


class Sort(StrEnum):
    """The order of hits; each ends in the id, so that it is the same every time."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True)
class Left:
    """Where a list was left: its last hit, which need not be there any more.

    Attributes:
        group: the part of the list in which it stands: those with the words in their title come first.
        day: the day by which it is put in order, as its ordinal.
    """

    group: int
    day: int
    id: int


@dataclass(frozen=True)
class Ordered:
    """The places of a page of hits, and where it ends when more follow."""

    places: Numbers
    left: Left | None


def ordered(
    columns: Columns, groups: list[Bits], page: int = 1, *, is_oldest_first: bool = False, after: Left | None
) -> Ordered:
    """Return a page of the hits of some groups, one group after the other; *after* counts before *page*."""
    first = 0 if after else (page - 1) * PAGE_SIZE
    wanted = first + PAGE_SIZE + 1
    order = columns.newest[::-1] if is_oldest_first else columns.newest
    found: list[tuple[int, Numbers]] = []
    for number, bits in enumerate(groups):
        if after and number < after.group:
            continue
        start = _start(columns, order, after, is_oldest_first) if after and number == after.group else 0
        places = _first_of(order[start:], bits, wanted)
        found.append((number, places))
        wanted -= len(places)
        if wanted <= 0:
            break
    places = np.concatenate([part for _number, part in found]) if found else order[:0]
    in_groups = np.concatenate([np.full(len(part), number) for number, part in found] or [order[:0]])
    shown = places[first : first + PAGE_SIZE]
    if len(places) <= first + PAGE_SIZE:
        return Ordered(shown, None)
    last = shown[-1]
    group = int(in_groups[first + PAGE_SIZE - 1])
    return Ordered(shown, Left(group, int(columns.days[last]), int(columns.ids[last])))


def _start(columns: Columns, order: Numbers, after: Left, is_oldest_first: bool) -> int:
    """Return the first place of an order behind where the list was left."""
    sign = 1 if is_oldest_first else -1
    left = (sign * after.day, sign * after.id)
    return bisect_right(
        order, left, key=lambda place: (sign * int(columns.days[place]), sign * int(columns.ids[place]))
    )


def _first_of(order: Numbers, found: Bits, wanted: int) -> Numbers:
    """Return the first of the places in an order that were found, as many as are wanted."""
    parts, missing = [], wanted
    for start in range(0, len(order), STEP):
        step = order[start : start + STEP]
        part = step[found[step]][:missing]
        parts.append(part)
        missing -= len(part)
        if missing <= 0:
            break
    return np.concatenate(parts) if parts else order[:0]
