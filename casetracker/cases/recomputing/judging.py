"""What has to change in the clocks of a case: values in, values out; nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from casetracker import law
from casetracker.cases.clocks import APPEAL, FILING, REVIEW, Clock, appeal_rule_of, clock_of, rules_of
from casetracker.cases.recomputing.reading import OPEN, SEEN, UNDECIDED, Dossier, StoredClock, Told
from casetracker.lawbook import LawBook

MOVED, SET, KEPT = "moved", "set", "kept"
JUDGED = ("met", "missed")
SERVICE = "service"
# Role, rule, decision and party of a clock.
Missing = tuple[str, str, int | None, int | None]


@dataclass(frozen=True)
class Change:
    """One clock that is no longer what is stored.

    Attributes:
        kind: ``moved`` (another clock takes its place), ``set`` (there was none), or ``kept`` (it can no
            longer be computed; what is stored stays).
        old: what is stored, None when there is nothing.
        state: of the new clock; of ``kept`` the old one's, or None.
    """

    kind: str
    old: StoredClock | None
    clock: Clock
    state: str | None
    ended_at: dt.datetime | None

    @property
    def problem(self) -> str | None:
        """Return the code of the refusal to compute."""
        return self.clock.problem.code if self.clock.problem else None

    @property
    def deadline(self) -> law.Deadline:
        """Return the new deadline of a clock that moved or was set."""
        if self.clock.deadline is None:
            raise ValueError("what is only kept has no new deadline")
        return self.clock.deadline


@dataclass(frozen=True)
class Verdict:
    """All that changes in a case; ``is_late`` as it is now, whether or not that changes."""

    dossier: Dossier
    changes: tuple[Change, ...]
    is_late: bool


@dataclass(frozen=True)
class Move:
    """What became of one clock, for people: dates in the zone of the body.

    Attributes:
        from_due_on: the last day before; None for a clock that is new.
        to_due_on: the last day now; None while nothing can be computed.
        problem: why it could not be computed (a code of the law room); its old date then stays.
    """

    case_reference: str
    rule_id: str
    role: str
    from_due_on: dt.date | None
    to_due_on: dt.date | None
    from_state: str | None
    to_state: str | None
    problem: str | None = None
    from_immediate: bool | None = None
    to_immediate: bool | None = None

    @property
    def days(self) -> int | None:
        """Return by how many days the last day moved; None where one of the two is missing."""
        if self.from_due_on is None or self.to_due_on is None:
            return None
        return (self.to_due_on - self.from_due_on).days


def judge(
    book: LawBook, dossier: Dossier, *, facts_corrected: bool = False, service_corrected: bool = False
) -> Verdict:
    """Return what has to change in a case by the law book and the facts of now.

    Clocks that ended are history and stay, unless the case's own facts were corrected: then filing and
    review are judged by them again, because they were judged by a mistake. So is what was used of a limit
    to contest a decision when its service was corrected.
    """
    again = Again(facts_corrected, service_corrected)
    changes = tuple(
        change
        for change in (
            *(_again(book, dossier, row, again) for row in dossier.clocks),
            *(_first(book, dossier, *missing) for missing in _missing(book, dossier, facts_corrected)),
        )
        if change is not None
    )
    return Verdict(dossier, changes, _is_late(dossier, changes))


def moves_of(verdict: Verdict) -> list[Move]:
    """Return the changes of a case as they are told to people."""
    return [_move(verdict.dossier.reference, change) for change in verdict.changes]


def _move(reference: str, change: Change) -> Move:
    old, deadline = change.old, change.clock.deadline
    due_on = deadline.due_on if deadline else (old and old.due_on)
    return Move(
        case_reference=reference,
        rule_id=change.clock.rule_id,
        role=change.clock.role,
        from_due_on=old and old.due_on,
        to_due_on=due_on,
        from_state=old and old.state,
        to_state=change.state,
        problem=change.problem,
        from_immediate=None if old is None else old.immediate,
        to_immediate=deadline.immediate if deadline else (old and old.immediate),
    )


@dataclass(frozen=True)
class Again:
    """Which clocks that ended are judged again, because what they were judged by was a mistake."""

    facts_corrected: bool
    service_corrected: bool

    def judges(self, row: StoredClock) -> bool:
        """Tell whether a clock is looked at."""
        is_mistaken = self.facts_corrected or (self.service_corrected and row.role == APPEAL)
        return row.state in OPEN or (is_mistaken and row.state in JUDGED)


def _again(book: LawBook, dossier: Dossier, row: StoredClock, again: Again) -> Change | None:
    if not again.judges(row):
        return None
    party_id = _whose(book, dossier, row)
    clock = clock_of(book, row.role, row.rule_id, dossier.moments, row.decision_id, party_id)
    if clock.deadline is None:
        return _kept(dossier, row, clock)
    state, ended_at = _state_again(dossier, row, clock.deadline)
    is_same = (state, ended_at, party_id) == (row.state, row.ended_at, row.party_id)
    is_same = is_same and _looks_the_same(row, clock.deadline)
    # Of a clock that was only kept, it has to be told that it can be computed again.
    if is_same and not any(told.is_of(row) for told in dossier.told):
        return None
    return Change(MOVED, row, clock, state, ended_at)


def _whose(book: LawBook, dossier: Dossier, row: StoredClock) -> int | None:
    """Return whose clock it is; of one that was everybody's, the party known by now to have been served."""
    ruling = dossier.moments.rulings.get(row.decision_id or 0)
    if row.party_id is not None or ruling is None or not _runs_from_service(book, row.rule_id):
        return row.party_id
    return ruling.leading_party


def _runs_from_service(book: LawBook, rule_id: str) -> bool:
    return rule_id in book.digests and book.rules.get(rule_id).counted_from == SERVICE


def _looks_the_same(row: StoredClock, deadline: law.Deadline) -> bool:
    seen = [getattr(deadline, name) for name in SEEN if name != "disputed"]
    return seen == [getattr(row, name) for name in SEEN if name != "disputed"] and (
        list(deadline.disputed) == row.disputed
    )


def _state_again(
    dossier: Dossier, row: StoredClock, deadline: law.Deadline
) -> tuple[str, dt.datetime | None]:
    if row.state in OPEN:
        return _open_state(dossier, deadline)
    ended_at = row.ended_at
    if row.role == FILING:
        ended_at = dossier.moments.filed_at
    elif row.role == REVIEW:
        # By the day of the decision as it is known now.
        ended_at = _decided_at(dossier) or row.ended_at
    return _judged(deadline, ended_at), ended_at


def _open_state(dossier: Dossier, deadline: law.Deadline) -> tuple[str, dt.datetime | None]:
    if deadline.ended_on is not None:
        midnight = dt.datetime.combine(deadline.ended_on, dt.time(), tzinfo=ZoneInfo(deadline.zone))
        return "moot", max(midnight.astimezone(dt.UTC), dossier.moments.received_at)
    return ("stayed" if deadline.stayed_on is not None else "running"), None


def _judged(deadline: law.Deadline, ended_at: dt.datetime | None) -> str:
    # While a clock stands still, or after it was ended for good, nothing becomes late.
    if not deadline.is_running or ended_at is None:
        return "met"
    return "met" if ended_at < deadline.due_at else "missed"


def _missing(book: LawBook, dossier: Dossier, facts_corrected: bool) -> Iterator[Missing]:
    """Yield role, rule, decision and party of each clock that should be there and is not.

    A case that was taken over without clocks gets none: their ends would be guesses, and so accusations.
    """
    if not (dossier.clocks or dossier.told) or dossier.procedure not in book.procedures:
        return
    known = {(row.role, row.rule_id) for row in dossier.clocks if row.decision_id is None}
    tried = {told.rule_id for told in dossier.told if told.decision_id is None}
    for role, rule_id in rules_of(book, dossier.procedure):
        is_wanted = facts_corrected or (rule_id in tried and (role == FILING or _is_undecided(dossier)))
        if is_wanted and (role, rule_id) not in known:
            yield role, rule_id, None, None
    procedure = book.procedures[dossier.procedure]
    for decision_id, ruling in dossier.moments.rulings.items():
        appeal = appeal_rule_of(procedure, dossier.body_kind, ruling)
        if appeal is None:
            continue
        for party_id in _without_limit(book, dossier, appeal, decision_id):
            if _has_begun(book, dossier, appeal, decision_id, party_id):
                yield APPEAL, appeal, decision_id, party_id


def _without_limit(book: LawBook, dossier: Dossier, rule_id: str, decision_id: int) -> Iterator[int | None]:
    """Yield whose limit to contest a decision is not there yet; None: everybody's."""
    ruling = dossier.moments.rulings[decision_id]
    known = {
        row.party_id
        for row in dossier.clocks
        if (row.role, row.rule_id, row.decision_id) == (APPEAL, rule_id, decision_id)
    }
    if not _runs_from_service(book, rule_id):
        yield from (None,) if None not in known else ()
        return
    leading = ruling.leading_party
    if leading is None and None not in known:
        yield None
    for party_id in ruling.services:
        # Everybody's clock becomes that of the party whose service it ran from.
        if party_id not in known and not (party_id == leading and None in known):
            yield party_id


def _is_undecided(dossier: Dossier) -> bool:
    return dossier.status in UNDECIDED


def _has_begun(book: LawBook, dossier: Dossier, rule_id: str, decision_id: int, party_id: int | None) -> bool:
    # Nobody expects a clock that runs from the service of a copy before there is a service.
    event = book.rules.get(rule_id).counted_from
    return dossier.moments.event(event, decision_id, party_id) is not None


def _first(
    book: LawBook,
    dossier: Dossier,
    role: str,
    rule_id: str,
    decision_id: int | None,
    party_id: int | None,
) -> Change | None:
    clock = clock_of(book, role, rule_id, dossier.moments, decision_id, party_id)
    if clock.deadline is None:
        return _kept(dossier, None, clock)
    if role == APPEAL or (role == REVIEW and _is_undecided(dossier)):
        return Change(SET, None, clock, *_open_state(dossier, clock.deadline))
    ended_at = dossier.moments.filed_at if role == FILING else _decided_at(dossier)
    if ended_at is None:
        # The case ended without a decision: there is nothing to be judged by a limit of review.
        return None
    return Change(SET, None, clock, _judged(clock.deadline, ended_at), ended_at)


def _decided_at(dossier: Dossier) -> dt.datetime | None:
    rulings = dossier.moments.rulings.values()
    return min((ruling.taken_at for ruling in rulings if ruling.is_final), default=None)


def _kept(dossier: Dossier, row: StoredClock | None, clock: Clock) -> Change | None:
    """Return the change that tells, once, that a clock cannot be computed; never lose the clock for it."""
    code = clock.problem.code if clock.problem else "law-error"
    kept = row.due_on.isoformat() if row else None
    if Told(clock.rule_id, code, kept, clock.decision_id, clock.party_id) in dossier.told:
        return None
    return Change(KEPT, row, clock, row and row.state, row and row.ended_at)


def _is_late(dossier: Dossier, changes: tuple[Change, ...]) -> bool:
    judged = [change.state for change in changes if change.clock.role == FILING and change.kind != KEPT]
    return "missed" in judged if judged else dossier.is_late
