"""Pages of a list: what the body says of them, and the header that links the pages beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from casetracker.api.problems import FieldError, Problem

Answered = tuple[dict[str, Any], int, dict[str, str]]


def one_way(asked: dict[str, Any]) -> None:
    """Refuse a page's number beside a cursor: they say two things."""
    if asked["page"] is not None and asked["cursor"] is not None:
        sentence = _("Send either a page number or a cursor, not both.")
        raise Problem("invalid-input", errors=[FieldError("cursor", sentence, in_body=False)])


def cut(found: Sequence[Any], size: int, cursor: Callable[[Any], str]) -> tuple[Sequence[Any], str | None]:
    """Return what a page shows of a list of which one more may have been read, and where it goes on."""
    shown = found[:size]
    return shown, cursor(shown[-1]) if len(found) > size else None


def page_of(
    items: Sequence[Any],
    following: str | None,
    asked: dict[str, Any],
    *,
    total: int,
    pages: int,
    deepest: int,
    **more: Any,
) -> Answered:
    """Return a page as a view answers it: linked by numbers when one was asked for, else by cursors.

    Pages beyond the *deepest* have no number that may be asked for; a cursor still leads there.
    """
    page = asked["page"]
    if page is None:
        place = {} if asked["cursor"] else {"page": 1}
        return onward(items, following, total=total, pages=pages, **place, **more)
    last = min(pages, deepest)
    links = {"first": 1, "prev": min(page - 1, last), "next": page + 1, "last": last}
    told = {name: _address(page=str(number)) for name, number in links.items() if 1 <= number <= last}
    if page == deepest and following:
        told["next"] = _address(cursor=following)
    body = {"total": total, "page": page, "pages": pages, "next": following, "items": items, **more}
    return body, 200, _link(told)


def onward(items: Sequence[Any], following: str | None, **more: Any) -> Answered:
    """Return a part of a list that is read on by a cursor."""
    told = {"first": _address()} | ({"next": _address(cursor=following)} if following else {})
    return {"next": following, "items": items, **more}, 200, _link(told)


def _link(told: dict[str, str]) -> dict[str, str]:
    """Return the header ``Link`` (RFC 8288)."""
    return {"Link": ", ".join(f'<{address}>; rel="{name}"' for name, address in told.items())} if told else {}


def _address(**place: str) -> str:
    arguments = MultiDict(request.args)
    for name in {"page", "cursor"} - place.keys():
        arguments.poplist(name)
    for name, value in place.items():
        arguments[name] = value
    query = urlencode(list(arguments.items(multi=True)))
    return f"{request.path}?{query}" if query else request.path
