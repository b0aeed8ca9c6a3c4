"""Figures are kept until the projection changes: 100 000 cases are not counted for every reader."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from flask import current_app

Counted = TypeVar("Counted")
# Of the figures of this application; every process counts for itself.
KEPT = "counted_figures"
MOST = 64
_lock = Lock()


def remembered(key: Hashable, count: Callable[[], Counted]) -> Counted:
    """Return what was counted under a key, which names everything that it depends on, or count it now."""
    with _lock:
        kept: OrderedDict[Hashable, Any] = current_app.extensions.setdefault(KEPT, OrderedDict())
        if key in kept:
            kept.move_to_end(key)
            found: Counted = kept[key]
            return found
    counted = count()
    with _lock:
        kept[key] = counted
        while len(kept) > MOST:
            kept.popitem(last=False)
    return counted
