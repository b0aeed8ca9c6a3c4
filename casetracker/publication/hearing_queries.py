"""Read the public hearings: of a span of time, of a case, and for calendars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from casetracker.publication.models import PublicCase, PublicHearing, PublicHearingCase

PAGE_SIZE = 50
# A calendar that is subscribed to keeps what it has read; so much of what was is sent along.
FEED_BACK = dt.timedelta(days=60)
MOST_IN_FEED = 1000


@dataclass(frozen=True)
class WantedHearings:
    """Which hearings: that start from *begin* on and before *end*, of a body, of a region.

    Attributes:
        newest_first: the latest first, as what has been is read.
    """

    begin: dt.datetime | None = None
    end: dt.datetime | None = None
    body_id: str | None = None
    region: str | None = None
    newest_first: bool = False


def public_hearings(
    session: Session, wanted: WantedHearings, page: int = 1, size: int = PAGE_SIZE
) -> tuple[Sequence[PublicHearing], int]:
    """Return one page of the hearings that are wanted, in their order, and how many there are."""
    conditions = _conditions(wanted)
    total = session.scalar(sa.select(sa.func.count(PublicHearing.id)).where(*conditions))
    order = (PublicHearing.starts_at, PublicHearing.id)
    statement = (
        sa.select(PublicHearing)
        .where(*conditions)
        .order_by(*(column.desc() if wanted.newest_first else column for column in order))
        .options(selectinload(PublicHearing.cases))
        .limit(size)
        .offset((page - 1) * size)
    )
    return session.scalars(statement).all(), int(total or 0)


def count_hearings(session: Session, wanted: WantedHearings) -> int:
    """Return how many hearings are wanted."""
    return session.scalar(sa.select(sa.func.count(PublicHearing.id)).where(*_conditions(wanted))) or 0


def hearings_after(
    session: Session, wanted: WantedHearings, after: tuple[dt.datetime, int] | None, limit: int
) -> tuple[Sequence[PublicHearing], int]:
    """Return the next hearings behind a start and an id, and how many there are on all pages.

    The first to start comes first; one more than *limit* is given when more follow.
    """
    conditions = _conditions(wanted)
    total = session.scalar(sa.select(sa.func.count(PublicHearing.id)).where(*conditions))
    if after is not None:
        start, number = after
        same = sa.and_(PublicHearing.starts_at == start, PublicHearing.id > number)
        conditions.append(sa.or_(PublicHearing.starts_at > start, same))
    statement = (
        sa.select(PublicHearing)
        .where(*conditions)
        .order_by(PublicHearing.starts_at, PublicHearing.id)
        .options(selectinload(PublicHearing.cases))
        .limit(limit + 1)
    )
    return session.scalars(statement).all(), int(total or 0)


def starts_of(session: Session, wanted: WantedHearings) -> Sequence[tuple[dt.datetime, str]]:
    """Return start and zone of every hearing that is wanted, to count them by day."""
    statement = sa.select(PublicHearing.starts_at, PublicHearing.zone).where(*_conditions(wanted))
    return [(starts_at, zone) for starts_at, zone in session.execute(statement)]


def hearings_of_case(session: Session, reference: str) -> Sequence[PublicHearing]:
    """Return the hearings in which a case is heard, the first one first."""
    statement = (
        sa.select(PublicHearing)
        .join(PublicHearing.cases)
        .where(PublicHearingCase.reference == reference)
        .order_by(PublicHearing.starts_at, PublicHearing.id)
        .options(selectinload(PublicHearing.cases))
    )
    return session.scalars(statement).all()


def next_hearings(
    session: Session, references: Collection[str], now: dt.datetime
) -> dict[str, PublicHearing]:
    """Return the next hearing of each case that has one ahead, by its reference."""
    statement = (
        sa.select(PublicHearingCase.reference, PublicHearing)
        .join(PublicHearingCase.hearing)
        .where(
            PublicHearingCase.reference.in_(references),
            PublicHearing.starts_at >= now,
            PublicHearing.result.is_(None),
        )
        .order_by(PublicHearing.starts_at.desc(), PublicHearing.id.desc())
    )
    # The earliest one is the last to be written down.
    return {reference: hearing for reference, hearing in session.execute(statement)}


def feed(session: Session, wanted: WantedHearings, now: dt.datetime) -> Sequence[PublicHearing]:
    """Return what a calendar is given: what is to come, and what was of late, cancelled ones too."""
    conditions = [*_conditions(wanted), PublicHearing.starts_at >= now - FEED_BACK]
    statement = (
        sa.select(PublicHearing)
        .where(*conditions)
        .order_by(PublicHearing.starts_at, PublicHearing.id)
        .options(selectinload(PublicHearing.cases))
        .limit(MOST_IN_FEED)
    )
    return session.scalars(statement).all()


def hearings_of_uids(session: Session, uids: Sequence[str]) -> Sequence[PublicHearing]:
    """Return the hearings with these UIDs, the first one first."""
    statement = (
        sa.select(PublicHearing)
        .where(PublicHearing.uid.in_(uids))
        .order_by(PublicHearing.starts_at, PublicHearing.id)
        .options(selectinload(PublicHearing.cases))
    )
    return session.scalars(statement).all()


def published_slugs(session: Session, references: Collection[str]) -> dict[str, str]:
    """Return the path of the page of each case that is published, by its reference."""
    if not references:
        return {}
    statement = sa.select(PublicCase.reference, PublicCase.slug).where(
        PublicCase.reference.in_(set(references)), PublicCase.state == "published"
    )
    return {reference: slug for reference, slug in session.execute(statement)}


def bodies_with_hearings(session: Session, limit: int = 200) -> Sequence[str]:
    """Return the bodies that have had hearings: what a list of them can be narrowed to."""
    statement = sa.select(PublicHearing.body_id).distinct().order_by(PublicHearing.body_id).limit(limit)
    return session.scalars(statement).all()


def contested_bodies(session: Session) -> Sequence[str]:
    """Return the bodies whose acts have been heard: lists of hearings name them."""
    statement = sa.select(PublicHearingCase.contested_body_id).distinct()
    return [found for found in session.scalars(statement) if found]


def _conditions(wanted: WantedHearings) -> list[sa.ColumnElement[bool]]:
    found = []
    if wanted.begin is not None:
        found.append(PublicHearing.starts_at >= wanted.begin)
    if wanted.end is not None:
        found.append(PublicHearing.starts_at < wanted.end)
    if wanted.body_id:
        found.append(PublicHearing.body_id == wanted.body_id)
    if wanted.region:
        found.append(PublicHearing.region == wanted.region)
    return found
