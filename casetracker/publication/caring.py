"""Hold the public rows against the case file, and make anew what differs.

To compare, a batch is made anew in a transaction that is rolled back, and the rows before are held against
those after: what is compared is what would be made. What differs is then made anew in a unit of work of its
own, in place: whoever reads sees the row before or the row after it. Nothing is kept between batches, so a
pass that was killed is simply begun again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.models import Case, Hearing
from casetracker.publication.approved import unknown_parts
from casetracker.publication.models import PublicCase, PublicHearing
from casetracker.publication.remaking import remake_case, remake_hearing, remake_links
from casetracker.publication.rows import PUBLIC, Derived, Key, different, of_cases, of_hearings

ACTOR = "command line"
# Cases or hearings in a transaction: nobody else can write to a SQLite database meanwhile.
BATCH = 50
BREATH_SECONDS = 0.03
# What is made of a public case outside this room: its entries in the index, its figures.
Follow = Callable[[Session, PublicCase], object]


@dataclass(frozen=True)
class Difference:
    """A public row that does not say what it should: which, and in what; never what stands there.

    ``can_be_mended`` is False where only a person can: nothing tells what the row should say.
    """

    row: str
    parts: tuple[str, ...]
    can_be_mended: bool = True


@dataclass(frozen=True)
class Care:
    """How the register is gone through: what follows a public case, and in which rows that shows."""

    follow: Follow
    derived: Sequence[Derived] = ()
    batch: int = BATCH


def compare(session: Session, care: Care) -> Iterator[Difference]:
    """Give what differs, batch by batch; nothing is written."""
    return _walk(session, care, mend=False)


def rebuild(session: Session, care: Care) -> Iterator[Difference]:
    """Make anew what differs; give what was different, mended or not."""
    return _walk(session, care, mend=True)


def _walk(session: Session, care: Care, *, mend: bool) -> Iterator[Difference]:
    for ids in _batches(session, PublicCase.id, care.batch):
        found, others = _compare_cases(session, ids, care)
        if found and mend:
            with db.unit_of_work(session):
                _mend_cases(session, found, care)
        yield from (Difference(row, parts) for (_id, row), parts in found.items())
        yield from others
    for ids in _batches(session, Hearing.id, care.batch):
        found = _compare_hearings(session, ids)
        if found and mend:
            with db.unit_of_work(session):
                _remake_hearings(session, sorted({number for number, _row in found}))
                _note(session, [row for _id, row in found])
        yield from (Difference(row, parts) for (_id, row), parts in found.items())
    for reference in session.scalars(_HEARINGS_ALONE):
        yield Difference(f"hearing {reference}", ("case file",), can_be_mended=False)


_HEARINGS_ALONE = (
    sa.select(PublicHearing.uid)
    .where(~sa.exists().where(Hearing.uid == PublicHearing.uid))
    .order_by(PublicHearing.id)
)


def _batches(session: Session, column: InstrumentedAttribute[int], size: int) -> Iterator[list[int]]:
    last = 0
    while ids := list(session.scalars(sa.select(column).where(column > last).order_by(column).limit(size))):
        yield ids
        last = ids[-1]
        time.sleep(BREATH_SECONDS)


@contextmanager
def _undone(session: Session) -> Iterator[None]:
    """Give a transaction of which nothing stays."""
    session.rollback()
    session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
    try:
        yield
    finally:
        session.rollback()


def _compare_cases(
    session: Session, ids: Sequence[int], care: Care
) -> tuple[dict[Key, tuple[str, ...]], list[Difference]]:
    with _undone(session):
        before = of_cases(session, ids, care.derived)
        publics, others = _remake_cases(session, ids)
        for public in publics:
            care.follow(session, public)
        session.flush()
        after = of_cases(session, ids, care.derived)
    return dict(different(before, after)), others


def _mend_cases(session: Session, found: dict[Key, tuple[str, ...]], care: Care) -> None:
    publics, _others = _remake_cases(session, sorted({number for number, _row in found}))
    now = db.now()
    changed = {number for number, row in found if row.rpartition(" ")[0] in PUBLIC}
    for public in publics:
        if public.id in changed:
            # Whoever keeps the page asks whether it is still the same.
            public.updated_at = now
        care.follow(session, public)
    _note(session, [row for _id, row in found])


def _remake_cases(session: Session, ids: Sequence[int]) -> tuple[Sequence[PublicCase], list[Difference]]:
    """Make cases anew; return those that have a case file, and what nothing tells."""
    wanted = sa.select(PublicCase).where(PublicCase.id.in_(ids)).order_by(PublicCase.id)
    loaded = wanted.options(selectinload(PublicCase.decisions), selectinload(PublicCase.documents))
    publics = session.scalars(loaded.execution_options(populate_existing=True)).all()
    files = _files(session, [public.reference for public in publics])
    others = []
    for public in publics:
        file = files.get(public.reference)
        parts = unknown_parts(session, public, file) if file else ("case file",)
        if parts:
            others.append(Difference(f"case {public.reference}", parts, can_be_mended=False))
        if file is not None:
            remake_case(session, public, file)
    session.flush()
    remake_links(session, ids)
    return [public for public in publics if public.reference in files], others


def _files(session: Session, references: Sequence[str]) -> dict[str, Case]:
    statement = sa.select(Case).where(Case.reference.in_(references)).order_by(Case.id)
    read = statement.with_for_update(of=Case).options(
        *(selectinload(each) for each in (Case.decisions, Case.events, Case.deadlines, Case.parties))
    )
    found = session.scalars(read.execution_options(populate_existing=True)).unique()
    return {case.reference: case for case in found}


def _compare_hearings(session: Session, ids: Sequence[int]) -> dict[Key, tuple[str, ...]]:
    with _undone(session):
        hearings = {
            uid: number
            for uid, number in session.execute(sa.select(Hearing.uid, Hearing.id).where(Hearing.id.in_(ids)))
        }
        before = of_hearings(session, hearings)
        _remake_hearings(session, ids)
        after = of_hearings(session, hearings)
    return dict(different(before, after))


def _remake_hearings(session: Session, ids: Sequence[int]) -> None:
    for hearing in session.scalars(
        sa.select(Hearing).where(Hearing.id.in_(ids)).order_by(Hearing.id)
    ).unique():
        remake_hearing(session, hearing)


def _note(session: Session, rows: Sequence[str]) -> None:
    details = {"rows": list(rows)}
    record(session, actor=ACTOR, action="publication.rebuilt", thing="public register", details=details)
