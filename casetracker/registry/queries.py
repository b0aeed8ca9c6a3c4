"""Find bodies and elections."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.registry.models import Body, Election

PRECINCT = "precinct"


def list_elections(session: Session) -> Sequence[Election]:
    """Return every election, the latest voting day first."""
    return session.scalars(sa.select(Election).order_by(Election.voting_on.desc(), Election.id)).all()


def list_bodies(session: Session, *conditions: sa.ColumnElement[bool]) -> Sequence[Body]:
    """Return the bodies above the precincts (some hundreds, where precincts are ten thousand), by code.

    *conditions* on ``Body``, such as ``accounts.policy.scope_of``, narrow them down.
    """
    statement = sa.select(Body).where(Body.level != PRECINCT, *conditions).order_by(Body.code)
    return session.scalars(statement).all()


def body_by_id_or_code(session: Session, name: str) -> Body | None:
    """Return the body of an id or a code, capitals or not; None when there is none."""
    statement = sa.select(Body).where(sa.or_(Body.id == name.lower(), Body.code == name.upper()))
    return session.scalars(statement).one_or_none()


def find_bodies(session: Session, words: str, *, limit: int = 20) -> Sequence[Body]:
    """Return bodies whose code or name (in any of the languages) holds every word; precincts last."""
    conditions = [_holds(word) for word in words.split()]
    if not conditions:
        return []
    is_precinct = sa.case((Body.level == PRECINCT, 1), else_=0)
    statement = sa.select(Body).where(*conditions).order_by(is_precinct, Body.code).limit(limit)
    return session.scalars(statement).all()


def _holds(word: str) -> sa.ColumnElement[bool]:
    # SQLite folds the case of ASCII only, so Cyrillic is asked for in each way that names are written.
    written = {word, word.lower(), word.upper(), word.capitalize(), word.title()}
    columns = (Body.code, Body.name_kk, Body.name_ru, Body.name_en)
    return sa.or_(
        *(column.icontains(form, autoescape=True) for column in columns for form in sorted(written))
    )
