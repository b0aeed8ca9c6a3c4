"""What the law says of courts is not said of prosecutors and the police."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.cases.errors import InvalidInput
from casetracker.cases.models import Case
from casetracker.cases.parallel import parallel_of, put_before_court
from casetracker.cases.remedies import remedies_of
from casetracker.cases.serving import record_in_force
from casetracker.notices.facts import hearing_facts, letter_of, notice_data
from casetracker.runtime import lawbook
from tests.builders.cases import ACTOR, create_case, create_decision
from tests.builders.chains import followed, step
from tests.builders.hearings import create_hearing
from tests.builders.registry import create_registry

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

NOW = dt.datetime(2022, 11, 28, 4, tzinfo=dt.UTC)  # Monday


@pytest.fixture
def application(app: Flask, session: Session) -> Case:
    """To a prosecutor, decided on Wednesday 23 November."""
    create_registry(session)
    case = create_case(session, body="kz-po-astana", procedure="prosecutor-application")
    create_decision(session, case)
    session.flush()
    return case


def test_no_commission_waits_for_a_prosecutor(application: Case, session: Session) -> None:
    commission = create_case(session)
    session.flush()
    assert parallel_of(session, commission) == []
    assert parallel_of(session, application) == []
    with pytest.raises(InvalidInput, match="court_case"):
        put_before_court(session, lawbook(), commission, application, actor=ACTOR)


def test_the_answer_of_a_prosecutor_enters_into_no_force_and_nobody_knows_how_it_is_contested(
    application: Case, session: Session
) -> None:
    (decision,) = application.decisions
    with pytest.raises(InvalidInput, match="_schema"):
        record_in_force(session, lawbook(), decision, dt.date(2022, 12, 1), actor=ACTOR)
    assert [remedies.ways for remedies in remedies_of(session, lawbook(), application, NOW)] == [()]


def test_before_the_next_instance_the_prosecutor_answers_for_the_decision(
    application: Case, session: Session
) -> None:
    claim = followed(step(session, application, "next-instance", procedure="rights-claim"))
    parties = {(party.role, party.kind, party.body_id) for party in claim.parties}
    assert ("respondent", "prosecutor", "kz-po-astana") in parties


@pytest.mark.parametrize(
    ("language", "title", "signer"),
    [
        ("kk", "Қарау туралы хабарлама", "Лауазымды адам"),
        ("ru", "Извещение о рассмотрении", "Должностное лицо"),
    ],
)
def test_a_letter_of_a_prosecutor_is_signed_by_neither_judge_nor_chair(
    application: Case, session: Session, language: str, title: str, signer: str
) -> None:
    pending = create_case(session, body=application.body_id, procedure=application.procedure)
    told = hearing_facts(create_hearing(session, pending))
    letter = letter_of("hearing", notice_data(lawbook(), pending, language), NOW.date(), more=told)
    assert (letter.blocks[0].text, letter.signer) == (title, signer)
