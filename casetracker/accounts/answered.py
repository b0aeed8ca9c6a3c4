"""Requests that a token sends with a key of its own: done once, and answered alike when sent again."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.models import AnsweredRequest
from casetracker.accounts.queries import answered_request

# Whoever sends a request again does it within minutes, or after a night; a body may tell of a case.
KEPT = dt.timedelta(hours=24)
# A request that was begun so long ago and has no answer was broken off: it may be sent again.
LONGEST = dt.timedelta(minutes=5)
MOST_PER_PASS = 1000


class KeyReused(Exception):
    """The key was sent with a different request before."""


class InProgress(Exception):
    """The same request is being answered just now, by somebody else."""


@dataclass(frozen=True)
class Sent:
    """A request with a key; *digest* is of everything that makes it this request."""

    token_id: int
    key: str
    digest: str


@dataclass(frozen=True)
class Kept:
    """An answer as it is given again."""

    status: int
    headers: dict[str, str]
    body: dict[str, Any]


def claim(session: Session, sent: Sent, now: dt.datetime) -> str | Kept:
    """Return the answer that the request got before, or the claim under which it is to be answered now.

    To be committed before the request is carried out, so that another one sees it. Raises
    :class:`KeyReused` and :class:`InProgress`.
    """
    found, mine = answered_request(session, sent.token_id, sent.key), secrets.token_hex(16)
    if found is None:
        values = {"token_id": sent.token_id, "key": sent.key, "digest": sent.digest, "claim": mine}
        session.add(AnsweredRequest(**values, headers={}, body={}, answered_at=now))
        session.flush()
        return mine
    is_abandoned = found.status is None and now - found.answered_at >= LONGEST
    if found.digest != sent.digest and not is_abandoned:
        raise KeyReused
    if found.status is not None:
        return Kept(found.status, found.headers, found.body)
    if not is_abandoned or not _change(session, found.claim, claim=mine, digest=sent.digest, answered_at=now):
        raise InProgress
    return mine


def keep(session: Session, claimed: str, answer: Kept, now: dt.datetime) -> None:
    """Keep an answer in the transaction of what it tells.

    Raises :class:`InProgress` when somebody else has taken the request over: then nothing may be done.
    """
    told = {"status": answer.status, "headers": answer.headers, "body": answer.body}
    if not _change(session, claimed, answered_at=now, **told):
        raise InProgress


def let_go(session: Session, claimed: str) -> None:
    """Forget a request that was refused: mended, it may be sent with the same key."""
    session.execute(
        sa.delete(AnsweredRequest).where(AnsweredRequest.claim == claimed, AnsweredRequest.status.is_(None))
    )


def forget_answers(session: Session, now: dt.datetime) -> int:
    """Delete the oldest answers of more than ``KEPT`` ago, a pass's worth; return how many there were."""
    old = sa.select(AnsweredRequest.id).where(AnsweredRequest.answered_at <= now - KEPT)
    ids = session.scalars(old.order_by(AnsweredRequest.answered_at).limit(MOST_PER_PASS)).all()
    if ids:
        session.execute(sa.delete(AnsweredRequest).where(AnsweredRequest.id.in_(ids)))
    return len(ids)


def _change(session: Session, claimed: str | None, **values: Any) -> bool:
    """Change a request that is still claimed by this claim; tell whether it was."""
    mine = sa.update(AnsweredRequest).where(
        AnsweredRequest.claim == claimed, AnsweredRequest.status.is_(None)
    )
    changed = session.execute(mine.values(**values), execution_options={"synchronize_session": False})
    return cast("sa.CursorResult[Any]", changed).rowcount == 1
