"""The provisions of a decision, one by one: known acts are cited, others stay as typed."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.cases.errors import InvalidInput
from casetracker.cases.provisions import cited_provisions, read_lines, suggested_provisions
from casetracker.db import unit_of_work
from casetracker.runtime import lawbook
from tests.builders.cases import COMPLAINT, create_case, create_decision
from tests.builders.chains import COURT
from tests.builders.publication import publish_case
from tests.builders.registry import ASTANA, create_registry

NAME = COMPLAINT["complainant_name"]
PURE = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)


@PURE
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", []),
        (" | | ", []),
        ("election-law | 20(9)", [("election-law", "20(9)", "", True)]),
        ("ELECTION-LAW|49|five days", [("election-law", "49", "five days", True)]),
        (
            "Конституционный закон «О выборах в Республике Казахстан» | 49 | a | b",
            [("election-law", "49", "a | b", True)],
        ),
        ("Конституция | 33(2)", [("Конституция", "33(2)", "", False)]),
        ("appc | 162\n\nappc | 162", [("appc", "162", "", True)]),
    ],
)
def test_line_is_kept_as_a_citation_when_the_act_is_known(
    app: Flask, text: str, kept: list[tuple[str, str, str, bool]]
) -> None:
    with app.app_context():
        found = cited_provisions(lawbook(), text)
    assert [(it["act"], it["article"], it["words"], bool(it["url"])) for it in found] == kept
    assert len(read_lines(text)) >= len(found)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("election-law", "Name the act and the article"),
        ("| 49", "Name the act and the article"),
        ("election-law | " + "9" * 41, "too long"),
        ("\n".join(f"election-law | {number}" for number in range(31)), "At most 30"),
    ],
)
@PURE
def test_list_that_is_wrong_is_told_and_nothing_is_recorded(
    app: Flask, session: Session, text: str, told: str
) -> None:
    with app.test_request_context("/?lang=en"), unit_of_work(session):
        create_registry(session)
        case = create_case(session)
        with pytest.raises(InvalidInput) as refused:
            create_decision(session, case, cited=text)
        assert told in " ".join(refused.value.errors["cited"])
        assert case.decisions == []


@pytest.mark.parametrize(
    ("cited", "provisions", "reasoned"),
    [("election-law | 49", "", True), ("", "Art. 49", True), ("", " ", False)],
)
def test_decision_is_reasoned_with_a_list_or_a_text_and_its_projection_hides_names(
    session: Session, cited: str, provisions: str, reasoned: bool
) -> None:
    with unit_of_work(session):
        create_registry(session)
        case = create_case(session)
        lines = f"{cited}\nRule of {NAME} | 1 | said {NAME}" if cited else ""
        decision = create_decision(session, case, cited=lines, provisions=provisions)
        public = publish_case(session, case, decision)
    [shown] = public.decisions
    assert decision.is_reasoned is reasoned
    assert shown.reasoned is reasoned
    assert [it["article"] for it in shown.cited] == (["49", "1"] if cited else [])
    assert NAME.split()[0] not in str(shown.cited)


@PURE
@pytest.mark.parametrize(
    ("body", "procedure", "expected"),
    [
        (ASTANA, "commission-complaint", {("election-law", "20(9)"), ("election-law", "49")}),
        (COURT, "election-claim", {("appc", "163(1)"), ("election-law", "49")}),
    ],
)
def test_rules_of_the_clocks_and_the_guide_suggest_what_they_cite(
    session: Session, body: str, procedure: str, expected: set[tuple[str, str]]
) -> None:
    with unit_of_work(session):
        create_registry(session)
        case = create_case(session, body=body, procedure=procedure)
    pairs = [(it["act"], it["article"]) for it in suggested_provisions(lawbook(), case)]
    assert expected <= set(pairs)
    assert len(pairs) == len(set(pairs))
