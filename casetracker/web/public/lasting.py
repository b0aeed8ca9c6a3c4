"""Pages that are known to be as they were: nothing that is public has changed since they were looked up.

Kept in the memory of the process under the newest state of the projection: who asks for such a page again
costs one small question to the database, however much the page is made of.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, request
from flask.typing import ResponseReturnValue

from casetracker.runtime import present_mark
from casetracker.search.generations import Mark
from casetracker.web.public.conditional import from_memory, unless_known
from casetracker.web.rendering import language
from casetracker.web.unmodified import stands

MOST = 4_096
Key = tuple[Mark, str, str]


@dataclass(frozen=True)
class Version:
    """By what a version of a page is known.

    Attributes:
        tag: changes with everything that the page tells.
        changed_at: when the page changed last.
        lasts_until: when the passing of time alone changes it; None: never.
    """

    tag: str
    changed_at: dt.datetime
    lasts_until: dt.datetime | None


@dataclass(frozen=True)
class Page(Version):
    """A page that was looked up and is not rendered yet."""

    render: Callable[[], str]


class Known:
    """The pages that were looked up last; several threads may use it."""

    def __init__(self, most: int = MOST) -> None:
        self._lock = threading.Lock()
        self._pages: OrderedDict[Key, Version] = OrderedDict()
        self._most = most

    def at(self, key: Key, now: dt.datetime) -> Version | None:
        """Return what is known of a page and still true."""
        with self._lock:
            known = self._pages.get(key)
            if known is None or (known.lasts_until is not None and known.lasts_until <= now):
                return None
            self._pages.move_to_end(key)
            return known

    def keep(self, key: Key, page: Page) -> None:
        """Keep what a page is known by, and nothing of what it is made of."""
        with self._lock:
            self._pages[key] = Version(page.tag, page.changed_at, page.lasts_until)
            self._pages.move_to_end(key)
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)


def unless_changed(
    now: dt.datetime, look_up: Callable[[], Page | ResponseReturnValue]
) -> ResponseReturnValue:
    """Return the page of this address, looked up only when something public has changed since the last time.

    *look_up* gives an answer of its own when there is no page to show; that is never kept.
    """
    # Read before anything else: what is kept under a state is never older than it.
    mark = present_mark()
    key = (mark, language(), request.full_path)
    kept: Known = current_app.extensions.setdefault("public_pages_known", Known())
    known = kept.at(key, now)
    answer = from_memory(known.tag, known.changed_at) if known else None
    if known is not None and answer is not None:
        stands(mark, known.lasts_until)
        return answer
    page = look_up()
    if not isinstance(page, Page):
        return page
    kept.keep(key, page)
    stands(mark, page.lasts_until)
    return unless_known(page.tag, page.changed_at, page.render)
