"""The projection: what is published, in which version, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.identities import Person, look
from casetracker.cases.models import Case, Decision
from casetracker.db import unit_of_work
from casetracker.publication.actions import proposed_texts, publish
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.publication.queries import newest_decisions, public_case, unpublished_decisions
from tests.builders.cases import COMPLAINT, create_case, create_decision, vault
from tests.builders.registry import create_registry

NAME = str(COMPLAINT["complainant_name"])


@pytest.fixture
def decided(session: Session) -> tuple[Case, Decision]:
    with unit_of_work(session):
        create_registry(session)
        case = create_case(session, text=f"{NAME} шағымданады: байқаушы шығарылды.")
        return case, create_decision(session, case, facts="Үлгіовтің дәлелдері расталды.")


def publish_as_proposed(
    session: Session, case: Case, decision: Decision | None, **changes: str
) -> PublicCase:
    people = list(look(session, vault(), case, actor="user:9", reason="publication").values())
    texts = proposed_texts(case, decision, people) | changes
    return publish(session, case, decision, texts, people, actor="user:9")


def test_published_case_is_a_redacted_copy(session: Session, decided: tuple[Case, Decision]) -> None:
    case, decision = decided
    with time_machine.travel(dt.datetime(2022, 11, 24, 9, tzinfo=dt.UTC), tick=False), unit_of_work(session):
        publish_as_proposed(session, case, decision)
    public = public_case(session, "2022-pres/rec-astana-0001")
    assert public is not None
    assert public.summary == "[…] шағымданады: байқаушы шығарылды."
    [shown] = public.decisions
    assert shown.facts == "[…] дәлелдері расталды."
    assert shown.lag_seconds == 24 * 3600  # taken Wednesday 15:00 in Astana, published Thursday 15:00
    assert shown.reasoned
    # The limit to contest the decision is published with it.
    assert {clock["role"]: clock["state"] for clock in public.clocks} == {
        "filing": "met",
        "review": "met",
        "appeal": "running",
    }
    assert "published" in {event["kind"] for event in public.timeline}
    assert newest_decisions(session)[0].number == "12/3-Б"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("summary", f"Шағымданушы: {NAME}"),
        ("facts", "Үлгіовке қатысты"),
        ("operative", "Үлгіов шағымы қанағаттандырылсын"),
        ("application", "хабарласу: sample@person.example"),
        ("provisions", "ЖСН 900215300123"),
    ],
)
def test_private_text_is_refused_at_its_field(
    session: Session, decided: tuple[Case, Decision], field: str, text: str
) -> None:
    case, decision = decided
    with pytest.raises(InvalidInput) as refusal, unit_of_work(session):
        publish_as_proposed(session, case, decision, **{field: text})
    assert set(refusal.value.errors) == {field}
    assert session.scalar(sa.select(sa.func.count()).select_from(PublicCase)) == 0


def test_appeal_route_is_masked_too(session: Session, decided: tuple[Case, Decision]) -> None:
    case, decision = decided
    decision.appeal_route = f"Сотқа; {NAME} өкілі арқылы"
    with unit_of_work(session):
        public = publish_as_proposed(session, case, decision)
    assert public.decisions[0].appeal_route == "Сотқа; […] өкілі арқылы"


def test_publishing_again_is_the_next_version_of_one_page(
    session: Session, decided: tuple[Case, Decision]
) -> None:
    case, decision = decided
    for _time in range(2):
        with unit_of_work(session):
            public = publish_as_proposed(session, case, decision)
    assert public.version == 2
    [shown] = public.decisions
    assert shown.version == 2
    assert session.scalar(sa.select(sa.func.count()).select_from(PublicDecision)) == 1


def test_unpublished_decisions_are_known_until_they_are_published(
    session: Session, decided: tuple[Case, Decision]
) -> None:
    case, decision = decided
    assert unpublished_decisions(session, sa.true()) == [decision]
    with unit_of_work(session):
        publish_as_proposed(session, case, decision)
    assert unpublished_decisions(session, sa.true()) == []


def test_projection_points_at_nothing_private() -> None:
    for model in (PublicCase, PublicDecision):
        targets = {key.column.table.name for key in model.__table__.foreign_keys}
        assert targets <= {"public_cases"}


def test_what_was_masked_by_hand_stays_masked(session: Session, decided: tuple[Case, Decision]) -> None:
    case, decision = decided
    with unit_of_work(session):
        public = publish_as_proposed(session, case, decision, facts="Куә […] растады.")
    again = proposed_texts(case, decision, (), public)
    assert again["facts"] == "Куә […] растады."
    assert again["summary"] == public.summary


def test_publication_of_somebody_else_is_not_overwritten(
    session: Session, decided: tuple[Case, Decision]
) -> None:
    case, decision = decided
    texts = proposed_texts(case, decision, [Person(NAME, None)])
    with unit_of_work(session):
        publish(session, case, decision, texts, (), actor="user:9", seen_version=0)
    with pytest.raises(StaleCase), unit_of_work(session):
        publish(session, case, decision, texts, (), actor="user:8", seen_version=0)
    with unit_of_work(session):
        assert publish(session, case, decision, texts, (), actor="user:8", seen_version=1).version == 2


def test_withdrawn_case_stays_withdrawn(session: Session, decided: tuple[Case, Decision]) -> None:
    case, decision = decided
    with unit_of_work(session):
        public = publish_as_proposed(session, case, decision)
        public.state, public.withdrawn_reason = "withdrawn", "by order of a court"
    with pytest.raises(InvalidInput), unit_of_work(session):
        publish_as_proposed(session, case, decision)
    session.expire_all()
    assert (public.state, public.withdrawn_reason) == ("withdrawn", "by order of a court")
