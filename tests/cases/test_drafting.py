"""Drafts of decisions, the hearing a decision was taken in, and the service on each party."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.decisions import record_decision
from casetracker.cases.drafting import draft_of, keep_draft, missing_reasoning
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.inputs import PartyServiceSchema, WrittenDecisionSchema, read_input
from casetracker.cases.models import Case, Decision, DecisionService, Party
from casetracker.cases.queries import unserved_decisions
from casetracker.cases.serving_parties import serve_party, served_parties
from casetracker.db import unit_of_work
from casetracker.runtime import lawbook
from tests.builders.cases import DECISION, create_case, create_decision
from tests.builders.hearings import cancel, create_hearing
from tests.builders.proceedings import create_claim
from tests.builders.registry import create_registry

FRIDAY = "2022-12-02T06:00Z"


@pytest.fixture
def registry(session: Session, app: Flask) -> Session:
    with unit_of_work(session):
        create_registry(session)
    return session


def decide(session: Session, case: Case, **changes: Any) -> Decision:
    values = read_input(WrittenDecisionSchema(), DECISION | {"open_session": None} | changes)
    with unit_of_work(session):
        return record_decision(session, lawbook(), case, values, actor="test")


def test_draft_when_kept_by_two_then_the_second_is_told_and_recording_ends_it(registry: Session) -> None:
    with unit_of_work(registry):
        case = create_case(registry)
        version, events = case.version, len(case.events)
        first = keep_draft(registry, case, {"facts": "Half a sent\u202eence"}, actor="user:1", seen=0)
        assert (first.version, first.typed) == (1, {"facts": "Half a sentence"})
        keep_draft(registry, case, {"facts": "Whole.", "number": ""}, actor="user:2", seen=1)
    with pytest.raises(StaleCase), unit_of_work(registry):
        keep_draft(registry, case, {"facts": "Mine"}, actor="user:1", seen=1)
    kept = draft_of(registry, case)
    assert kept is not None
    assert (kept.typed["facts"], kept.updated_by) == ("Whole.", "user:2")
    assert (case.version, len(case.events)) == (version, events)
    decide(registry, case)
    assert draft_of(registry, case) is None


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ({}, ["facts", "provisions", "application"]),
        ({"facts": "x", "provisions": " \n", "application": "x"}, ["provisions"]),
        ({"facts": "x", "provisions": "x", "application": "x"}, []),
    ],
)
def test_reasoning_while_it_is_written_then_says_what_is_missing(
    typed: dict[str, str], missing: list[str]
) -> None:
    assert missing_reasoning(typed) == missing


@time_machine.travel(FRIDAY, tick=False)
def test_decision_taken_in_a_hearing_then_open_or_closed_as_that(registry: Session) -> None:
    with unit_of_work(registry):
        case = create_case(registry)
        closed = {"is_open": "no", "closed_ground": "minor", "closed_reason": "A minor is heard."}
        hearing = create_hearing(registry, case, **closed)  # Tuesday 22 November 2022, 15:00
        off = create_hearing(registry, case)
        cancel(registry, off)
    refused = {
        "hearing": [str(off.id), "999", "x"],
        "open_session": [str(hearing.id)],
    }
    for field, named in refused.items():
        for number in named:
            with pytest.raises(InvalidInput) as caught:
                decide(
                    registry, case, hearing=number, open_session="yes" if field == "open_session" else None
                )
            assert list(caught.value.errors) == [field], number
    with pytest.raises(InvalidInput) as caught:
        decide(registry, case, hearing=str(hearing.id), taken_at="2022-11-22T14:59")
    assert list(caught.value.errors) == ["hearing"]
    decision = decide(registry, case, hearing=str(hearing.id), votes_absent="2")
    assert (decision.open_session, decision.hearing, decision.votes_absent) == (False, hearing, 2)


def serve(session: Session, decision: Decision, place: int, moment: str, **more: str) -> DecisionService:
    values = read_input(PartyServiceSchema(), {"served_at": moment, "how": "post"} | more)
    party = decision.case.parties[place]
    with unit_of_work(session):
        return serve_party(session, lawbook(), decision, party, values, actor="test")


def limits(decision: Decision) -> list[tuple[str, str]]:
    return [
        (it.party.role, f"{it.due_on:%a %d %b}" if it.due_on else "—")
        for it in served_parties(lawbook(), decision)
    ]


@time_machine.travel(FRIDAY, tick=False)
def test_decision_waits_for_its_service_until_every_party_is_served(registry: Session) -> None:
    with unit_of_work(registry):
        claim = create_claim(registry)
        claim.parties.append(Party(role="proxy", kind="proxy"))
        decision = create_decision(registry, claim, number="15", taken_at="2022-11-25T16:00")

    def waiting() -> list[Decision]:
        return list(unserved_decisions(registry, sa.true()))

    assert [party.role for party in claim.parties] == ["complainant", "respondent", "proxy"]
    assert waiting() == [decision]
    serve(registry, decision, 0, "2022-11-28T10:00")  # Monday: the complainant
    assert waiting() == [decision]
    serve(registry, decision, 1, "2022-11-30T10:00")  # Wednesday: the respondent, and nobody else must be
    assert waiting() == []
    with unit_of_work(registry):
        claim.parties.append(Party(role="third-party", kind="party"))
    assert waiting() == [decision]
    with unit_of_work(registry):
        claim.parties[-1].removed_at = db.now()
    assert waiting() == []


@time_machine.travel(FRIDAY, tick=False)
def test_each_party_when_served_then_has_its_own_limit(registry: Session) -> None:
    with unit_of_work(registry):
        decision = create_decision(registry, create_claim(registry), number="15", taken_at="2022-11-25T16:00")
    assert [limit for _role, limit in limits(decision)] == ["—", "—"]
    serve(registry, decision, 0, "2022-11-28T10:00")  # Monday: the complainant
    serve(registry, decision, 1, "2022-11-30T10:00", how="in-person")  # Wednesday: the respondent
    complainant, respondent = (limit for _role, limit in limits(decision))
    assert dt.datetime.strptime(complainant[4:], "%d %b").day + 2 == int(respondent[4:6])  # noqa: DTZ007
    assert decision.served_at == dt.datetime(2022, 11, 28, 4, tzinfo=dt.UTC)
    assert [it.kind for it in decision.case.events].count("served") == 2
    with pytest.raises(InvalidInput, match="reason"):
        serve(registry, decision, 1, "2022-12-01T10:00")
    serve(registry, decision, 1, "2022-12-01T10:00", reason="The receipt says so.")  # Thursday
    assert limits(decision)[1][1] != respondent
    corrected = next(it for it in decision.case.events if it.kind == "corrected")
    assert (corrected.data["party"], corrected.corrects_id is not None) == ("respondent", True)
    with pytest.raises(InvalidInput, match="served_at"):
        serve(registry, decision, 0, "2022-11-25T10:00", reason="x")
