"""Whatever stands in a file is a problem with its place or a law book, never a stack of calls."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from casetracker.lawbook import located, shape
from casetracker.lawbook.located import LocatedList, LocatedMapping
from casetracker.lawbook.reading import places_in, read_country
from config.settings import CONFIG_DIR

ROUNDS = 80
FILES = sorted((CONFIG_DIR / "law" / "kz").rglob("*.yaml")) + [CONFIG_DIR / "calendar" / "kz.yaml"]
ODD: list[Any] = [None, [], {}, 0, -1, 1.5, True, " ", "x", date(2020, 1, 1), datetime(2020, 1, 1, 9), 10**30]  # noqa: DTZ001
ODD += [[None], [[1]], {"a": 1}, LocatedMapping(), LocatedList()]


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Walk every place of a file: a collection and the key or index in it."""
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from places(value[key])


@pytest.fixture(scope="module")
def files() -> dict[Path, LocatedMapping]:
    return {path: located.read_yaml(path) for path in FILES}


@pytest.mark.parametrize("seed", range(4))
def test_an_odd_value_is_told_or_taken(
    seed: int, files: dict[Path, LocatedMapping], monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)  # noqa: S311
    changed: dict[Path, LocatedMapping] = {}
    monkeypatch.setattr(shape, "read_yaml", lambda path: changed.get(path) or files[path])
    told = 0
    for _ in range(ROUNDS // 4):
        path = dice.choice(FILES)
        changed = {path: copy.deepcopy(files[path])}
        collection, key = dice.choice(list(places(changed[path])))
        if isinstance(collection, LocatedMapping) and dice.random() < 0.2:
            odd_key = dice.choice(["odd", None, 5, True, date(2020, 1, 1)])
            collection[odd_key] = collection.pop(key)
            collection.lines[odd_key] = 1
        else:
            collection[key] = dice.choice(ODD)
        problems = read_country(places_in(CONFIG_DIR, "kz")).found.problems
        told += bool(problems)
        assert all(f"{path.name}" in problem or "law/kz" in problem for problem in problems)
    assert told > ROUNDS / 4 / 2
