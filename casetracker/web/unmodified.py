"""Answers "not modified" that were given before, given again without anything else of the application.

Who reads the register by program, or through a proxy that keeps pages, asks the same thing over and over:
is this still so. As long as nothing public has changed, the answer is the one of the last time, to the last
header. Only requests that say nothing else but this are answered here; all others, and the first of each
kind, go to the application.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Flask, request

from casetracker import db
from casetracker.remembering import Latest
from casetracker.search.generations import Mark, NewestMark

if TYPE_CHECKING:
    import datetime as dt

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST = 2_048
# Who sends more than this is not asking for a page that somebody else has asked for.
LONGEST = 2_000
ASKED_BY = (
    "wsgi.url_scheme",
    "HTTP_HOST",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_COOKIE",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
)
# Whoever sends one of these may be given something of his own.
NEVER_WITH = ("HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_IF_MATCH")
ONLY_THE_LANGUAGE = re.compile(r"(lang=[a-z]{2})?", re.ASCII)
STANDS = "casetracker.stands"

Asked = tuple[str, ...]
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How long an answer stands: while the projection is in this state, and until a moment.

    Attributes:
        mark: the state of the projection that the answer was made of, or an older one.
        until: when the passing of time alone changes the answer; None: never.
    """

    mark: Mark
    until: dt.datetime | None = None


def stands(mark: Mark, until: dt.datetime | None = None) -> None:
    """Say of the page of this request that it is as it is while nothing public changes."""
    request.environ[STANDS] = Standing(mark, until)


class Unmodified:
    """A WSGI application in front of ours; several threads may use it."""

    def __init__(self, inner: WSGIApplication, newest: Callable[[], Mark], most: int = MOST) -> None:
        self._inner = inner
        self._newest = newest
        self._answers: Latest[Asked, tuple[Standing, str, Headers]] = Latest(most)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the last time, or let the application answer."""
        asked = asked_by(environ)
        if asked is None:
            return self._inner(environ, start_response)
        known = self._answers.get(asked)
        if known is not None and self._still(known[0]):
            start_response(known[1], list(known[2]))
            return ()
        return self._inner(environ, self._noting(asked, environ, start_response))

    def _still(self, standing: Standing) -> bool:
        if standing.until is not None and standing.until <= db.now():
            return False
        try:
            return self._newest() == standing.mark
        except sa.exc.SQLAlchemyError:
            # What a reader is told of a database that does not answer is for the application to say.
            return False

    def _noting(self, asked: Asked, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        def start(status: str, headers: Headers, *more: Any) -> Any:
            standing = environ.get(STANDS)
            if standing is not None and status.startswith("304 "):
                # The day and hour of an answer are for the server to say, each time anew.
                lasting = [(name, value) for name, value in headers if name != "Date"]
                self._answers.keep(asked, (standing, status, lasting))
            return start_response(status, headers, *more)

        return start


def asked_by(environ: WSGIEnvironment) -> Asked | None:
    """Return all that an answer depends on; None unless this asks only whether a page is still the same."""
    tag, cookie = environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_COOKIE", "")
    if not tag or environ["REQUEST_METHOD"] != "GET" or not ONLY_THE_LANGUAGE.fullmatch(cookie):
        return None
    if any(name in environ for name in NEVER_WITH):
        return None
    asked = tuple([environ.get(name, "") for name in ASKED_BY])
    return asked if sum(map(len, asked)) <= LONGEST else None


def register(app: Flask) -> None:
    """Put it in front of the application."""
    with app.app_context():
        newest = NewestMark(db.db.engine)
    app.extensions["newest_mark"] = newest
    app.wsgi_app = Unmodified(app.wsgi_app, newest.read)  # type: ignore[method-assign]
