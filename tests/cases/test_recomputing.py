"""Living clocks of one case: what moves when facts, calendar or law change, and what stays history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import law
from casetracker.audit.models import AuditRow
from casetracker.audit.queries import chain_faults
from casetracker.cases.models import Case, CaseDeadline, CaseStay
from casetracker.cases.recomputing import Move, recompute_case
from casetracker.db import unit_of_work
from casetracker.law import Period
from casetracker.lawbook import LawBook
from casetracker.registry.models import Body, Election
from casetracker.runtime import lawbook
from tests.builders.cases import create_case, create_decision
from tests.builders.lawbooks import in_working_days, with_edition, with_holiday
from tests.builders.registry import ASTANA, PRESIDENTIAL, create_registry

FILING, REVIEW = "commission-decision.appeal.filing", "commission-complaint.higher.review"
CLAIM = "election-claim.court.review"
COURT = "kz-siac-astana"
ALMATY = dt.timezone(dt.timedelta(hours=6))


@pytest.fixture
def registry(session: Session) -> Session:
    with unit_of_work(session):
        create_registry(session)
    return session


@pytest.fixture
def case(registry: Session) -> Case:
    """Give a complaint received on Monday 21 November 2022: to be decided until Thursday 24."""
    with unit_of_work(registry) as session:
        return create_case(session)


def again(session: Session, case: Case, book: LawBook | None = None, **options: Any) -> list[Move]:
    with unit_of_work(session):
        options = {"actor": "test", "reason": "law-changed"} | options
        return recompute_case(session, book or lawbook(), case, **options)


def clocks(case: Case, rule_id: str = REVIEW) -> list[tuple[str, str, bool]]:
    """Return due date, state and whether it is immediate of every clock of a rule, the oldest first."""
    return [(f"{clock.due_on:%a %d.%m.}", clock.state, clock.immediate) for clock in rows(case, rule_id)]


def rows(case: Case, rule_id: str = REVIEW) -> list[CaseDeadline]:
    found = [clock for clock in case.deadlines if clock.rule_id == rule_id and clock.role != "appeal"]
    return sorted(found, key=lambda clock: clock.id)


def told(case: Case, after: int) -> list[tuple[str, dict[str, Any]]]:
    """Return what was added to the timeline after so many events, in the order in which it was written."""
    events = sorted(case.events, key=lambda event: event.id)
    return [(event.kind, event.data) for event in events[after:]]


def test_nothing_is_written_when_a_person_would_see_nothing_new(registry: Session, case: Case) -> None:
    # Another name of the rule is another rule file, but no other date.
    book = with_edition(lawbook(), REVIEW, valid_from_note={"kk": "а", "ru": "а", "en": "a"})
    before = (case.version, len(case.events), len(case.deadlines))
    assert book.digest != lawbook().digest
    assert again(registry, case, book) == []
    registry.refresh(case)
    assert (case.version, len(case.events), len(case.deadlines)) == before
    actions = registry.scalars(sa.select(AuditRow.action)).all()
    assert "clocks.recomputed" not in actions


def test_moved_clock_replaces_the_old_one_and_keeps_it(registry: Session, case: Case) -> None:
    book, version, known = with_edition(lawbook(), REVIEW, period=Period(5)), case.version, len(case.events)
    [move] = again(registry, case, book)
    assert (move.rule_id, move.from_due_on, move.to_due_on, move.days) == (
        REVIEW,
        dt.date(2022, 11, 24),
        dt.date(2022, 11, 26),
        2,
    )
    assert clocks(case) == [("Thu 24.11.", "replaced", False), ("Sat 26.11.", "running", False)]
    old, new = rows(case)
    assert (new.replaces_id, new.reason, new.rule_hash) == (old.id, "law-changed", book.digests[REVIEW])
    assert new.set_at > old.set_at
    assert told(case, known) == [
        (
            "deadline-moved",
            {"rule": REVIEW, "from": "2022-11-24", "to": "2022-11-26", "reason": "law-changed"},
        )
    ]
    # Whoever had the case open sees an old one, and what is replaced still tells how it was computed.
    assert case.version == version + 1
    assert law.replay(new.trace, book.rules, book.calendar).due_at == new.due_at
    assert law.replay(old.trace, lawbook().rules, lawbook().calendar).due_at == old.due_at
    assert list(chain_faults(registry)) == []
    assert again(registry, case, book) == []


def set_election(session: Session, **values: Any) -> None:
    with unit_of_work(session):
        election = session.get_one(Election, PRESIDENTIAL)
        for name, value in values.items():
            setattr(election, name, value)


AT_COURT = {"body": COURT, "procedure": "election-claim", "received_at": "2022-11-23T10:00"}
# What changes, and what becomes of a claim received on Wednesday 23 November, three days after voting.
ELECTION_CHANGES: list[tuple[dict[str, Any], list[tuple[str, str, bool]]]] = [
    # Nobody has announced results: immediately, until they are; then five days, for what came after them.
    (
        {"results_on": dt.date(2022, 11, 22)},
        [("Wed 23.11.", "replaced", True), ("Mon 28.11.", "running", False)],
    ),
    # Results of the 24th: what came before them stays due immediately.
    ({"results_on": dt.date(2022, 11, 24)}, [("Wed 23.11.", "running", True)]),
    # Voting moved to Sunday 4 December: eleven days away, so five days.
    (
        {"voting_on": dt.date(2022, 12, 4)},
        [("Wed 23.11.", "replaced", True), ("Mon 28.11.", "running", False)],
    ),
    # Voting moved to Sunday 27 November: four days away, immediately as before.
    ({"voting_on": dt.date(2022, 11, 27)}, [("Wed 23.11.", "running", True)]),
    # The commission's calendar plan names the day.
    (
        {"overrides": {CLAIM: {"due_on": "2022-11-25", "hour": "18:00", "note": "plan"}}},
        [("Wed 23.11.", "replaced", True), ("Fri 25.11.", "running", True)],
    ),
]


@pytest.mark.parametrize(("change", "expected"), ELECTION_CHANGES)
def test_clock_follows_the_dates_of_its_election(
    registry: Session, change: dict[str, Any], expected: list[tuple[str, str, bool]]
) -> None:
    set_election(registry, results_on=None)
    with unit_of_work(registry) as session:
        case = create_case(session, **AT_COURT)
    set_election(registry, **change)
    again(registry, case, reason="election-changed")
    assert clocks(case, CLAIM) == expected


def test_new_holiday_moves_working_days_only(registry: Session) -> None:
    book = in_working_days(lawbook(), REVIEW, 3)
    with unit_of_work(registry) as session:
        case = create_case(session)
    again(registry, case, book)
    # Three working days after Monday 21 November; the holiday takes Wednesday 23.
    with_more = with_holiday(book, dt.date(2022, 11, 23))
    assert [move.days for move in again(registry, case, with_more)] == [1]
    assert clocks(case)[-1] == ("Fri 25.11.", "running", False)
    assert clocks(case, FILING) == [("Wed 30.11.", "met", False)]


def test_service_of_a_case_elsewhere_in_the_country_follows_the_zone_of_the_body(
    registry: Session, case: Case
) -> None:
    with unit_of_work(registry) as session:
        session.get_one(Body, ASTANA).zone = "Asia/Aqtau"
    [move] = again(registry, case)
    assert move.days == 0
    assert rows(case)[-1].due_at == dt.datetime(2022, 11, 24, 19, tzinfo=dt.UTC)  # 25 November 00:00 +05:00


STAYED = dt.datetime(2022, 11, 22, 12, tzinfo=ALMATY)  # Tuesday: three of the three days are left but one


def stay(session: Session, case: Case, **values: Any) -> CaseStay:
    fields = {"ground": "parallel-court", "from_at": STAYED, "source": "№ 1, 2022-11-22"}
    row = CaseStay(recorded_at=STAYED, recorded_by="test", **(fields | values))
    with unit_of_work(session):
        case.stays.append(row)
    return row


def test_stay_stops_the_clock_and_resumption_gives_the_rest_back(registry: Session, case: Case) -> None:
    row, known = stay(registry, case), len(case.events)
    again(registry, case, reason="stayed")
    standing = rows(case)[-1]
    assert (standing.state, standing.stayed_on, standing.remaining) == ("stayed", dt.date(2022, 11, 22), 3)
    with unit_of_work(registry):
        row.until_at, row.ending = dt.datetime(2022, 12, 1, 9, tzinfo=ALMATY), "resumed"
    again(registry, case, reason="resumed")
    # Thursday 1 December counts again: the three days that were left end on Saturday 3.
    assert [it[:2] for it in clocks(case)] == [
        ("Thu 24.11.", "replaced"),
        ("Thu 24.11.", "replaced"),
        ("Sat 03.12.", "running"),
    ]
    assert [kind for kind, _ in told(case, known)] == ["deadline-stayed", "deadline-moved"]


def test_stay_that_ends_the_clock_makes_it_moot(registry: Session, case: Case) -> None:
    effect = {"parallel-court": law.StayEffect("terminate")}
    book = with_edition(lawbook(), REVIEW, stays=effect)
    stay(registry, case)
    known = len(case.events)
    [move] = again(registry, case, book, reason="stayed")
    assert (move.from_state, move.to_state) == ("running", "moot")
    assert rows(case)[-1].ended_at == dt.datetime(2022, 11, 21, 18, tzinfo=dt.UTC)  # 22 November 00:00
    assert told(case, known) == [("deadline-ended", {"rule": REVIEW, "on": "2022-11-22", "by": "terminate"})]
    assert again(registry, case, lawbook()) == []


def test_clock_that_can_no_longer_be_computed_keeps_its_date_and_says_so_once(
    registry: Session, case: Case
) -> None:
    set_election(registry, called_on=dt.date(2026, 7, 15), voting_on=dt.date(2026, 9, 20), results_on=None)
    known = len(case.events)
    [move] = again(registry, case)
    assert (move.problem, move.from_due_on, move.to_due_on) == (
        "unverified-law",
        dt.date(2022, 11, 24),
        dt.date(2022, 11, 24),
    )
    assert again(registry, case) == []
    assert clocks(case) == [("Thu 24.11.", "running", False)]
    assert told(case, known) == [
        ("clock-not-computed", {"rule": REVIEW, "code": "unverified-law", "kept": "2022-11-24"})
    ]


CONFIRMED = {"on": "2026-08-01", "source": "the text of the new law", "by": "user:1"}


def test_confirmation_of_the_rules_sets_the_clocks_and_its_withdrawal_loses_none(registry: Session) -> None:
    called, voting = dt.date(2026, 7, 15), dt.date(2026, 9, 20)
    set_election(registry, called_on=called, voting_on=voting, results_on=dt.date(2026, 9, 22), overrides={})
    with unit_of_work(registry) as session:
        # Received on Monday 7 September 2026, three weeks after what it contests.
        case = create_case(session, received_at="2026-09-07T10:00", contested_on="2026-08-17")
    assert case.deadlines == []
    codes = [event.data.get("code") for event in case.events if event.kind == "clock-not-computed"]
    assert codes == ["unverified-law"] * 2

    set_election(registry, law_confirmation=CONFIRMED | {"digest": "of other rules"})
    assert {move.problem for move in again(registry, case)} == {"confirmed-other-rules"}
    assert case.deadlines == []

    set_election(registry, law_confirmation=CONFIRMED | {"digest": lawbook().digest})
    again(registry, case, reason="law-confirmed")
    assert clocks(case) == [("Thu 10.09.", "running", False)]
    assert clocks(case, FILING) == [("Thu 27.08.", "missed", False)]
    assert case.is_late
    assert [kind for kind, _ in told(case, 0)][-3:] == ["deadline-set", "filed-late", "deadline-set"]

    set_election(registry, law_confirmation=None)
    again(registry, case, reason="law-confirmed")
    assert clocks(case) == [("Thu 10.09.", "running", False)]
    assert told(case, 0)[-1][1]["kept"] == "2026-09-10"

    # Confirmed anew, the clock counts again and says so; and so does a second withdrawal, once.
    for confirmation, kind in (
        (CONFIRMED | {"digest": lawbook().digest}, "deadline-moved"),
        (None, "clock-not-computed"),
    ):
        set_election(registry, law_confirmation=confirmation)
        again(registry, case, reason="law-confirmed")
        assert told(case, 0)[-1][0] == kind
        assert again(registry, case, reason="law-confirmed") == []
    assert clocks(case)[-1:] == [("Thu 10.09.", "running", False)]


def test_case_that_was_taken_over_without_clocks_gets_none(registry: Session, case: Case) -> None:
    with unit_of_work(registry) as session:
        session.execute(sa.delete(CaseDeadline).where(CaseDeadline.case_id == case.id))
    registry.expire_all()
    for corrected in (False, True):
        assert again(registry, case, facts_corrected=corrected) == []


def decided(session: Session, case: Case) -> None:
    create_decision(session, case, taken_at="2022-11-26T15:00")  # Saturday, two days after the last day


def corrected(session: Session, case: Case) -> None:
    case.received_at = dt.datetime(2022, 11, 23, 10, tzinfo=ALMATY)  # Wednesday: until Saturday 26


def filed_late(session: Session, case: Case) -> None:
    case.contested_on = dt.date(2022, 11, 10)  # ten days: until Sunday 20


HISTORY: list[tuple[list[Callable[[Session, Case], None]], bool, str, str, bool]] = [
    # What was done; whether the facts were corrected; the clocks of review and filing; late
    ([decided], False, "Thu 24.11. missed", "Wed 30.11. met", False),
    ([decided, corrected], False, "Thu 24.11. missed", "Wed 30.11. met", False),
    ([decided, corrected], True, "Sat 26.11. met", "Wed 30.11. met", False),
    ([filed_late], False, "Thu 24.11. running", "Wed 30.11. met", False),
    ([filed_late], True, "Thu 24.11. running", "Sun 20.11. missed", True),
]


@pytest.mark.parametrize(("deeds", "facts_corrected", "review", "filing", "is_late"), HISTORY)
def test_ended_clock_is_history_unless_the_facts_were_wrong(
    registry: Session,
    case: Case,
    deeds: list[Callable[[Session, Case], None]],
    facts_corrected: bool,
    review: str,
    filing: str,
    is_late: bool,
) -> None:
    for deed in deeds:
        with unit_of_work(registry) as session:
            deed(session, case)
    again(registry, case, reason="facts-corrected", facts_corrected=facts_corrected)
    assert " ".join(clocks(case)[-1][:2]) == review
    assert " ".join(clocks(case, FILING)[-1][:2]) == filing
    assert case.is_late is is_late


def test_flag_of_lateness_is_cleared_when_the_correction_shows_the_filing_in_time(registry: Session) -> None:
    with unit_of_work(registry) as session:
        case = create_case(session, contested_on="2022-11-10")
    assert clocks(case, FILING) == [("Sun 20.11.", "missed", False)]
    with unit_of_work(registry):
        case.contested_on = dt.date(2022, 11, 20)
    again(registry, case, facts_corrected=True)
    assert not case.is_late
    assert [kind for kind, _ in told(case, 0)][-2:] == ["deadline-moved", "filed-in-time"]
