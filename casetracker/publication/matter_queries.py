"""Read public matters: from the projection only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from casetracker.publication.models import PublicCase, PublicLink, PublicMatter, PublicMatterCase
from casetracker.streaming import each_row


@dataclass(frozen=True)
class Place:
    """The matter of a case, and how many cases are in it."""

    matter: PublicMatter
    count: int


def public_matter(session: Session, number: int) -> PublicMatter | None:
    """Return a matter by its number, one that has ended or leads to another too."""
    wanted = sa.select(PublicMatter).where(PublicMatter.id == number)
    return session.scalars(wanted.options(joinedload(PublicMatter.anchor))).one_or_none()


def cases_of(session: Session, matter: PublicMatter) -> Sequence[PublicCase]:
    """Return the cases of a matter, withdrawn ones too, those that were received first leading."""
    statement = (
        sa.select(PublicCase)
        .join(PublicMatterCase, PublicMatterCase.public_case_id == PublicCase.id)
        .where(PublicMatterCase.matter_id == matter.id)
        .options(selectinload(PublicCase.decisions))
        .order_by(PublicCase.received_at, PublicCase.id)
    )
    return session.scalars(statement).all()


def links_of(session: Session, matter: PublicMatter) -> Sequence[PublicLink]:
    """Return the links between the cases of a matter."""
    statement = (
        sa.select(PublicLink)
        .join(PublicMatterCase, PublicMatterCase.public_case_id == PublicLink.from_id)
        .where(PublicMatterCase.matter_id == matter.id)
        .order_by(PublicLink.id)
    )
    return session.scalars(statement).all()


def place_of(session: Session, case: PublicCase) -> Place | None:
    """Return the matter of a case; None when it is linked with no other."""
    own = sa.select(PublicMatterCase.matter_id).where(PublicMatterCase.public_case_id == case.id)
    statement = (
        sa.select(PublicMatter, sa.func.count(PublicMatterCase.public_case_id))
        .join(PublicMatterCase, PublicMatterCase.matter_id == PublicMatter.id)
        .where(PublicMatter.id == own.scalar_subquery())
        .group_by(PublicMatter.id)
    )
    found = session.execute(statement).one_or_none()
    return Place(*found) if found else None


def every_shown() -> sa.Select[PublicMatter]:
    """Return the statement that gives every matter with a page and a published case on it, by number."""
    published = (
        sa.select(PublicMatterCase.matter_id)
        .join(PublicCase, PublicCase.id == PublicMatterCase.public_case_id)
        .where(PublicCase.state == "published")
    )
    return sa.select(PublicMatter).where(PublicMatter.id.in_(published)).order_by(PublicMatter.id)


def shown_matters(session: Session) -> Iterator[PublicMatter]:
    """Give every matter that has a page and a published case on it."""
    for (matter,) in each_row(session, every_shown()):
        yield matter
