"""Find bodies and elections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.registry.models import COMMISSION_LEVELS, OTHER_KINDS, Body, Election
from casetracker.registry.spelling import spelt_words

PRECINCT = "precinct"
# So long after voting day complaints about it are usual.
AFTERMATH = dt.timedelta(days=60)


def list_elections(session: Session) -> Sequence[Election]:
    """Return every election, the latest voting day first."""
    return session.scalars(sa.select(Election).order_by(Election.voting_on.desc(), Election.id)).all()


def current_election(session: Session, today: dt.date) -> Election | None:
    """Return the election that complaints are most likely about: under way, its voting day the nearest."""
    called = sa.func.coalesce(Election.called_on, Election.voting_on)
    under_way = sa.select(Election).where(called <= today, Election.voting_on >= today - AFTERMATH)
    found = session.scalars(under_way).all()
    return min(found, key=lambda it: (abs((it.voting_on - today).days), it.id), default=None)


def list_bodies(session: Session, *conditions: sa.ColumnElement[bool]) -> Sequence[Body]:
    """Return the bodies above the precincts (some hundreds, where precincts are ten thousand), by code.

    *conditions* on ``Body``, such as ``accounts.policy.scope_of``, narrow them down.
    """
    statement = sa.select(Body).where(Body.level != PRECINCT, *conditions).order_by(Body.code)
    return session.scalars(statement).all()


def which_bodies(
    *,
    kind: str | None = None,
    level: str | None = None,
    region: str | None = None,
    parent: str | None = None,
    on: dt.date | None = None,
) -> list[sa.ColumnElement[bool]]:
    """Return the conditions on ``Body`` that each value given stands for; *on* asks who existed that day."""
    wanted = {Body.kind: kind, Body.level: level, Body.region: region, Body.parent_id: parent}
    conditions = [column == value for column, value in wanted.items() if value is not None]
    if on is not None:
        conditions.append(sa.or_(Body.valid_from.is_(None), Body.valid_from <= on))
        conditions.append(sa.or_(Body.valid_to.is_(None), Body.valid_to >= on))
    return conditions


def page_of_bodies(
    session: Session,
    *conditions: sa.ColumnElement[bool],
    page: int,
    page_size: int,
    after: str | None = None,
) -> tuple[Sequence[Body], int]:
    """Return a page (from 1) of the bodies that meet the conditions, precincts too, and how many do.

    One more is given when there are more; *after* begins behind a code instead of at the page.
    """
    behind = None if after is None else Body.code > after
    return _page(session, sa.select(Body).where(*conditions), behind, (Body.code,), page, page_size)


def page_of_elections(
    session: Session,
    *,
    kind: str | None = None,
    page: int,
    page_size: int,
    after: tuple[dt.date, str] | None = None,
) -> tuple[Sequence[Election], int]:
    """Return a page (from 1) of the elections (of one kind), the latest first, and how many there are.

    One more is given when there are more; *after* begins behind a voting day and an id.
    """
    statement = sa.select(Election).where(*([Election.kind == kind] if kind else []))
    behind = None
    if after is not None:
        same = sa.and_(Election.voting_on == after[0], Election.id > after[1])
        behind = sa.or_(Election.voting_on < after[0], same)
    return _page(session, statement, behind, (Election.voting_on.desc(), Election.id), page, page_size)


def _page(
    session: Session,
    statement: sa.Select[Any],
    behind: sa.ColumnElement[bool] | None,
    order: Sequence[Any],
    page: int,
    page_size: int,
) -> tuple[Sequence[Any], int]:
    total = session.scalar(sa.select(sa.func.count()).select_from(statement.subquery()))
    rows = statement.offset((page - 1) * page_size) if behind is None else statement.where(behind)
    return session.scalars(rows.order_by(*order).limit(page_size + 1)).all(), int(total or 0)


def body_by_id_or_code(session: Session, name: str) -> Body | None:
    """Return the body of an id or a code, capitals or not; None when there is none."""
    statement = sa.select(Body).where(sa.or_(Body.id == name.lower(), Body.code == name.upper()))
    return session.scalars(statement).one_or_none()


def central_commission(session: Session) -> Body | None:
    """Return the commission above all others, None while no register is loaded."""
    highest = sa.select(Body).where(Body.kind == "commission", Body.level == COMMISSION_LEVELS[0])
    return session.scalars(highest.order_by(Body.id).limit(1)).one_or_none()


def find_bodies(session: Session, words: str, *, limit: int = 20) -> Sequence[Body]:
    """Return bodies with words (of the code or a name, in any language) that begin like each word given.

    Case and Kazakh letters do not count. Those that have the very words lead; of these, commissions and
    courts, then other bodies; precincts come last.
    """
    wanted = spelt_words(words)
    if not wanted:
        return []
    rank = sa.case((Body.level == PRECINCT, 2), (Body.kind.in_(OTHER_KINDS), 1), else_=0)
    has_all = sa.case((sa.and_(*(Body.words.contains(f" {word} ") for word in wanted)), 0), else_=1)
    statement = (
        sa.select(Body)
        .where(*(Body.words.contains(f" {word}") for word in wanted))
        .order_by(has_all, rank, sa.func.length(Body.code), Body.code)
        .limit(limit)
    )
    return session.scalars(statement).all()
