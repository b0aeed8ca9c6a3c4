"""Pages that say when they changed, so that who has them already is only told so."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from flask import Response, current_app, request, stream_with_context

from casetracker.lawbook import LawBook
from casetracker.web.public.shelf import Shelf
from casetracker.web.rendering import language
from config.settings import PROJECT_DIR

# What a page looks like and how it is worded: a new release must not be answered with "not modified".
WORDING = (
    ("templates", "*.html"),
    ("casetracker/translations", "*.mo"),
    ("casetracker/static", "app.css"),
    ("casetracker", "*.py"),
    ("config/search", "synonyms.yaml"),
)


def entity_tag(book: LawBook, parts: Iterable[object]) -> str:
    """Return a tag that changes with any of *parts*, with the law book, and with every release."""
    told = (release(PROJECT_DIR), *sorted(book.digests.values()), *parts)
    return hashlib.sha256("\n".join(str(part) for part in told).encode()).hexdigest()[:32]


@lru_cache(maxsize=1)
def release(folder: Path) -> str:
    """Return a digest of code, templates, catalogues and styles, the same in every process of a release."""
    digest = hashlib.sha256()
    for place, pattern in WORDING:
        for file in sorted((folder / place).rglob(pattern)):
            digest.update(file.relative_to(folder).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def unless_known(
    tag: str, changed_at: dt.datetime | None, render: Callable[[], str], media_type: str = "text/html"
) -> Response:
    """Return the page, or 304 without rendering it when the reader has this very version.

    The tag is weak: the same content, though not byte for byte (a compressing proxy may stand between).
    Who asks for the first time may be given what was rendered for somebody else at the same address.
    """
    answer = _conditional(tag, changed_at, media_type)
    if answer.status_code != 304:
        answer.set_data(_shelf().page(_place(tag, media_type), render))
    return answer


def from_memory(tag: str, changed_at: dt.datetime | None) -> Response | None:
    """Return the page as it was rendered for somebody else, or 304; None when it must be rendered."""
    answer = _conditional(tag, changed_at, "text/html")
    if answer.status_code != 304:
        rendered = _shelf().kept(_place(tag, "text/html"))
        if rendered is None:
            return None
        answer.set_data(rendered)
    return answer


def _conditional(tag: str, changed_at: dt.datetime | None, media_type: str) -> Response:
    answer = Response(mimetype=media_type)
    answer.set_etag(tag, weak=True)
    answer.last_modified = changed_at
    answer.cache_control.no_cache = True
    answer.make_conditional(request)
    return answer


def _place(tag: str, media_type: str) -> tuple[str, ...]:
    return (tag, language(), request.url, media_type)


def unless_known_file(
    tag: str, changed_at: dt.datetime | None, media_type: str, pieces: Callable[[], Iterator[str]]
) -> Response:
    """Return a file for programs piece by piece, or 304 without making it for who has this version."""
    answer = Response(mimetype=media_type)
    answer.set_etag(tag, weak=True)
    answer.last_modified = changed_at
    answer.cache_control.public = True
    answer.cache_control.no_cache = True
    answer.make_conditional(request)
    if answer.status_code != 304:
        answer.headers.pop("Content-Length", None)
        answer.response = stream_with_context(pieces())
    return answer


def _shelf() -> Shelf:
    shelf: Shelf = current_app.extensions.setdefault("public_shelf", Shelf())
    return shelf


def unless_same_bytes(content: bytes, media_type: str, changed_at: dt.datetime | None = None) -> Response:
    """Return a file for programs, or 304 when the reader has these very bytes."""
    answer = Response(content, mimetype=media_type)
    answer.set_etag(hashlib.sha256(content).hexdigest()[:32])
    answer.last_modified = changed_at
    answer.cache_control.public = True
    answer.cache_control.no_cache = True
    answer.make_conditional(request)
    return answer


def unless_same(page: str) -> Response:
    """Return a page of the law, or 304 when the reader has these very words.

    Such a page is quickly made, and its words are the one tag that can never be stale.
    """
    answer = Response(page, mimetype="text/html")
    answer.set_etag(hashlib.sha256(page.encode()).hexdigest()[:32], weak=True)
    answer.cache_control.no_cache = True
    answer.make_conditional(request)
    return answer
