"""Read what the clocks of many cases hang on, narrowly: no texts, no traces, and nothing twice."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from casetracker import law
from casetracker.cases.clocks import Moments, Ruling, stay_of
from casetracker.cases.models import Case, CaseDeadline, CaseStay, Decision, DecisionService, Event
from casetracker.cases.statuses import OPEN as UNDECIDED
from casetracker.registry.models import Body, Election

OPEN = ("running", "stayed")
NOT_COMPUTED = "clock-not-computed"
WINDOW = 4
"""How many times as many cases are looked through as are taken at once."""

SEEN = (
    *("edition", "strict_on", "due_on", "warn_on", "strict_at", "due_at", "zone"),
    *("immediate", "disputed", "stayed_on", "remaining"),
)
"""The columns of a clock that a person sees, one way or another: when none differs, nothing has moved."""


class StoredClock(NamedTuple):
    """A clock as it is stored, without its trace."""

    id: int
    case_id: int
    role: str
    rule_id: str
    decision_id: int | None
    party_id: int | None
    state: str
    ended_at: dt.datetime | None
    edition: str
    strict_on: dt.date
    due_on: dt.date
    warn_on: dt.date
    strict_at: dt.datetime
    due_at: dt.datetime
    zone: str
    immediate: bool
    disputed: list[Any]
    stayed_on: dt.date | None
    remaining: int | None
    set_at: dt.datetime


class Told(NamedTuple):
    """That a clock could not be computed, as the timeline says it: ``kept`` is the date that stayed, ISO."""

    rule_id: str
    code: str
    kept: str | None
    decision_id: int | None = None
    party_id: int | None = None

    def is_of(self, clock: StoredClock) -> bool:
        """Tell whether it is said of a clock, or of one that it took the place of."""
        about = (clock.rule_id, clock.decision_id, clock.party_id)
        return (self.rule_id, self.decision_id, self.party_id) == about


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case as far as its clocks are concerned.

    Attributes:
        clocks: every clock but the replaced ones.
        told: what the timeline says of clocks that could not be computed, unless they were set since.
    """

    case_id: int
    reference: str
    procedure: str
    status: str
    is_late: bool
    body_kind: str
    moments: Moments
    clocks: Sequence[StoredClock]
    told: frozenset[Told]


CASE_COLUMNS = (
    *(Case.id, Case.reference, Case.procedure, Case.status, Case.is_late, Case.election_id),
    *(Case.received_at, Case.filed_at, Case.contested_on, Case.contested_served_at),
    *(Body.zone, Body.kind),
)
CLOCK_COLUMNS = [getattr(CaseDeadline, name) for name in StoredClock._fields]


class Batch(NamedTuple):
    """Some open cases in the order of their ids, how far one has come with them, and whether that is all."""

    dossiers: list[Dossier]
    cursor: int
    is_last: bool


def is_open() -> sa.ColumnElement[bool]:
    """Return the condition on ``Case`` that keeps what a recomputation looks at.

    That is every case without a decision, and those with a clock that still runs, an appeal's say.
    """
    open_clocks = sa.select(CaseDeadline.case_id).where(CaseDeadline.state.in_(OPEN))
    return sa.or_(Case.status.in_(UNDECIDED), Case.id.in_(open_clocks))


def read_batch(
    session: Session,
    *conditions: sa.ColumnElement[bool],
    after: int = 0,
    limit: int,
    lock: bool = False,
    elections: Mapping[str, Election] | None = None,
) -> Batch:
    """Return the next open cases after an id: at most *limit*, and none only at the very end.

    *conditions* are on ``Case`` and ``Body``. With *lock* the cases are locked against every other change
    until the transaction ends, in the order of their ids, so that two who lock never wait in a circle.
    *elections* by id replace what is stored of them.
    """
    while True:
        last = _end_of_window(session, after, limit * WINDOW)
        chosen = [*_open_in_window(after, last), *conditions]
        found = _read(session, chosen, limit, lock, elections or {})
        if len(found) == limit:
            return Batch(found, found[-1].case_id, False)
        if found or last is None:
            return Batch(found, last or (found[-1].case_id if found else after), last is None)
        after = last


def _end_of_window(session: Session, after: int, width: int) -> int | None:
    """Return the id of a case so many cases further; None when there are not so many.

    What is looked through at once stays small however many cases are closed or open.
    """
    ids = sa.select(Case.id).where(Case.id > after).order_by(Case.id)
    return session.scalar(ids.offset(width - 1).limit(1))


def _open_in_window(after: int, last: int | None) -> list[sa.ColumnElement[bool]]:
    """Return ``is_open`` for the cases of a window, with their ids as the only way to find them."""
    its_clocks = _between(CaseDeadline.case_id, after, last)
    open_clocks = sa.select(CaseDeadline.case_id).where(_unindexed(CaseDeadline.state).in_(OPEN), *its_clocks)
    is_open_there = sa.or_(_unindexed(Case.status).in_(UNDECIDED), Case.id.in_(open_clocks))
    return [*_between(Case.id, after, last), is_open_there]


def _between(
    column: InstrumentedAttribute[int], after: int, last: int | None
) -> list[sa.ColumnElement[bool]]:
    return [column > after] if last is None else [column > after, column <= last]


def _unindexed(column: InstrumentedAttribute[str]) -> sa.ColumnElement[str]:
    """Return the column so that no index on it is used: it sifts what an index on the case finds.

    SQLite would look through every running clock in the database for those of a few cases.
    """
    return sa.func.coalesce(column, "")


def read_one(session: Session, case_id: int) -> Dossier:
    """Return one case, open or not, locked until the transaction ends."""
    [dossier] = _read(session, [Case.id == case_id], 1, True, {})
    return dossier


def _read(
    session: Session,
    conditions: Sequence[sa.ColumnElement[bool]],
    limit: int,
    lock: bool,
    elections: Mapping[str, Election],
) -> list[Dossier]:
    statement = sa.select(*CASE_COLUMNS).join(Body, Case.body_id == Body.id).where(*conditions)
    statement = statement.order_by(Case.id).limit(limit)
    if lock:
        # What refers to the case may still be added; a change of the case itself has to wait.
        statement = statement.with_for_update(of=Case, key_share=True)
    rows: Sequence[Any] = session.execute(statement).all()
    return list(_dossiers(session, rows, elections)) if rows else []


def _dossiers(session: Session, rows: Sequence[Any], replaced: Mapping[str, Election]) -> Iterator[Dossier]:
    ids = [row.id for row in rows]
    elections = _elections(session, {row.election_id for row in rows}) | dict(replaced)
    clocks = _clocks(session, ids)
    told = _told(session, ids, clocks)
    stays, rulings = _stays(session, ids), _rulings(session, ids)
    for row in rows:
        moments = Moments(
            elections[row.election_id],
            row.zone,
            row.received_at,
            row.filed_at,
            row.contested_on,
            tuple(stays.get(row.id, ())),
            rulings.get(row.id, {}),
            row.contested_served_at,
        )
        yield Dossier(
            row.id,
            row.reference,
            row.procedure,
            row.status,
            row.is_late,
            row.kind,
            moments,
            clocks.get(row.id, ()),
            frozenset(told.get(row.id, ())),
        )


def _elections(session: Session, ids: set[str]) -> dict[str, Election]:
    statement = sa.select(Election).where(Election.id.in_(ids))
    found = session.scalars(statement.execution_options(populate_existing=True))
    return {election.id: election for election in found}


def _clocks(session: Session, ids: Sequence[int]) -> Mapping[int, list[StoredClock]]:
    by_case: dict[int, list[StoredClock]] = defaultdict(list)
    wanted = sa.select(*CLOCK_COLUMNS).where(CaseDeadline.case_id.in_(ids), CaseDeadline.state != "replaced")
    for row in session.execute(wanted.order_by(CaseDeadline.id)):
        by_case[row.case_id].append(StoredClock(*row))
    return by_case


def _stays(session: Session, ids: Sequence[int]) -> Mapping[int, list[law.Stay]]:
    by_case: dict[int, list[law.Stay]] = defaultdict(list)
    wanted = sa.select(CaseStay).where(CaseStay.case_id.in_(ids)).order_by(CaseStay.id)
    for stay in session.scalars(wanted):
        by_case[stay.case_id].append(stay_of(stay))
    return by_case


def _rulings(session: Session, ids: Sequence[int]) -> Mapping[int, dict[int, Ruling]]:
    by_case: dict[int, dict[int, Ruling]] = defaultdict(dict)
    services = _services(session, ids)
    columns = (
        *(Decision.id, Decision.case_id, Decision.taken_at, Decision.served_at),
        *(Decision.kind, Decision.ruling),
    )
    for row in session.execute(sa.select(*columns).where(Decision.case_id.in_(ids)).order_by(Decision.id)):
        by_case[row.case_id][row.id] = Ruling(
            row.taken_at, row.served_at, row.kind, row.ruling, services.get(row.id, {})
        )
    return by_case


def _services(session: Session, ids: Sequence[int]) -> Mapping[int, dict[int, dt.datetime]]:
    by_decision: dict[int, dict[int, dt.datetime]] = defaultdict(dict)
    columns = (DecisionService.decision_id, DecisionService.party_id, DecisionService.served_at)
    wanted = sa.select(*columns).join(DecisionService.decision).where(Decision.case_id.in_(ids))
    for row in session.execute(wanted.order_by(DecisionService.party_id)):
        by_decision[row.decision_id][row.party_id] = row.served_at
    return by_decision


def _told(
    session: Session, ids: Sequence[int], clocks: Mapping[int, Sequence[StoredClock]]
) -> Mapping[int, list[Told]]:
    by_case: dict[int, list[Told]] = defaultdict(list)
    columns = (Event.case_id, Event.data, Event.recorded_at)
    wanted = sa.select(*columns).where(Event.case_id.in_(ids), Event.kind == NOT_COMPUTED)
    for case_id, data, at in session.execute(wanted):
        told = Told(
            *(data["rule"], data["code"], data.get("kept")), data.get("decision"), data.get("party_id")
        )
        if not any(told.is_of(clock) and clock.set_at > at for clock in clocks.get(case_id, ())):
            by_case[case_id].append(told)
    return by_case
