"""Register many complaints at once, each as if alone, in few statements. Never commits.

What a case consists of is made by the functions that register a single one; only the writing is in bulk.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.actions import add_first_events, add_parties, case_of, number_case, start_clocks
from casetracker.cases.decisions import Taken, add_decision, check_decision, end_reviews, note_decision
from casetracker.cases.identities import Vault
from casetracker.cases.intake import Complaint
from casetracker.cases.likely_same import note_sketches
from casetracker.cases.models import Case, CaseDeadline, Decision, Event, Matter, Party
from casetracker.cases.recomputing import recompute_these
from casetracker.cases.references import new_tracking_code, next_serial
from casetracker.lawbook import LawBook

Row = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """A case that may be registered: checked, in no session, without a number."""

    complaint: Complaint
    case: Case
    decision: Row | None
    taken: Taken | None

    @property
    def received_at(self) -> dt.datetime:
        """Return when the complaint was received."""
        return self.complaint.received_at


def draft_of(complaint: Complaint, decision: Row | None, *, actor: str, import_key: str | None) -> Draft:
    """Return a complaint, and the decision that ended it if there is one, as a case that may be registered.

    *decision* is what ``DecisionSchema`` gives. Raises :class:`InvalidInput` when it does not fit.
    """
    case = case_of(complaint, actor, new_tracking_code(), import_key)
    taken = None if decision is None else check_decision(case, decision, None)
    return Draft(complaint, case, decision, taken)


def is_late(session: Session, book: LawBook, draft: Draft) -> bool:
    """Tell whether a case will be flagged as filed late; nothing of it is stored."""
    start_clocks(session, book, draft.case, actor=draft.case.created_by, reason="registered")
    return draft.case.is_late


def register_many(session: Session, book: LawBook, vault: Vault, drafts: Sequence[Draft]) -> None:
    """Register what was drafted, in its order; every case then has its reference.

    Call it in a savepoint: when the database refuses anything, nothing of it may stay. A draft serves once.
    """
    if not drafts:
        return
    for election in {draft.case.election.id: draft.case.election for draft in drafts}.values():
        # Who changes the election waits until these cases are there to be recomputed with the others.
        session.refresh(election, with_for_update={"read": True})
    _number(session, drafts)
    for draft in drafts:
        _complete(session, book, draft)
    cases = [draft.case for draft in drafts]
    _write_cases(session, cases)
    for draft in drafts:
        # An identity belongs to a case that has its id.
        add_parties(session, vault, draft.case, draft.complaint)
        _note(session, draft)
    session.flush()
    _write_parts(session, Party, [(case, party) for case in cases for party in _parties(case)])
    decided = [case.id for case in cases if case.decisions]
    # What begins with a decision: the parties' limit to contest it.
    actors = {case.id: case.created_by for case in cases}
    for actor in dict.fromkeys(actors.values()):
        chosen = [number for number in decided if actors[number] == actor]
        recompute_these(session, book, chosen, actor=actor, reason="decided")


def _number(session: Session, drafts: Sequence[Draft]) -> None:
    places = {(draft.case.election.id, draft.case.body.id): draft.case for draft in drafts}
    wanted = Counter((draft.case.election.id, draft.case.body.id) for draft in drafts)
    following = {}
    # Always in the same order, so that two who register many never wait for each other in a circle.
    for place in sorted(wanted):
        case = places[place]
        last = next_serial(session, case.election, case.body, wanted[place])
        following[place] = iter(range(last - wanted[place] + 1, last + 1))
    matters = _insert(session, Matter, [{"created_at": db.now()} for _ in drafts])
    for draft, matter_id in zip(drafts, matters, strict=True):
        case = draft.case
        number_case(case, next(following[case.election.id, case.body.id]), matter_id)


def _complete(session: Session, book: LawBook, draft: Draft) -> None:
    case, actor = draft.case, draft.case.created_by
    case.deadlines, case.is_late = [], False
    add_first_events(case, draft.complaint, actor)
    start_clocks(session, book, case, actor=actor, reason="registered")
    if draft.decision is not None and draft.taken is not None:
        # A journal tells how an application ended, not what the decision says.
        add_decision(book, case, draft.decision, draft.taken, actor=actor, text_known=False)
        end_reviews(case, draft.taken, actor)


def _note(session: Session, draft: Draft) -> None:
    case, actor = draft.case, draft.case.created_by
    record(session, actor=actor, action="case.registered", thing=case.ref, details={"late": case.is_late})
    for decision in case.decisions:
        note_decision(session, decision, actor)


def _write_cases(session: Session, cases: Sequence[Case]) -> None:
    for case in cases:
        case.version = 1
        case.election_id, case.body_id = case.election.id, case.body.id
        case.contested_body_id = case.contested_body.id if case.contested_body else None
    for case, number in zip(cases, _insert(session, Case, _rows(Case, cases)), strict=True):
        case.id = number
    note_sketches(session, cases)
    _write_parts(session, Event, [(case, event) for case in cases for event in case.events])
    _write_parts(session, CaseDeadline, [(case, clock) for case in cases for clock in case.deadlines])
    _write_parts(session, Decision, [(case, decision) for case in cases for decision in case.decisions])


def _parties(case: Case) -> Iterator[Party]:
    for party in case.parties:
        if party.identity:
            party.identity_id, party.identity.case_id = party.identity.id, case.id
        yield party


def _write_parts(session: Session, model: type[Any], parts: Sequence[tuple[Case, Any]]) -> None:
    for case, part in parts:
        part.case_id = case.id
    rows = list(_rows(model, [part for _case, part in parts]))
    if rows:
        session.execute(sa.insert(_table(model)), rows)


def _insert(session: Session, model: type[Any], rows: Iterable[Row]) -> Sequence[int]:
    """Insert rows and return their ids in the same order."""
    table = _table(model)
    statement = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return session.execute(statement, list(rows)).scalars().all()


def _table(model: type[Any]) -> sa.Table:
    return cast("sa.Table", model.__table__)


def _rows(model: type[Any], things: Sequence[Any]) -> Iterator[Row]:
    """Return what the columns of a table hold of objects that are in no session.

    A column that none of them has a value for is left to its default in the database.
    """
    columns = [column for column in _table(model).columns if column.name != "id"]
    held = [thing.__dict__ for thing in things]
    known = [
        column for column in columns if column.default is not None or any(column.key in it for it in held)
    ]
    for values in held:
        yield {column.name: _held(column, values) for column in known}


def _held(column: sa.Column[Any], values: Row) -> Any:
    if column.key in values:
        return values[column.key]
    default = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg  # type: ignore[attr-defined]
