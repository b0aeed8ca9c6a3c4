"""What a complaint may be the same as: the same act, the same complainant, a similar text; in scope only."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.policy import scope_of
from casetracker.cases import likely_same as room
from casetracker.cases.likely_same import Likely, Newcomer, likely_same, similar_in_text
from casetracker.cases.likeness import KEPT, needed, sketch
from casetracker.cases.models import CaseSketch
from tests.builders.accounts import create_user
from tests.builders.cases import COMPLAINT, create_case, vault
from tests.builders.registry import PRESIDENTIAL, create_registry

TEXT = (
    "Дауыс санау басталғанда учаскелік комиссияның төрағасы байқаушыны залдан шығарып жіберді, "
    "ал хаттаманың көшірмесін беруден себепсіз бас тартты."
)
# The same told by another hand: other endings, other order of the sentence, no Kazakh letters in places.
RETOLD = (
    "Дауыс санау басталганда учаскелик комиссия төрағасы байқаушыны залдан шығарып жиберди, "
    "кейін хаттаманың көшірмесін беруден себепсіз бас тартқан."
)
OTHER = "Сайлаушылар тізімінде менің мекенжайым қате жазылған, түзетуді сұраймын, құжаттар қоса беріледі."


@pytest.fixture
def registry(session: Session) -> Session:
    create_registry(session)
    return session


def newcomer(**changes: Any) -> Newcomer:
    fields: dict[str, Any] = {
        "election_id": PRESIDENTIAL,
        "contested_body_id": None,
        "contested_on": None,
        "text": OTHER,
        "organisation": None,
        "name": None,
        "contact": None,
    }
    return Newcomer(**(fields | changes))


def found(session: Session, **changes: Any) -> list[Likely]:
    return likely_same(session, vault().box, sa.true(), newcomer(**changes))


@pytest.mark.parametrize(
    ("one", "other", "is_similar"),
    [
        (TEXT, TEXT, True),
        (TEXT, TEXT.upper(), True),
        (TEXT, RETOLD, True),
        (TEXT, TEXT + " " + OTHER, True),
        (TEXT, OTHER, False),
        ("", "", False),
        ("Шағым", "Шағым", False),
    ],
)
def test_texts_are_similar_when_they_say_the_same(one: str, other: str, is_similar: bool) -> None:
    own = sketch(other)
    shared = len(set(sketch(one)) & set(own))
    assert (bool(needed(own)) and shared >= needed(own)) is is_similar


def test_sketch_is_small_and_the_same_every_time() -> None:
    numbers = sketch(TEXT * 200)
    assert numbers == sketch(TEXT * 200)
    assert len(numbers) == KEPT
    assert all(-(2**63) <= number < 2**63 for number in numbers)


def test_each_reason_is_told_and_most_reasons_lead(registry: Session) -> None:
    same = create_case(registry, text=TEXT, complainant_organisation="Сынақ бірлестігі")
    create_case(
        registry,
        text=OTHER,
        contested_body=None,
        contested_on=None,
        complainant_name="Басқа Біреу",
        complainant_contact=None,
    )
    likely = found(
        registry,
        text=RETOLD,
        contested_body_id=same.contested_body_id,
        contested_on=same.contested_on,
        organisation="Сынақ бірлестігі",
        name=COMPLAINT["complainant_name"],
    )
    assert [(it.case, it.reasons) for it in likely] == [
        (same, ("same-act", "same-person", "same-organisation", "similar-text"))
    ]


def test_nothing_is_suggested_without_a_reason(registry: Session) -> None:
    create_case(registry, text=TEXT)
    assert found(registry) == []
    assert found(registry, text="Шағым") == []


def test_only_cases_inside_the_scope_are_suggested(registry: Session) -> None:
    create_case(registry, text=TEXT)
    stranger = create_user(registry, role="clerk", body_id="kz-rec-almaty")
    assert similar_in_text(registry, scope_of(stranger), TEXT) == []
    assert len(similar_in_text(registry, sa.true(), TEXT)) == 1


def test_many_cases_with_the_same_text_are_looked_at_up_to_a_limit(
    registry: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST_SHARING", 3)
    cases = [create_case(registry, text=TEXT) for _each in range(6)]
    assert similar_in_text(registry, sa.true(), TEXT) == cases[:2:-1]
    stored = registry.scalar(sa.select(sa.func.count()).select_from(CaseSketch))
    assert stored == 6 * len(sketch(TEXT))
