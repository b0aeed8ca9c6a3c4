"""The bodies of the register that decide by a route of the forum guide, for one complaint."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.cases.jurisdiction import Brought, brought, judged
from casetracker.cases.models import Case
from casetracker.law import LawError
from casetracker.law.forum import ForumBody, Route
from casetracker.lawbook import LawBook
from casetracker.registry.models import Body
from casetracker.registry.queries import which_bodies

# More than these are not "the body of this place" but all of a kind, which its name says better.
MOST_NAMED = 2


def destinations(session: Session, book: LawBook, case: Case) -> list[tuple[Route, Body]]:
    """Return where the guide says that a case belongs, each way with its nearest body of the register.

    Nothing when the case is where it belongs, or when the guide cannot tell.
    """
    matter = brought(case)
    try:
        verdict = judged(book, matter)
    except LawError:
        return []
    if verdict is None or verdict.here:
        return []
    ways = [(route, deciders(session, route, matter)) for route in verdict.advice.routes]
    return [(route, found[0]) for route, found in ways if found and route.procedure]


def deciders(session: Session, route: Route, matter: Brought) -> list[Body]:
    """Return the bodies that decide, the nearest commission first; none where the register cannot tell."""
    return [body for meant in route.bodies for body in _bodies(session, meant, matter)]


def _bodies(session: Session, meant: ForumBody, matter: Brought) -> Sequence[Body]:
    conditions = which_bodies(kind=meant.kind, on=matter.filed_on)
    if meant.kind == "commission":
        return _commissions(session, meant, matter, conditions)
    place = matter.contested_body or matter.body
    there = sa.or_(Body.region == place.region, Body.region.is_(None))
    # That of the region before the one of the whole country.
    nearest = (sa.case((Body.region.is_(None), 1), else_=0), Body.code)
    found = session.scalars(sa.select(Body).where(there, *conditions).order_by(*nearest)).all()
    return found if len(found) <= MOST_NAMED else []


def _commissions(
    session: Session, meant: ForumBody, matter: Brought, conditions: list[sa.ColumnElement[bool]]
) -> Sequence[Body]:
    """Return the nearest commission of a level meant, from the contested one upwards."""
    start = matter.contested_body
    if start is None or start.kind != "commission":
        return []
    above = [part for part in start.path.split("/") if part]
    found = session.scalars(
        sa.select(Body).where(Body.id.in_(above), Body.level.in_(meant.levels), *conditions)
    )
    return sorted(found, key=lambda body: -len(body.path))[:1]
