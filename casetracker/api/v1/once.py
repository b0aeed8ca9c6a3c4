"""Do what a request asks once, however often it is sent with the same Idempotency-Key."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts import answered
from casetracker.accounts.answered import InProgress, Kept, KeyReused, Sent
from casetracker.api.access import caller_token
from casetracker.api.problems import Problem

RETRY_AFTER = {"Retry-After": "1"}


@dataclass(frozen=True)
class Told:
    """An answer: *kept* is the body as it is told again, without what is told once."""

    body: dict[str, Any]
    kept: dict[str, Any]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def once(
    key: str | None,
    digest: Callable[[], str],
    may: Callable[[Session], object],
    act: Callable[[Session], Told],
) -> Response:
    """Return the answer to a request: of now, or the one that was given to the same request before.

    *may* raises when the caller may not have the answer, or not any more; *act* carries the request out,
    in the transaction that keeps its answer.
    """
    if key is None:
        with db.unit_of_work() as session:
            may(session)
            told = act(session)
        return _answer(told.status, told.headers, told.body)
    before = _claim(Sent(caller_token().id, key, digest()), may)
    if isinstance(before, Kept):
        return _answer(before.status, before.headers, before.body)
    # What was read for the claim may have been changed by somebody since.
    db.db.session.expire_all()
    try:
        with _told_as_problems(), db.unit_of_work() as session:
            told = act(session)
            answered.keep(session, before, Kept(told.status, told.headers, told.kept), db.now())
    except BaseException:
        # What cannot be let go now is let go by itself after a while.
        with contextlib.suppress(SQLAlchemyError), db.unit_of_work() as session:
            answered.let_go(session, before)
        raise
    return _answer(told.status, told.headers, told.body)


def digest_of(*parts: Iterable[object]) -> str:
    """Return what makes a request the same: where it was sent, which version was seen, and what was sent."""
    told = [request.path, request.headers.get("If-Match", ""), *map(list, parts)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def digest_of_body() -> str:
    """Return the digest of a request whose body is JSON."""
    return digest_of([hashlib.sha256(request.get_data(cache=True)).hexdigest()])


def plain(schema: Any, told: object) -> dict[str, Any]:
    """Return an answer as a schema tells it, of nothing but what JSON holds."""
    body: dict[str, Any] = json.loads(json.dumps(schema.dump(told)))
    return body


def _claim(sent: Sent, may: Callable[[Session], object]) -> str | Kept:
    def claimed() -> str | Kept:
        with _told_as_problems(), db.unit_of_work() as session:
            may(session)
            return answered.claim(session, sent, db.now())

    try:
        return claimed()
    except IntegrityError:
        # The same key in the same moment: the other request was first, and now it can be seen.
        return claimed()


@contextlib.contextmanager
def _told_as_problems() -> Iterator[None]:
    try:
        yield
    except KeyReused as reused:
        raise Problem("key-reused") from reused
    except InProgress as other:
        raise Problem("in-progress", headers=RETRY_AFTER) from other


def _answer(status: int, headers: dict[str, str], body: dict[str, Any]) -> Response:
    answer = jsonify(body)
    answer.status_code = status
    answer.headers.update(headers)
    return answer
