"""Cases that a complaint may be the same as: the same act, the same complainant, a similar text.

However many cases there are, it is a handful of statements, each bounded by an index and a limit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, defer, lazyload

from casetracker.bulk import insert_rows
from casetracker.cases.blind_index import cases_of_person, words_of
from casetracker.cases.likeness import needed, sketch
from casetracker.cases.models import Case, CaseSketch, Party
from casetracker.registry.models import Body
from casetracker.sealing.box import SealBox

MOST_SHOWN = 10
# Of the cases that share one number of the sketch, only the newest are looked at.
MOST_SHARING = 200
SAME_ACT, SAME_ORGANISATION, SAME_PERSON, SIMILAR_TEXT = (
    *("same-act", "same-organisation"),
    *("same-person", "similar-text"),
)


@dataclass(frozen=True)
class Newcomer:
    """What is known of a complaint that is not registered yet."""

    election_id: str
    contested_body_id: str | None
    contested_on: dt.date | None
    text: str
    organisation: str | None
    name: str | None
    contact: str | None


@dataclass(frozen=True)
class Likely:
    """A case that may be the same, and why: slugs of ``labels`` kind ``duplicate-reason``."""

    case: Case
    reasons: tuple[str, ...]


def likely_same(
    session: Session, box: SealBox, scope: sa.ColumnElement[bool], newcomer: Newcomer
) -> list[Likely]:
    """Return the cases inside a scope (a condition on ``Body``) that may be the same; most reasons first."""
    found: dict[int, tuple[Case, list[str]]] = {}
    for reason, cases in (
        (SAME_ACT, _about_the_act(session, scope, newcomer)),
        (SAME_PERSON, _of_the_person(session, box, scope, newcomer)),
        (SAME_ORGANISATION, _of_the_organisation(session, scope, newcomer)),
        (SIMILAR_TEXT, similar_in_text(session, scope, newcomer.text)),
    ):
        for case in cases:
            found.setdefault(case.id, (case, []))[1].append(reason)
    likely = [Likely(case, tuple(reasons)) for case, reasons in found.values()]
    return sorted(likely, key=lambda it: (-len(it.reasons), -it.case.id))[:MOST_SHOWN]


def note_sketches(session: Session, cases: Iterable[Case]) -> None:
    """Store what the texts of new cases are like, so that later ones are compared with them."""
    rows = [{"number": number, "case_id": case.id} for case in cases for number in sketch(case.text)]
    insert_rows(session, CaseSketch, rows)


def similar_in_text(session: Session, scope: sa.ColumnElement[bool], text: str) -> Sequence[Case]:
    """Return the cases inside a scope whose text is like this one, the likest first."""
    numbers = sketch(text)
    if not needed(numbers):
        return []
    sharing = sa.union_all(*(_newest_with(number) for number in numbers)).subquery()
    shared = sa.func.count().label("shared")
    counted = (
        sa.select(sharing.c.case_id, shared)
        .group_by(sharing.c.case_id)
        .having(shared >= needed(numbers))
        .subquery()
    )
    statement = _inside(scope).join(counted, counted.c.case_id == Case.id)
    return session.scalars(statement.order_by(counted.c.shared.desc(), Case.id.desc())).all()


def _newest_with(number: int) -> sa.Select[int]:
    some = (
        sa.select(CaseSketch.case_id)
        .where(CaseSketch.number == number)
        .order_by(CaseSketch.case_id.desc())
        .limit(MOST_SHARING)
        .subquery()
    )
    return sa.select(some.c.case_id)


def _about_the_act(session: Session, scope: sa.ColumnElement[bool], newcomer: Newcomer) -> Sequence[Case]:
    if newcomer.contested_body_id is None or newcomer.contested_on is None:
        return []
    statement = _inside(scope).where(
        Case.contested_body_id == newcomer.contested_body_id, Case.contested_on == newcomer.contested_on
    )
    return session.scalars(statement.order_by(Case.id.desc())).all()


def _of_the_organisation(
    session: Session, scope: sa.ColumnElement[bool], newcomer: Newcomer
) -> Sequence[Case]:
    if not newcomer.organisation:
        return []
    complains = sa.exists().where(
        Party.case_id == Case.id, Party.role == "complainant", Party.organisation == newcomer.organisation
    )
    statement = _inside(scope).where(Case.election_id == newcomer.election_id, complains)
    return session.scalars(statement.order_by(Case.id.desc())).all()


def _of_the_person(
    session: Session, box: SealBox, scope: sa.ColumnElement[bool], newcomer: Newcomer
) -> Sequence[Case]:
    words = words_of(newcomer.name, newcomer.contact)
    return [it.case for it in cases_of_person(session, box, words, scope)] if words else []


def _inside(scope: sa.ColumnElement[bool]) -> sa.Select[Case]:
    return (
        sa.select(Case)
        .join(Body, Case.body_id == Body.id)
        .where(scope)
        .options(contains_eager(Case.body), lazyload(Case.election), defer(Case.text), defer(Case.relief))
        .limit(MOST_SHOWN)
    )
