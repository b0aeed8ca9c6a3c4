"""What was taken back after it had been public: a dump that may hold it must not be given any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.publication.models import PublicCase, PublicDecision

# The correction by which what had become public was covered.
COVERED = "too-much-shown"
# A dump sees the register a moment after the clock was read for it; and whoever withdraws reads the clock
# first and commits later, when a dump that still holds it may have begun meanwhile.
SLACK = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Taking:
    """Something was public from one moment to another."""

    published_at: dt.datetime
    taken_at: dt.datetime

    def spoils(self, made_at: dt.datetime) -> bool:
        """Tell whether a dump of that moment may hold it."""
        return self.published_at <= made_at + SLACK and self.taken_at >= made_at - SLACK


def takings(session: Session, since: dt.datetime) -> list[Taking]:
    """Return what was withdrawn or covered since a moment, or so shortly before that it was not seen then."""
    since -= SLACK
    taken_at = sa.func.coalesce(PublicCase.withdrawn_at, PublicCase.updated_at)
    cases = sa.select(PublicCase.published_at, taken_at).where(
        PublicCase.state == "withdrawn", PublicCase.updated_at >= since
    )
    decisions = sa.select(PublicDecision.published_at, PublicDecision.withdrawn_at).where(
        PublicDecision.withdrawn_at >= since
    )
    withdrawn = [
        Taking(published_at, taken)
        for asked in (cases, decisions)
        for published_at, taken in session.execute(asked)
        if taken is not None
    ]
    return withdrawn + [it for it in _covered(session, since) if it.taken_at >= since]


def is_spoilt(made_at: dt.datetime, taken: Iterable[Taking]) -> bool:
    """Tell whether a dump of that moment may hold something of what was taken back."""
    return any(taking.spoils(made_at) for taking in taken)


def _covered(session: Session, since: dt.datetime) -> Iterator[Taking]:
    corrected = sa.select(PublicCase.published_at, PublicCase.corrections).where(
        PublicCase.updated_at >= since, sa.cast(PublicCase.corrections, sa.Text) != "[]"
    )
    for published_at, corrections in session.execute(corrected):
        for told in corrections:
            if told["reason"] == COVERED:
                yield Taking(published_at, dt.datetime.fromisoformat(told["at"]))
