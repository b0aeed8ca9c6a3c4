"""What the staff pages of the law and of elections read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.cases import statuses
from casetracker.cases.models import Awaited, Case, CaseDeadline, Recomputation
from casetracker.cases.models.awaited import LAW
from casetracker.cases.queries import open_among_few
from casetracker.cases.recomputing.reading import is_open
from casetracker.registry.models import Body, Election

RECOMPUTATIONS_A_PAGE = 25
OPEN = Case.status.in_(statuses.OPEN)


@dataclass(frozen=True)
class Uncomputed:
    """An election, and how many open cases lack a clock because the law of their time is not verified."""

    election: Election
    cases: int


@dataclass(frozen=True)
class Progress:
    """A recomputation, and how many cases it has to look at: as far as that can be known before its end."""

    work: Recomputation
    election: Election | None
    total: int


def election_by_code(session: Session, code: str) -> Election | None:
    """Return the election of a code in small letters, or None."""
    return session.scalars(sa.select(Election).where(Election.code == code.upper())).one_or_none()


def open_cases(session: Session, scope: sa.ColumnElement[bool]) -> dict[str, int]:
    """Return how many open cases a scope has, by the id of their election."""
    statement = sa.select(Case.election_id, sa.func.count(Case.id)).join(Body, Case.body_id == Body.id)
    rows = session.execute(statement.where(OPEN, scope).group_by(Case.election_id))
    return {election_id: count for election_id, count in rows}


def uncomputed_for_unverified_law(session: Session, scope: sa.ColumnElement[bool]) -> list[Uncomputed]:
    """Return the elections with open cases whose newest word on a clock is that the law is not verified."""
    statement = (
        sa.select(Case.election_id, sa.func.count(Case.id).label("cases"))
        .join(Awaited, Awaited.case_id == Case.id)
        .join(Body, Case.body_id == Body.id)
        .where(Awaited.what == LAW, open_among_few(), scope)
        .group_by(Case.election_id)
    )
    counts = {row.election_id: row.cases for row in session.execute(statement)}
    elections = session.scalars(
        sa.select(Election).where(Election.id.in_(counts)).order_by(Election.voting_on.desc(), Election.id)
    )
    return [Uncomputed(election, counts[election.id]) for election in elections]


def clocks_of_other_wordings(
    session: Session, digests: Mapping[str, str], scope: sa.ColumnElement[bool]
) -> int:
    """Return how many open clocks rest on a text of their rule that *digests* does not have."""
    statement = (
        sa.select(
            CaseDeadline.rule_id, CaseDeadline.rule_hash, sa.func.count(CaseDeadline.id).label("clocks")
        )
        .join(CaseDeadline.case)
        .join(Body, Case.body_id == Body.id)
        .where(CaseDeadline.state.in_(("running", "stayed")), scope)
        .group_by(CaseDeadline.rule_id, CaseDeadline.rule_hash)
    )
    return sum(row.clocks for row in session.execute(statement) if digests.get(row.rule_id) != row.rule_hash)


def recomputations(
    session: Session, *, election_id: str | None = None, page: int = 1
) -> tuple[list[Progress], int]:
    """Return a page (from 1) of the recomputations, the newest first, and how many there are.

    With an election, those are left out that did not reach its cases.
    """
    reached = sa.or_(Recomputation.election_id.is_(None), Recomputation.election_id == election_id)
    chosen = sa.select(Recomputation).where(*([reached] if election_id else []))
    total = session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery()))
    rows = chosen.order_by(Recomputation.id.desc()).limit(RECOMPUTATIONS_A_PAGE)
    found = session.scalars(rows.offset((page - 1) * RECOMPUTATIONS_A_PAGE)).all()
    return _with_progress(session, found), int(total or 0)


def _with_progress(session: Session, found: Sequence[Recomputation]) -> list[Progress]:
    ids = {work.election_id for work in found if work.election_id}
    elections = {
        election.id: election for election in session.scalars(sa.select(Election).where(Election.id.in_(ids)))
    }
    return [
        Progress(work, elections.get(work.election_id or ""), work.seen + _ahead(session, work))
        for work in found
    ]


def _ahead(session: Session, work: Recomputation) -> int:
    if work.state == "done":
        return 0
    ahead = [is_open(), Case.id > work.cursor]
    if work.election_id:
        ahead.append(Case.election_id == work.election_id)
    return session.scalar(sa.select(sa.func.count(Case.id)).where(*ahead)) or 0


def unfinished_recomputations(session: Session) -> int:
    """Return how many recomputations of the cases of every election wait or are under way."""
    statement = sa.select(sa.func.count(Recomputation.id)).where(Recomputation.state != "done")
    return session.scalar(statement.where(Recomputation.election_id.is_(None))) or 0
