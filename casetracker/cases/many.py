"""Register many complaints at once, each as if alone, in few statements. Never commits.

What a case consists of is made by the functions that register a single one; only the writing is in bulk.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.bulk import give_ids, insert_rows, take_ids, write_all
from casetracker.cases.actions import add_first_events, add_parties, case_of, number_case, start_clocks
from casetracker.cases.awaiting import note_new_decisions, renew_clocks
from casetracker.cases.clocks import moments_of
from casetracker.cases.decisions import Taken, add_decision, check_decision, end_reviews, note_decision
from casetracker.cases.identities import Vault
from casetracker.cases.intake import Complaint
from casetracker.cases.likely_same import note_sketches
from casetracker.cases.models import Case, CaseDeadline, Decision, Event, Identity, Matter, Party
from casetracker.cases.models.party import IdentityMark
from casetracker.cases.plain import plain
from casetracker.cases.recomputing import note_verdicts
from casetracker.cases.recomputing.judging import Verdict, judge
from casetracker.cases.recomputing.reading import NOT_COMPUTED, Dossier, StoredClock, Told
from casetracker.cases.references import new_tracking_code, next_serial
from casetracker.cases.rulings import add_ruling, add_slip, check_ruling, check_written
from casetracker.lawbook import LawBook

Row = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """A case that may be registered: checked, in no session, without a number."""

    complaint: Complaint
    case: Case
    decision: Row | None
    taken: Taken | None
    slip: Row | None = None
    slip_taken: Taken | None = None

    @property
    def received_at(self) -> dt.datetime:
        """Return when the complaint was received."""
        return self.complaint.received_at


def draft_of(complaint: Complaint, decision: Row | None, *, actor: str, import_key: str | None) -> Draft:
    """Return a complaint, and the decision that ended it if there is one, as a case that may be registered.

    *decision* is what ``DecisionSchema`` gives, or ``RulingSchema``: the case goes on after that. Raises
    :class:`InvalidInput` when it does not fit.
    """
    case = case_of(complaint, actor, new_tracking_code(), import_key, plain(Case))
    return Draft(complaint, case, decision, _taken(case, decision))


def with_slip(draft: Draft, slip: Row) -> Draft:
    """Return a draft with the correction of its decision; *slip* is what ``SlipSchema`` gives.

    Raises :class:`InvalidInput` when it does not fit.
    """
    taken = check_written(draft.case, slip, {}, draft.taken.taken_at if draft.taken else None)
    return replace(draft, slip=slip, slip_taken=taken)


def _taken(case: Case, decision: Row | None) -> Taken | None:
    if decision is None:
        return None
    if "ruling" in decision:
        return check_ruling(case, decision, None)
    return check_decision(case, decision, None, text_known=False)


def is_late(book: LawBook, draft: Draft) -> bool:
    """Tell whether a case will be flagged as filed late; nothing of it is stored."""
    start_clocks(book, draft.case, actor=draft.case.created_by, reason="registered")
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
        _complete(session, book, vault, draft)
    cases = [draft.case for draft in drafts]
    give_ids(session, CaseDeadline, _belonging(cases, "deadlines"))
    give_ids(session, Decision, _belonging(cases, "decisions"))
    verdicts = _contested(book, [case for case in cases if case.decisions])
    _write(session, cases)
    for actor in dict.fromkeys(case.created_by for case in cases):
        chosen = [verdict for case, verdict in verdicts if case.created_by == actor]
        note_verdicts(session, book, chosen, actor=actor, reason="decided")


def _number(session: Session, drafts: Sequence[Draft]) -> None:
    places = {(draft.case.election.id, draft.case.body.id): draft.case for draft in drafts}
    wanted = Counter((draft.case.election.id, draft.case.body.id) for draft in drafts)
    following = {}
    # Always in the same order, so that two who register many never wait for each other in a circle.
    for place in sorted(wanted):
        case = places[place]
        last = next_serial(session, case.election, case.body, wanted[place])
        following[place] = iter(range(last - wanted[place] + 1, last + 1))
    matters, now = take_ids(session, Matter, len(drafts)), db.now()
    insert_rows(session, Matter, [{"id": number, "created_at": now} for number in matters])
    for draft, matter_id in zip(drafts, matters, strict=True):
        case = draft.case
        number_case(case, next(following[case.election.id, case.body.id]), matter_id)
    give_ids(session, Case, [draft.case for draft in drafts])


def _complete(session: Session, book: LawBook, vault: Vault, draft: Draft) -> None:
    case, actor = draft.case, draft.case.created_by
    case.version, case.is_late = 1, False
    case.deadlines.clear()
    add_parties(session, vault, case, draft.complaint)
    add_first_events(case, draft.complaint, actor)
    start_clocks(book, case, actor=actor, reason="registered")
    if draft.decision is not None and draft.taken is not None:
        _decide(book, case, draft.decision, draft.taken, actor)
    if draft.slip is not None and draft.slip_taken is not None:
        add_slip(book, draft.slip, draft.slip_taken, case.decisions[0], actor=actor, text_known=False)
    record(session, actor=actor, action="case.registered", thing=case.ref, details={"late": case.is_late})
    for decision in case.decisions:
        note_decision(session, decision, actor)


def _decide(book: LawBook, case: Case, decision: Row, taken: Taken, actor: str) -> None:
    """Add what a journal tells of a decision: how an application ended or stands, not what it says."""
    if "ruling" in decision:
        add_ruling(book, case, decision, taken, actor=actor, text_known=False)
        return
    add_decision(book, case, decision, taken, actor=actor, text_known=False)
    end_reviews(case, taken, actor)


def _write(session: Session, cases: Sequence[Case]) -> None:
    for case in cases:
        case.election_id, case.body_id = case.election.id, case.body.id
        case.contested_body_id = case.contested_body.id if case.contested_body else None
    write_all(session, Case, cases)
    note_sketches(session, cases)
    _write_people(session, cases)
    for decision in (decision for case in cases for decision in case.decisions):
        decision.corrects_id = decision.corrects.id if decision.corrects else None
    for model, name in ((Event, "events"), (Decision, "decisions"), (CaseDeadline, "deadlines")):
        write_all(session, model, _belonging(cases, name))
    _note_awaited(session, cases)


def _note_awaited(session: Session, cases: Sequence[Case]) -> None:
    decided = [case.id for case in cases if case.decisions]
    if decided:
        note_new_decisions(session, decided)
    unclear = [case.id for case in cases if any(event.kind == NOT_COMPUTED for event in case.events)]
    if unclear:
        renew_clocks(session, unclear)


def _belonging(cases: Sequence[Case], name: str) -> list[Any]:
    parts = []
    for case in cases:
        for part in getattr(case, name):
            part.case_id = case.id
            parts.append(part)
    return parts


def _write_people(session: Session, cases: Sequence[Case]) -> None:
    parties = _belonging(cases, "parties")
    known = [party for party in parties if party.identity]
    give_ids(session, Identity, [party.identity for party in known])
    for party in known:
        party.identity_id = party.identity.id
    write_all(session, Identity, [party.identity for party in known])
    marks = [(party.identity.id, mark) for party in known for mark in party.identity.marks]
    rows = [{"identity_id": number, "kind": mark.kind, "mark": mark.mark} for number, mark in marks]
    insert_rows(session, IdentityMark, rows)
    write_all(session, Party, parties)


def _contested(book: LawBook, decided: Sequence[Case]) -> list[tuple[Case, Verdict]]:
    """Return what begins with the decisions, the parties' limit to contest it; the cases get its version."""
    verdicts = [(case, judge(book, _dossier(case))) for case in decided]
    for case, verdict in verdicts:
        if verdict.changes:
            case.version, case.is_late = case.version + 1, verdict.is_late
    return verdicts


def _dossier(case: Case) -> Dossier:
    """Return what a recomputation would read of a case that is about to be written."""
    return Dossier(
        case.id,
        case.reference,
        case.procedure,
        case.status,
        case.is_late,
        case.body.kind,
        moments_of(case),
        [_as_stored(clock) for clock in case.deadlines],
        frozenset(_not_computed(case)),
    )


def _as_stored(clock: CaseDeadline) -> StoredClock:
    return StoredClock(*(getattr(clock, name) for name in StoredClock._fields))


def _not_computed(case: Case) -> Iterator[Told]:
    for event in case.events:
        if event.kind == NOT_COMPUTED:
            yield Told(event.data["rule"], event.data["code"], None)
