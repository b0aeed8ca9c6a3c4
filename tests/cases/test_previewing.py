"""A preview shows what applying does then, and writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from casetracker.cases.elections import change_election
from casetracker.cases.models import Case, CaseDeadline, Event
from casetracker.cases.previewing import ElectionChange, preview, reading_only
from casetracker.cases.recomputing import Move, reading, request_recomputation, run_recomputations
from casetracker.db import Base, unit_of_work
from casetracker.law import Period
from casetracker.lawbook import LawBook
from casetracker.registry.models import Body, Election
from casetracker.runtime import lawbook
from tests.builders.cases import create_case, create_decision
from tests.builders.lawbooks import in_working_days, with_edition, with_holiday
from tests.builders.registry import ASTANA, PRESIDENTIAL, create_registry

REVIEW, CLAIM = "commission-complaint.higher.review", "election-claim.court.review"
COURT = "kz-siac-astana"
CLAIMS = {"body": COURT, "procedure": "election-claim"}


@pytest.fixture
def registry(session: Session) -> Session:
    """Store three complaints and three claims of November 2022, one of the complaints decided."""
    with unit_of_work(session):
        create_registry(session)
        create_decision(session, create_case(session))
        for day in (16, 21, 23):
            create_case(session, contested_on="2022-11-15", received_at=f"2022-11-{day}T10:00")
            create_case(session, contested_on="2022-11-15", received_at=f"2022-11-{day}T10:00", **CLAIMS)
    return session


def everything(session: Session) -> dict[str, int]:
    """Return how many rows every table has."""
    with unit_of_work(session):
        count = sa.func.count()
        return {
            name: session.scalar(sa.select(count).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def shown(moves: list[Move]) -> list[tuple[Any, ...]]:
    return [(it.case_reference[-4:], it.rule_id, str(it.from_due_on), str(it.to_due_on)) for it in moves]


def current(session: Session) -> dict[tuple[str, str, str], tuple[dt.date, str, bool]]:
    """Return the clocks that count, by case, role and rule."""
    with unit_of_work(session):
        rows = session.execute(
            sa.select(Case.reference, CaseDeadline)
            .join(CaseDeadline.case)
            .where(CaseDeadline.state != "replaced")
            .execution_options(populate_existing=True)
        )
        return {
            (reference, clock.role, clock.rule_id): (clock.due_on, clock.state, clock.immediate)
            for reference, clock in rows
        }


def test_preview_writes_nothing_and_the_database_sees_to_it(registry: Session) -> None:
    before = everything(registry)
    found = preview(registry, with_edition(lawbook(), REVIEW, period=Period(5)))
    registry.commit()
    assert (found.total_open, found.moved, found.clocks) == (7, 3, 3)
    assert shown(found.items) == [
        ("0002", REVIEW, "2022-11-19", "2022-11-21"),
        ("0003", REVIEW, "2022-11-24", "2022-11-26"),
        ("0004", REVIEW, "2022-11-26", "2022-11-28"),
    ]
    assert everything(registry) == before
    with pytest.raises(DBAPIError), reading_only(registry):
        registry.execute(sa.delete(Event))
    registry.rollback()
    with unit_of_work(registry):
        # Nothing of that is left when it is over.
        registry.execute(sa.update(Case).values(subject="other"))


def test_preview_lists_few_counts_all_and_keeps_to_the_scope(registry: Session) -> None:
    book = with_edition(lawbook(), REVIEW, period=Period(5))
    found = preview(registry, book, limit=1)
    assert (len(found.items), found.moved) == (1, 3)
    assert preview(registry, book, scope=Body.id == COURT).moved == 0
    assert preview(registry, book, scope=Body.id == ASTANA).total_open == 4
    other = ElectionChange("2019-pres", {})
    assert preview(registry, book, election=other).total_open == 0


def test_preview_tells_what_could_no_longer_be_computed(registry: Session) -> None:
    beyond: dict[str, Any] = {
        "called_on": dt.date(2026, 7, 15),
        "voting_on": dt.date(2026, 9, 20),
        "results_on": None,
    }
    found = preview(registry, lawbook(), election=ElectionChange(PRESIDENTIAL, beyond))
    assert (found.moved, found.not_computed) == (0, 7)
    assert {(move.problem, move.days) for move in found.items} == {("unverified-law", 0)}
    confirmed = {"on": "2026-08-01", "source": "text", "digest": lawbook().digest, "by": "user:1"}
    beyond |= {"law_confirmation": confirmed}
    assert preview(registry, lawbook(), election=ElectionChange(PRESIDENTIAL, beyond)).not_computed == 0


PLAN = {CLAIM: {"due_on": "2022-12-01", "note": "plan"}}
RULES = st.sampled_from(
    [
        ("three days as ever", lambda book: book),
        ("five days", lambda book: with_edition(book, REVIEW, period=Period(5))),
        ("working days", lambda book: in_working_days(book, REVIEW, 2)),
        (
            "a holiday more",
            lambda book: with_holiday(in_working_days(book, REVIEW, 2), dt.date(2022, 11, 22)),
        ),
        ("a month", lambda book: with_edition(book, CLAIM, period=Period(1, "month"), proximity=None)),
        ("the event's day counts", lambda book: with_edition(book, CLAIM, first_day="event")),
    ]
)
DATES = st.fixed_dictionaries(
    {},
    optional={
        "voting_on": st.dates(dt.date(2022, 11, 12), dt.date(2022, 12, 4)),
        "results_on": st.one_of(st.none(), st.dates(dt.date(2022, 12, 4), dt.date(2022, 12, 9))),
        "overrides": st.just(PLAN),
    },
)


@pytest.mark.parametrize("database_engine", ["sqlite"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rules=RULES, dates=DATES)
def test_what_is_previewed_is_what_is_applied(
    registry: Session, rules: tuple[str, Any], dates: dict[str, Any]
) -> None:
    book: LawBook = rules[1](lawbook())
    if "voting_on" in dates:
        dates.setdefault("results_on", None)
    with unit_of_work(registry):
        election = registry.get_one(Election, PRESIDENTIAL)
        stored = {name: getattr(election, name) for name in ("voting_on", "results_on", "overrides")}
    if "overrides" in dates:
        dates["overrides"] = stored["overrides"] | PLAN
    before = current(registry)
    found = preview(registry, book, election=ElectionChange(PRESIDENTIAL, dates), limit=None)
    registry.commit()

    apply(registry, book, dates)
    after = current(registry)
    expected = dict(before)
    with unit_of_work(registry):
        for move in found.items:
            clock = (move.to_due_on, move.to_state, move.to_immediate)
            expected[move.case_reference, move.role, move.rule_id] = clock  # type: ignore[assignment]
    assert after == expected
    assert preview(registry, book, limit=None).items == []

    apply(registry, lawbook(), stored)
    assert current(registry) == before


def apply(session: Session, book: LawBook, dates: dict[str, Any]) -> None:
    with unit_of_work(session):
        election = session.get_one(Election, PRESIDENTIAL, populate_existing=True)
        change_election(
            session, book, election, dates, actor="user:1", reason="test", seen=election.changed_at
        )
        request_recomputation(session, cause="law-changed", election_id=None, reason="test", actor="user:1")
    run_recomputations(book)


def test_batches_of_any_size_find_every_open_case_once(
    registry: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "WINDOW", 1)
    with unit_of_work(registry) as session:
        first = session.scalars(sa.select(Case).order_by(Case.id).limit(4)).all()[1:]
        for case in first:
            create_decision(session, case)
        session.execute(sa.update(CaseDeadline).where(CaseDeadline.role == "appeal").values(state="moot"))
        wanted = list(
            session.scalars(sa.select(Case.id).where(Case.status == "registered").order_by(Case.id))
        )
        for size in range(1, 9):
            assert list(walked(session, size)) == wanted


def walked(session: Session, size: int) -> Iterator[int]:
    cursor, is_last = 0, False
    while not is_last:
        found, cursor, is_last = reading.read_batch(session, after=cursor, limit=size)
        yield from (dossier.case_id for dossier in found)
