"""Pages of a list: what the body says of them, and the header that links the pages beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict

Answered = tuple[dict[str, Any], int, dict[str, str]]


def page_of(items: Sequence[Any], *, total: int, page: int, pages: int, **more: Any) -> Answered:
    """Return a page as a view answers it: body, status and the header ``Link`` (RFC 8288)."""
    links = {"first": 1, "prev": min(page - 1, pages), "next": page + 1, "last": pages}
    shown = [f'<{_address(number)}>; rel="{name}"' for name, number in links.items() if 1 <= number <= pages]
    body = {"total": total, "page": page, "pages": pages, "items": items, **more}
    return body, 200, {"Link": ", ".join(shown)} if shown else {}


def _address(page: int) -> str:
    arguments = MultiDict(request.args)
    arguments["page"] = str(page)
    return f"{request.path}?{urlencode(list(arguments.items(multi=True)))}"
