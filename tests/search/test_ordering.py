"""A list that is read on from where it was left holds what its numbered pages hold, in the same order."""

from __future__ import annotations

import numpy as np
import pytest

from casetracker.search import ordering
from casetracker.search.columns import NEVER, Columns
from casetracker.search.ordering import FEW, PAGE_SIZE, Left, Sort, ordered

SIZE = 3 * PAGE_SIZE + 7


def some_columns(missing: frozenset[int] = frozenset()) -> Columns:
    """Return entries of which several share each day, in no order of their ids."""
    chance = np.random.default_rng(7)
    ids, days = chance.permutation(SIZE).astype(np.int64) + 1, chance.integers(1, 12, SIZE)
    alive = ~np.isin(ids, list(missing))
    # Every third has a limit that runs, several the same.
    dues = np.where(ids % 3 == 0, 1_700_000_000 + ids // 9, NEVER)
    order = np.lexsort((ids, days))[::-1]
    by_id = np.argsort(ids)
    return Columns(ids, alive, {}, {}, days, dues, order[alive[order]], ids[by_id], by_id)


@pytest.fixture(autouse=True, params=[0, FEW], ids=["among-all", "by-themselves"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let hits be found among all entries in their order, or be put in order by themselves."""
    monkeypatch.setattr(ordering, "FEW", request.param)


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST, Sort.DEADLINE])
@pytest.mark.parametrize("in_title", [0, 1, PAGE_SIZE, PAGE_SIZE + 3, SIZE])
def test_list_read_on_when_left_at_each_page_then_is_that_of_the_pages(in_title: int, sort: Sort) -> None:
    columns = some_columns()
    first = np.isin(columns.ids, columns.ids[:in_title])
    groups = [first, ~first]
    paged = [ordered(columns, groups, page, sort=sort, after=None) for page in range(1, 6)]
    read, left = [], None
    for _part in range(4):
        part = ordered(columns, groups, sort=sort, after=left)
        read += part.places.tolist()
        left = part.left
    assert left is None
    assert read == [place for page in paged for place in page.places.tolist()]
    assert len(set(read)) == SIZE


def test_list_read_on_when_its_last_hit_is_gone_then_misses_nothing_else() -> None:
    columns = some_columns()
    everything = np.ones(SIZE, np.bool_)
    start = ordered(columns, [everything], after=None)
    last = int(columns.ids[start.places[-1]])
    later = ordered(some_columns(frozenset({last})), [everything], after=start.left)
    assert later.places.tolist() == ordered(columns, [everything], 2, after=None).places.tolist()
    assert ordered(columns, [everything], after=Left(5, 1, 1)).places.tolist() == []
