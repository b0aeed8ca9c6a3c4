"""Pages that are known to be as they were: nothing that is public has changed since they were looked up.

Kept in the memory of the process under the newest state of the projection: who asks for such a page again
costs one small question to the database, however much the page is made of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, request
from flask.typing import ResponseReturnValue

from casetracker.remembering import Latest
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

    def lasts(self, now: dt.datetime) -> bool:
        """Tell whether the passing of time has not changed it yet."""
        return self.lasts_until is None or now < self.lasts_until


@dataclass(frozen=True)
class Page(Version):
    """A page that was looked up and is not rendered yet."""

    render: Callable[[], str]


def unless_changed(
    now: dt.datetime, look_up: Callable[[], Page | ResponseReturnValue]
) -> ResponseReturnValue:
    """Return the page of this address, looked up only when something public has changed since the last time.

    *look_up* gives an answer of its own when there is no page to show; that is never kept.
    """
    # Read before anything else: what is kept under a state is never older than it.
    mark = present_mark()
    key = (mark, language(), request.url)
    kept: Latest[Key, Version] = current_app.extensions.setdefault("public_pages_known", Latest(MOST))
    known = kept.get(key)
    answer = from_memory(known.tag, known.changed_at) if known and known.lasts(now) else None
    if known is not None and answer is not None:
        stands(mark, known.lasts_until)
        return answer
    page = look_up()
    if not isinstance(page, Page):
        return page
    # Nothing of what the page is made of.
    kept.keep(key, Version(page.tag, page.changed_at, page.lasts_until))
    stands(mark, page.lasts_until)
    return unless_known(page.tag, page.changed_at, page.render)
