"""Deciding: the clocks of review end, met or missed; what does not fit is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.cases.decisions import record_decision
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.inputs import DecisionSchema, read_input
from casetracker.cases.models import Case, Decision
from casetracker.db import unit_of_work
from casetracker.law.grounds import bases_before
from casetracker.runtime import lawbook
from tests.builders.cases import DECISION, create_case, create_decision
from tests.builders.chains import COURT
from tests.builders.registry import ASTANA, create_registry


@pytest.fixture
def case(session: Session) -> Case:
    """Received Monday 21 November 2022: to be decided by the end of Thursday 24."""
    with unit_of_work(session):
        create_registry(session)
        return create_case(session)


@pytest.mark.parametrize(
    ("taken", "state"),
    [
        ("2022-11-21T10:00", "met"),  # Monday, the minute it was received
        ("2022-11-24T23:59", "met"),  # Thursday, the last minute
        ("2022-11-25T00:00", "missed"),  # Friday
        ("2022-11-24T18:30+00:00", "missed"),  # half past midnight in Astana
        ("2022-11-28T12:00", "missed"),
    ],
)
def test_clock_of_review_ends_when_the_decision_is_taken(
    session: Session, case: Case, taken: str, state: str
) -> None:
    with unit_of_work(session):
        decision = create_decision(session, case, taken_at=taken)
    [clock] = [clock for clock in case.deadlines if clock.role == "review"]
    assert (clock.state, clock.ended_at) == (state, decision.taken_at)
    assert case.status == "decided"
    assert [event.kind for event in case.events].count(f"deadline-{state}") == 1


@pytest.mark.parametrize(
    ("missing", "reasoned"),
    [((), True), (("facts",), False), (("provisions",), False), (("application",), False)],
)
def test_reasoned_means_facts_provisions_and_how_they_apply(
    session: Session, case: Case, missing: tuple[str, ...], reasoned: bool
) -> None:
    with unit_of_work(session):
        decision = create_decision(session, case, **dict.fromkeys(missing, " "))
    assert decision.is_reasoned is reasoned


def test_reasons_cannot_be_told_when_the_text_is_not_known(session: Session, case: Case) -> None:
    values = read_input(DecisionSchema(), DECISION | {"facts": ""})
    with unit_of_work(session):
        decision = record_decision(session, lawbook(), case, values, actor="test", text_known=False)
    assert decision.is_reasoned is None


LATE: dict[str, Any] = {
    "remedy": "none",
    "inadmissibility_ground": "late",
    "ground_text": "Шағым он күн өткен соң берілді.",
}


@pytest.mark.parametrize(
    ("body", "ground", "articles", "mark"),
    [
        (ASTANA, "late", ["20(9)"], "verified"),
        (ASTANA, "no-standing", ["95"], "inference"),
        (ASTANA, "other", [], None),
        (COURT, "late", ["138(2)15)", "136(8)"], "verified"),
        (COURT, "no-jurisdiction", ["138(2)17)"], "verified"),
        (COURT, "not-administrative", ["138(2)11)"], "verified"),
        (COURT, "repeated", [], None),
    ],
)
def test_ground_is_kept_with_its_article_before_that_body(
    session: Session, body: str, ground: str, articles: list[str], mark: str | None
) -> None:
    procedure = {} if body == ASTANA else {"procedure": "election-claim"}
    with unit_of_work(session):
        create_registry(session)
        case = create_case(session, body=body, **procedure)
        told = LATE | {"outcome": "left-without-consideration", "inadmissibility_ground": ground}
        decision = create_decision(session, case, **told)
    assert [it["article"] for it in decision.ground_citations] == articles
    assert {it["mark"] for it in decision.ground_citations} == ({mark} if mark else set())


@pytest.mark.parametrize(
    ("on", "mark"),
    [
        ("2021-06-30", None),
        ("2021-07-01", "verified"),
        ("2026-06-30", "verified"),
        ("2026-07-01", "inference"),
    ],
)
def test_ground_before_a_court_rests_on_the_text_that_was_read_for_its_day(
    app: Flask, on: str, mark: str | None
) -> None:
    with app.app_context():
        day = dt.date.fromisoformat(on)
        basis = bases_before(lawbook().grounds, "administrative-court", day).get("no-jurisdiction")
    assert (basis.to_dicts(day)[0]["mark"] if basis else None) == mark


def test_refusal_of_which_only_the_outcome_is_known_needs_no_ground(session: Session, case: Case) -> None:
    values = read_input(DecisionSchema(), DECISION | {"outcome": "refused", "remedy": "none"})
    with unit_of_work(session):
        decision = record_decision(session, lawbook(), case, values, actor="test", text_known=False)
    assert (decision.refusal_ground, decision.ground_text, decision.ground_citations) == (None, "", [])


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"taken_at": "2022-11-20T10:00"}, "taken_at", "before the complaint was received"),
    ({"taken_at": "2098-11-20T10:00"}, "taken_at", "future"),
    ({"taken_at": "yesterday"}, "taken_at", "is not a date and time"),
    ({"served_at": "2022-11-22T10:00"}, "served_at", "before it was taken"),
    ({"outcome": "returned", "remedy": "none"}, "inadmissibility_ground", "Name the ground"),
    ({"inadmissibility_ground": "late"}, "inadmissibility_ground", "no ground of inadmissibility"),
    ({"outcome": "refused"}, "remedy", "belongs to a complaint that was satisfied"),
    ({"outcome": "refused", "remedy": "none", "refusal_ground": None}, "refusal_ground", "which criterion"),
    ({"outcome": "refused", "remedy": "none", "ground_text": " "}, "ground_text", "Say in a sentence"),
    (LATE | {"outcome": "returned", "ground_text": ""}, "ground_text", "Say in a sentence"),
    ({"refusal_ground": "act-lawful"}, "refusal_ground", "Only a refusal"),
    ({"outcome": "refused", "refusal_ground": "no reason"}, "refusal_ground", "not known"),
    ({"operative": ""}, "operative", "Fill in"),
    ({"votes_for": "-1"}, "votes_for", "whole number"),
    ({"votes_for": "many"}, "votes_for", "whole number"),
    ({"open_session": "perhaps"}, "open_session", "yes, no"),
    ({"outcome": "maybe"}, "outcome", "not known"),
]


@pytest.mark.parametrize(("change", "field", "told"), BAD)
def test_bad_decision_is_told_and_not_saved(
    app: Flask, session: Session, case: Case, change: dict[str, Any], field: str, told: str
) -> None:
    with app.test_request_context("/?lang=en"), pytest.raises(InvalidInput) as refusal:  # noqa: SIM117
        with unit_of_work(session):
            create_decision(session, case, **change)
    assert told in " ".join(refusal.value.errors[field])
    assert session.scalar(sa.select(sa.func.count()).select_from(Decision)) == 0


def test_second_decision_is_refused(session: Session, case: Case) -> None:
    with unit_of_work(session):
        create_decision(session, case)
    with pytest.raises(InvalidInput), unit_of_work(session):
        create_decision(session, case, number="13")
    assert session.scalars(sa.select(Decision.number)).all() == ["12/3-Б"]


def test_case_that_somebody_else_changed_is_refused(session: Session, case: Case) -> None:
    seen = case.version
    with unit_of_work(session):
        create_decision(session, case)
    values = read_input(DecisionSchema(), DECISION)
    with pytest.raises(StaleCase):
        record_decision(session, lawbook(), case, values, actor="test", version=seen)
