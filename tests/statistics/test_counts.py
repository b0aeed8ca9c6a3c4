"""Counts add up on every slice, and each number is that of the list behind it."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections import Counter
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import labels
from casetracker.db import unit_of_work
from casetracker.publication.models import PublicCase, PublicHearing, PublicHearingCase
from casetracker.registry.models import Election
from casetracker.statistics.following import figures_of, recount
from casetracker.statistics.models import CaseFigures
from casetracker.statistics.queries import CLASSES, Overview, cases_behind, counts, last_change, overview
from casetracker.statistics.slices import DIMENSIONS, MEASURES, OF_OVERVIEW, Cell, Filters
from casetracker.statistics.standards import POINTS, HearingFigures, standards
from tests.builders.figures import DAY, RECEIVED, add_public_case, add_public_decision, clock
from tests.builders.registry import create_registry
from tests.support.statements import Counting

NOW = dt.datetime(2022, 12, 1, 6, tzinfo=dt.UTC)  # Thursday
PLACES = (
    ("kz-cec", "central", None),
    ("kz-rec-astana", "territorial-region", "710000000"),
    ("kz-siac-astana", "first-instance", "710000000"),
    ("kz-supreme-court", "supreme", None),
)
SUBJECTS, PEOPLE = ("observers", "counting", "media"), ("observer", "candidate", "voter")
STATUSES = ("registered", "admitted", "withdrawn", "terminated", "forwarded", "decided")
GROUNDS = ("no-standing", "no-jurisdiction", "late", None)


def fill(session: Session, cases: int = 90) -> None:
    """Add cases of every kind; the same ones each time."""
    chance = random.Random(20221120)  # noqa: S311 - it only has to be the same each time
    for number in range(1, cases + 1):
        body, level, region = chance.choice(PLACES)
        due_on, state = dt.date(2022, 11, chance.randint(22, 30)), chance.choice(("met", "missed", "running"))
        case = add_public_case(
            session,
            number,
            body_id=body,
            body_level=level,
            region=region,
            election_id=chance.choice(("2022-pres", "2023-mazh")),
            subject=chance.choice(SUBJECTS),
            complainant_kind=chance.choice(PEOPLE),
            status=chance.choice(STATUSES),
            is_late=chance.random() < 0.2,
            receipt_known=chance.random() < 0.9,
            clocks=[clock("review", due_on, state)] if chance.random() < 0.8 else [],
        )
        if chance.random() < 0.6:
            decide(case, chance)
        if chance.random() < 0.1:
            case.state = "withdrawn"


def decide(case: PublicCase, chance: random.Random) -> None:
    taken_at = RECEIVED + chance.randint(0, 40) * DAY
    add_public_decision(case, kind="interim", outcome=None, remedy="none", reasoned=None, taken_at=RECEIVED)
    outcome = chance.choice(list(labels.OUTCOMES))
    ground = chance.choice(GROUNDS) if outcome in ("returned", "left-without-consideration") else None
    add_public_decision(
        case,
        outcome=outcome,
        inadmissibility_ground=ground,
        remedy=chance.choice(("none", "decision-annulled", "recount")),
        open_session=chance.choice((True, False, None)),
        reasoned=chance.choice((True, False, None)),
        taken_at=taken_at,
        published_at=taken_at + chance.choice((0, 1, 3, 9, 90)) * DAY,
        withdrawn_at=NOW if chance.random() < 0.1 else None,
    )
    add_public_decision(case, kind="correction", outcome=None, corrects_ordinal=2, taken_at=taken_at)


@pytest.fixture
def counted(session: Session) -> Session:
    with unit_of_work(session):
        create_registry(session)
        fill(session)
    return session


def slices(session: Session) -> Iterator[Filters]:
    """Give the whole, each value of each filter, and pairs of them."""
    whole = Filters()
    yield whole
    seen = overview(session, whole, NOW)
    singles = [whole.narrowed(name, row.value) for name in DIMENSIONS for row in seen.rows[name]]
    yield from singles
    for first, second in itertools.islice(itertools.combinations(singles, 2), 0, None, 9):
        yield Filters(**(first.given() | second.given()))
    yield whole.narrowed("body", "kz-supreme-court")


def test_outcomes_and_pending_make_what_was_received_on_every_slice(counted: Session) -> None:
    checked = 0
    for filters in slices(counted):
        seen = overview(counted, filters, NOW)
        for name in ("timeliness", "filing"):
            assert seen.count(name) == seen.received, (filters, name)
        for name in DIMENSIONS:
            assert sum(row.received for row in seen.rows[name]) == seen.received, (filters, name)
        shown = [it for it in all_cases(counted) if it.state == "published" and belongs(it, filters)]
        assert seen.received == len(shown), filters
        assert seen.count("outcomes", "pending") == sum(
            case.status in ("registered", "admitted") for case in shown
        )
        checked += seen.received > 0
    assert checked > 20


def test_every_number_is_that_of_its_list(counted: Session) -> None:
    for filters in (Filters(), Filters(forum="court"), Filters(election="2022-pres", region="country")):
        seen = overview(counted, filters, NOW)
        for name in OF_OVERVIEW:
            for value in MEASURES[name].values:
                assert total(counted, filters, Cell(name, (value,))) == seen.count(name, value), (name, value)
            assert total(counted, filters, Cell(name)) == seen.count(name)
        for name, rows in seen.rows.items():
            for row in rows:
                here = filters.narrowed(name, row.value)
                for each, results in CLASSES.items():
                    assert total(counted, here, Cell("outcomes", results)) == row.classes[each]
                assert total(counted, here, Cell("timeliness", ("late",))) == row.late


def test_every_number_of_the_standards_is_that_of_its_list(counted: Session) -> None:
    for filters in (Filters(), Filters(election="2022-pres")):
        told = standards(counted, filters, NOW)
        for point in POINTS:
            for cell in (point.part, point.whole):
                assert cell is None or total(counted, filters, cell) == told.count(cell), cell


HEARINGS = (
    # body, level, region, election, subject, open, result, hours from being set to its beginning
    ("kz-cec", "central", None, "2022-pres", "media", True, "held", 24),
    ("kz-rec-astana", "territorial-region", "710000000", "2022-pres", "observers", False, "held", 0),
    ("kz-siac-astana", "first-instance", "710000000", "2023-mazh", "observers", True, None, 2),
    ("kz-siac-astana", "first-instance", "710000000", "2022-pres", "observers", True, "cancelled", 48),
)
OF_HEARINGS = (
    # filters, how many have begun, of them open, of them announced, with those that were cancelled
    (Filters(), (3, 2, 2, 4)),
    (Filters(election="2022-pres"), (2, 1, 1, 3)),
    (Filters(forum="court"), (1, 1, 1, 2)),
    (Filters(forum="commission", region="710000000"), (1, 0, 0, 1)),
    (Filters(region="country"), (1, 1, 1, 1)),
    (Filters(body_level="central", body="kz-cec"), (1, 1, 1, 1)),
    (Filters(subject="observers", complainant="voter"), (2, 1, 1, 3)),
    (Filters(subject="media", complainant="candidate"), (0, 0, 0, 0)),
)


def test_hearings_are_counted_under_every_filter_and_without_those_that_never_began(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        for number, hearing in enumerate(HEARINGS):
            body, level, region, election, subject, is_open, result, hours = hearing
            heard = PublicHearingCase(reference=f"R/{number}", subject=subject, complainant_kind="voter")
            session.add(
                PublicHearing(
                    uid=str(number),
                    election_id=election,
                    body_id=body,
                    body_level=level,
                    region=region,
                    starts_at=NOW - DAY,
                    zone="Asia/Almaty",
                    place="1",
                    is_open=is_open,
                    language="kk",
                    result=result,
                    set_at=NOW - DAY - dt.timedelta(hours=hours),
                    updated_at=NOW,
                    cases=[heard],
                )
            )
    told = [(filters, standards(session, filters, NOW).hearings) for filters, _expected in OF_HEARINGS]
    assert told == [(filters, HearingFigures(*expected)) for filters, expected in OF_HEARINGS]


def test_what_is_counted_is_what_the_projection_says(counted: Session) -> None:
    seen = overview(counted, Filters(), NOW)
    shown = [case for case in all_cases(counted) if case.state == "published"]
    ended = [case for case in shown if case.newest_final and case.status not in ("registered", "admitted")]
    assert Counter(seen.counts["outcomes"]) == Counter(map(expected_result, shown))
    assert seen.count("sessions") == len(ended)
    openly = [it for it in ended if it.newest_final and it.newest_final.open_session]
    assert seen.count("sessions", "open") == len(openly)
    # Of what was withdrawn, the time of publication still counts.
    assert seen.count("publication") == sum(
        any(decision.kind == "final" for decision in case.decisions) for case in all_cases(counted)
    )
    took = sorted(
        (it.newest_final.taken_at - it.received_at).total_seconds()
        for it in ended
        if it.newest_final and it.receipt_known
    )
    half = len(took) // 2
    middle = took[half] if len(took) % 2 else (took[half - 1] + took[half]) / 2
    assert seen.median_seconds["duration"] == middle


def test_a_pending_case_is_overdue_from_the_end_of_its_limit_on(session: Session) -> None:
    with unit_of_work(session):
        # Its last day, Wednesday, ends at 24:00 in Astana: 18:00 UTC.
        add_public_case(session, 1, clocks=[clock("review", dt.date(2022, 11, 23), "running")])
        add_public_case(session, 2, clocks=[clock("review", dt.date(2022, 11, 23), "stayed")])
    end = dt.datetime(2022, 11, 23, 18, tzinfo=dt.UTC)
    for now, slug in ((end - dt.timedelta(seconds=1), "within-limit"), (end, "overdue")):
        seen = overview(session, Filters(), now)
        assert seen.counts["timeliness"] == {slug: 1, "no-clock": 1}
    before, after = last_change(session, end - dt.timedelta(seconds=1)), last_change(session, end)
    assert before[1] != after[1]
    assert after[0] == end


def test_figures_follow_a_decision_that_is_published_and_withdrawn(session: Session) -> None:
    with unit_of_work(session):
        case = add_public_case(session, 1)
    assert figures(session).result == "pending"
    with unit_of_work(session):
        decision = add_public_decision(case, outcome="satisfied")
    assert (figures(session).result, figures(session).decided_days) == ("satisfied", 2)
    with unit_of_work(session):
        decision.withdrawn_at = NOW
    assert (figures(session).result, figures(session).is_decided) == ("not-shown", False)
    assert figures(session).lag_days == 1
    with unit_of_work(session):
        case.status = "reopened"
    assert figures(session).result == "pending"


VOTING = dt.date(2022, 11, 25)  # Friday, of the test that moves it there
BEFORE_VOTING = (
    # what it is at, and the parts of all that is counted there: decided in time, too late, never
    (dt.datetime(2022, 11, 24, 17, 59, tzinfo=dt.UTC), {"before": 1, "undecided": 1}),
    (dt.datetime(2022, 11, 24, 18, 1, tzinfo=dt.UTC), {"before": 1, "undecided": 2}),
)


def test_pending_cases_are_measured_against_voting_day_only_once_it_has_come(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        session.get_one(Election, "2022-pres").voting_on = VOTING
        add_public_case(session, 1)
        add_public_case(session, 2, status="withdrawn")
        add_public_decision(add_public_case(session, 3), taken_at=RECEIVED + DAY)
    for now, parts in BEFORE_VOTING:
        assert counts(session, Filters(), ["before-voting"], now)["before-voting"] == parts, now
        listed = cases_behind(session, Filters(), Cell("before-voting"), now, 1)
        assert listed.total == sum(parts.values())


LIMITS = (
    # the states of the clocks, each a day longer than the one before it, and the days that are counted
    (("replaced", "running"), 2),
    (("moot", "met"), 2),
    (("met", "moot"), 1),
    (("missed", "running"), 1),
    (("replaced", "moot"), 2),
    (("replaced",), None),
    ((), None),
)


def test_length_of_a_limit_is_that_of_the_clock_that_counts() -> None:
    for states, days in LIMITS:
        clocks = [
            clock("review", (RECEIVED + place * DAY).date(), state) for place, state in enumerate(states, 1)
        ]
        case = PublicCase(
            clocks=clocks, status="registered", received_at=RECEIVED, zone="Asia/Almaty", body_level="central"
        )
        assert figures_of(case)["review_days"] == days, states


def test_recount_when_rows_are_wrong_or_missing_then_makes_them_anew(counted: Session) -> None:
    before = overview(counted, Filters(), NOW)
    with unit_of_work(counted):
        counted.execute(sa.delete(CaseFigures).where(CaseFigures.public_case_id < 20))
        counted.execute(sa.update(CaseFigures).values(result="pending"))
    counted.expire_all()
    with unit_of_work(counted):
        assert recount(counted) == 90
    assert overview(counted, Filters(), NOW) == before


def test_three_statements_count_everything(counted: Session, statements: Counting) -> None:
    with statements() as sent:
        overview(counted, Filters(), NOW)
    assert len(sent) == 3


def figures(session: Session) -> CaseFigures:
    session.expire_all()
    return session.query(CaseFigures).one()


def total(session: Session, filters: Filters, cell: Cell) -> int:
    return cases_behind(session, filters, cell, NOW, 1).total


def all_cases(session: Session) -> list[PublicCase]:
    return session.query(PublicCase).all()


def belongs(case: PublicCase, filters: Filters) -> bool:
    forum = "commission" if case.body_level in ("central", "territorial-region") else "court"
    told = {
        "election": case.election_id,
        "forum": forum,
        "body_level": case.body_level,
        "region": case.region or "country",
        "body": case.body_id,
        "subject": case.subject,
        "complainant": case.complainant_kind,
    }
    return all(told[name] == value for name, value in filters.given().items())


def expected_result(case: PublicCase) -> str:
    if case.status in ("registered", "admitted"):
        return "pending"
    last = case.newest_final
    if last is not None:
        return last.outcome or ""
    return "not-shown" if case.status == "decided" else case.status


def test_an_empty_register_counts_nothing(session: Session) -> None:
    seen: Overview = overview(session, Filters(), NOW)
    assert seen.received == 0
    assert seen.median_seconds == {"duration": None, "publication": None}
