"""What a process keeps of what was made last, so that it is not made for every reader again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar, cast

from flask import current_app

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")
Counted = TypeVar("Counted")
# Of the figures of this application; every process counts for itself.
KEPT = "counted_figures"
MOST = 64


class Latest(Generic[Key, Kept]):
    """What was asked for last, not more than so many; several threads may use it."""

    def __init__(self, most: int) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._most = most

    def get(self, key: Key) -> Kept | None:
        """Return what is kept under a key."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Key, thing: Kept) -> None:
        """Keep a thing, and let go what was asked for longest ago."""
        with self._lock:
            self._kept[key] = thing
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def remembered(key: Hashable, count: Callable[[], Counted]) -> Counted:
    """Return what was counted under a key, which names everything that it depends on, or count it now.

    Figures are kept until the projection changes: 100 000 cases are not counted for every reader.
    """
    kept: Latest[Hashable, Any] = current_app.extensions.setdefault(KEPT, Latest(MOST))
    found = kept.get(key)
    if found is None:
        found = count()
        kept.keep(key, found)
    return cast("Counted", found)
