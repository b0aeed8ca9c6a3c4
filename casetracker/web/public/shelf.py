"""Pages that were made before, kept under what they were made of: the next reader need not wait for them.

A tag changes with everything that a page tells, so a page under its tag is never stale; nothing personal is
ever on such a page. Kept in the memory of the process, the last ones that were asked for.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

MOST_BYTES = 8 * 1024 * 1024
Key = tuple[str, ...]


class Shelf:
    """The pages that were asked for last, up to so many bytes; several threads may use it."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._lock = threading.Lock()
        self._pages: OrderedDict[Key, bytes] = OrderedDict()
        self._bytes, self._most_bytes = 0, most_bytes

    def kept(self, key: Key) -> bytes | None:
        """Return a page that is there."""
        with self._lock:
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
            return found

    def page(self, key: Key, make: Callable[[], str]) -> bytes:
        """Return a page, made when it is not there."""
        kept = self.kept(key)
        if kept is not None:
            return kept
        made = make().encode()
        with self._lock:
            self._bytes += len(made) - len(self._pages.pop(key, b""))
            self._pages[key] = made
            while self._bytes > self._most_bytes:
                _key, oldest = self._pages.popitem(last=False)
                self._bytes -= len(oldest)
        return made
