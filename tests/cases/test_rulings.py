"""Decisions that do not end a case: those on the way, and corrections of slips."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from sqlalchemy.orm import Session

from casetracker.cases.errors import ImpossibleStep, InvalidInput, StaleCase
from casetracker.cases.inputs import read_input
from casetracker.cases.models import Case
from casetracker.cases.parallel import parallel_of
from casetracker.cases.ruling_inputs import RulingSchema
from casetracker.cases.rulings import record_ruling
from casetracker.cases.serving import record_in_force
from casetracker.cases.statuses import offered
from casetracker.db import unit_of_work
from casetracker.labels.decisions import RULINGS as LABELLED
from casetracker.law.procedures import RULINGS
from casetracker.runtime import lawbook
from tests.builders.cases import RULING, create_case, create_decision
from tests.builders.chains import clocks, step
from tests.builders.proceedings import create_claim, create_stay, on
from tests.builders.registry import create_registry


@pytest.fixture
def case(session: Session) -> Case:
    """Received Monday 21 November 2022: to be decided by the end of Thursday 24."""
    with unit_of_work(session):
        create_registry(session)
        return create_case(session)


def take(session: Session, case: Case, slug: str, **changes: Any) -> Any:
    with unit_of_work(session):
        return step(session, case, slug, **changes)


def kinds(case: Case) -> list[str]:
    return [event.kind for event in case.events]


def test_what_is_ruled_on_is_the_same_in_the_law_and_in_the_words() -> None:
    assert set(RULINGS) == set(LABELLED)


def test_decision_on_the_way_ends_neither_the_case_nor_its_clock(session: Session, case: Case) -> None:
    before = case.version
    ruling = take(session, case, "interim-decision", served_at="2022-11-22T12:00")
    assert (ruling.ordinal, ruling.kind, ruling.outcome, ruling.is_reasoned) == (1, "interim", None, None)
    assert case.status == "registered"
    assert case.version > before
    [review] = clocks(case, "review")
    assert (review.state, clocks(case, "appeal")) == ("running", [])
    assert {"interim-decision", "served"} <= set(kinds(case))
    assert "decision-taken" not in kinds(case)
    # Nothing is brought before the next instance by it.
    assert {"serve", "correct-decision", "decide"} <= set(offered(case))
    assert "next-instance" not in offered(case)


def test_in_time_is_what_the_last_decision_is_not_the_one_on_the_way(session: Session, case: Case) -> None:
    take(session, case, "interim-decision")
    decision = take(session, case, "decide", taken_at="2022-11-25T09:00")  # Friday, one day late
    take(session, case, "correct-decision", corrects=2, taken_at="2022-11-25T15:00")
    # The facts are corrected: what ended is judged again, still by the decision that ended the case.
    take(session, case, "correct", received_at="2022-11-21T09:00")
    [review] = clocks(case, "review")
    assert (review.state, review.ended_at) == ("missed", decision.taken_at)
    assert case.final_decisions == [decision]


def test_acceptance_makes_a_case_admissible_unless_it_is_stayed(session: Session, case: Case) -> None:
    take(session, case, "interim-decision", ruling="acceptance")
    assert case.status == "admitted"
    [event] = [it for it in case.events if it.kind == "admitted"]
    assert event.data["source"] == "№ 4, 2022-11-22"
    with unit_of_work(session):
        other = create_case(session)
        create_stay(session, other)
    with pytest.raises(ImpossibleStep):
        take(session, other, "interim-decision", ruling="acceptance", taken_at="2022-11-23T10:00")
    assert other.decisions == []
    # Anything else is ruled on while a case stands still, too.
    take(session, other, "interim-decision", taken_at="2022-11-23T10:00")
    assert [it.ruling for it in other.decisions] == ["interim-relief"]


def test_correction_leaves_outcome_number_and_day_of_the_decision(session: Session, case: Case) -> None:
    with unit_of_work(session):
        decision = create_decision(session, case)
    said = (decision.outcome, decision.number, decision.taken_at, decision.operative)
    appeals = [(it.id, it.due_on) for it in clocks(case, "appeal")]
    slip = take(session, case, "correct-decision", served_at="2022-11-28T10:00")
    assert (slip.kind, slip.corrects, slip.ordinal, slip.outcome) == ("correction", decision, 2, None)
    assert (decision.outcome, decision.number, decision.taken_at, decision.operative) == said
    assert [(it.id, it.due_on) for it in clocks(case, "appeal")] == appeals
    assert case.status == "decided"
    [event] = [it for it in case.events if it.kind == "decision-corrected"]
    assert event.data == {"number": "12/3-Б-1", "corrects": "12/3-Б"}


def test_what_is_served_is_the_decision_not_the_correction_of_the_same_number(
    session: Session, case: Case
) -> None:
    with unit_of_work(session):
        decision = create_decision(session, case)
    slip = take(session, case, "correct-decision", number=decision.number)
    take(session, case, "serve", served_at="2022-11-28T10:00")
    assert (decision.served_at, slip.served_at) == (on("2022-11-28T10:00"), None)


@pytest.mark.parametrize(
    ("slug", "typed", "field"),
    [
        ("interim-decision", {"taken_at": "2022-11-20T10:00"}, "taken_at"),  # before the receipt
        ("interim-decision", {"taken_at": "2099-01-01T10:00"}, "taken_at"),
        ("interim-decision", {"served_at": "2022-11-22T09:00"}, "served_at"),
        ("correct-decision", {"corrects": 2}, "corrects"),
        ("correct-decision", {"taken_at": "2022-11-23T14:00"}, "taken_at"),  # before what it corrects
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_recorded(
    session: Session, case: Case, slug: str, typed: dict[str, Any], field: str
) -> None:
    if slug == "correct-decision":
        with unit_of_work(session):
            create_decision(session, case)
    count = len(case.decisions)
    with pytest.raises(InvalidInput) as refused:
        take(session, case, slug, **typed)
    assert list(refused.value.errors) == [field]
    assert len(case.decisions) == count
    with pytest.raises(StaleCase):
        take(session, case, slug, version=case.version - 1)


def test_limit_to_contest_a_decision_on_the_way_runs_only_where_the_law_names_one(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        claim = create_claim(session)
    book = lawbook()
    procedure = dataclasses.replace(
        book.procedures["election-claim"],
        ruling_appeal_rules={"interim-relief": {"administrative-court": "judgment.appeal.filing"}},
    )
    named = dataclasses.replace(book, procedures={**book.procedures, procedure.slug: procedure})
    typed = {"taken_at": "2022-11-23T11:00", "served_at": "2022-11-23T12:00"}  # Wednesday
    for ruling in ("procedure", "interim-relief"):
        values = read_input(RulingSchema(), RULING | typed | {"ruling": ruling})
        with unit_of_work(session):
            record_ruling(session, named, claim, values, actor="test")
    [clock] = clocks(claim, "appeal")
    assert clock.decision_id == claim.decisions[1].id
    assert f"{clock.due_on:%a %d %b}" == "Sat 26 Nov"


def test_ruling_in_force_is_not_what_a_commission_waits_for(session: Session, case: Case) -> None:
    with unit_of_work(session):
        claim = create_claim(session)
        ruling = step(session, claim, "interim-decision", taken_at="2022-11-23T11:00")
        record_in_force(session, lawbook(), ruling, on("2022-11-24T00:00").date(), actor="test")
        create_decision(session, claim, taken_at="2022-11-25T16:00")
    assert [it.reference for it in parallel_of(session, case)] == [claim.reference]
