"""The case file: masked parties, decisions, two people at one case, publishing."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from casetracker.audit.models import AuditRow
from casetracker.cases.models import Case, Decision
from tests.builders.cases import COMPLAINT, DECISION, create_decision
from tests.builders.desk import HIDDEN, Desk, areas

NAME, CONTACT = COMPLAINT["complainant_name"], COMPLAINT["complainant_contact"]
DECIDED: dict[str, str] = dict(DECISION)


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def all_of(desk: Desk, column: Any) -> list[Any]:
    return list(desk.work(lambda session: session.scalars(sa.select(column)).all()))


def looks(desk: Desk) -> list[tuple[str, str]]:
    """Return (actor, reason) of every recorded look at personal data."""
    rows = desk.work(
        lambda session: session.scalars(
            sa.select(AuditRow).where(AuditRow.action == "identity.looked-at").order_by(AuditRow.seq)
        ).all()
    )
    return [(row.actor, row.details["reason"]) for row in rows]


def test_case_file_tells_the_story(desk: Desk) -> None:
    visitor = desk.person()
    visitor.get("/staff/?lang=en")
    page = visitor.get(desk.case()).text
    for told in (
        "Time limit to file",
        "Time limit to decide",
        "Complaint registered",
        "Observer",
        "Article 49",
    ):
        assert told in page
    assert COMPLAINT["text"] in page
    assert '<p class="govuk-body" lang="kk">' in page
    # The trace is told, and the law it rests on is linked.
    assert "How was this computed?" in page
    assert "Monday 21 November 2022" in page
    assert 'href="https://adilet.zan.kz/' in page


def test_contents_of_the_case_file_name_every_section_once_and_in_order(desk: Desk) -> None:
    path = desk.case()
    visitor = desk.person()
    bare = visitor.get(path).text
    desk.work(lambda session: create_decision(session, session.scalars(sa.select(Case)).one()))
    decided = visitor.get(path).text
    for page in (bare, decided):
        linked = re.findall(r'<li><a class="govuk-link" href="#([a-z0-9-]+)">', page)
        assert linked == re.findall(r'<h2 class="govuk-heading-m" id="([a-z0-9-]+)">', page)
    assert 'id="decision-' in decided
    assert 'id="remedies"' in decided


def test_parties_are_masked(desk: Desk) -> None:
    case = desk.case()
    for role in ("clerk", "lawyer", "publisher", "supervisor", "administrator", "auditor"):
        page = desk.person(role).get(case).text
        assert NAME not in page
        assert "sample@person.example" not in page


def test_name_is_shown_once_for_a_reason_that_is_recorded(desk: Desk) -> None:
    case, visitor = desk.case(), desk.person()
    answer = visitor.send(case, f"{case}/unmask", reason="Summons to the session")
    assert answer.status_code == 200
    assert NAME in answer.text
    assert CONTACT in answer.text
    assert NAME not in visitor.get(case).text
    ((actor, reason),) = looks(desk)
    assert actor.startswith("user:")
    assert reason == "Summons to the session"


@pytest.mark.parametrize("reason", ["", "   ", "\x00", "x" * 501, f"Call {NAME}", "8 701 234 56 78"])
def test_without_a_good_reason_nothing_is_shown(desk: Desk, reason: str) -> None:
    case = desk.case()
    answer = desk.person().send(case, f"{case}/unmask", reason=reason)
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text
    assert NAME not in answer.text.replace(f"Call {NAME}", "")
    assert looks(desk) == []


def test_decision_is_recorded_with_its_four_parts(desk: Desk) -> None:
    case, lawyer = desk.case(), desk.person()
    answer = lawyer.send(f"{case}/decision", **DECIDED)
    assert (answer.status_code, answer.location) == (303, case)
    page = lawyer.get(case).text
    for part in ("facts", "provisions", "application", "operative"):
        assert DECIDED[part] in page
    assert "app-clock--running" not in page
    assert f'href="{case}/decision"' not in page


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("taken_at", {"taken_at": "2022-11-31T10:00"}),
        ("taken_at", {"taken_at": "2022-11-20T10:00"}),
        ("taken_at", {"taken_at": "2090-01-01T10:00"}),
        ("number", {"number": ""}),
        ("outcome", {"outcome": "victory"}),
        ("inadmissibility_ground", {"outcome": "returned", "remedy": "none"}),
        ("remedy", {"outcome": "refused"}),
        ("operative", {"operative": ""}),
        ("votes_for", {"votes_for": "-1"}),
        ("votes_against", {"votes_against": "many"}),
        ("served_at", {"served_at": "2022-11-22T10:00"}),
    ],
)
def test_bad_decision_names_the_field_and_keeps_what_was_typed(
    desk: Desk, field: str, changes: dict[str, str]
) -> None:
    case = desk.case()
    answer = desk.person().send(f"{case}/decision", **(DECIDED | changes))
    assert answer.status_code == 422
    assert f'id="{field.replace("_", "-")}-error"' in answer.text
    assert areas(answer.text)["facts"] == DECIDED["facts"]
    assert all_of(desk, Decision.id) == []


def test_second_of_two_lawyers_loses_nothing_and_overwrites_nothing(desk: Desk) -> None:
    case, first, second = desk.case(), desk.person(), desk.person()
    page = f"{case}/decision"
    theirs = second.form(page)
    assert first.send(page, **DECIDED).status_code == 303
    typed = DECIDED | {"number": "99", "facts": "Мүлде басқа жағдай анықталды."}
    answer = second.client.post(page, data=theirs | typed)
    assert answer.status_code == 409
    assert areas(answer.text)["facts"] == typed["facts"]
    assert DECIDED["number"] in answer.text
    assert all_of(desk, Decision.number) == [DECIDED["number"]]
    # Sent again on the case as it stands now, it is told that there is a decision already.
    again = second.client.post(page, data=dict(HIDDEN.findall(answer.text)) | typed)
    assert again.status_code == 422
    assert all_of(desk, Decision.number) == [DECIDED["number"]]


@pytest.mark.parametrize("version", ["", "0", "x", "-1", "9" * 30, "\x00", "²"])
def test_version_that_was_never_current_is_stale(desk: Desk, version: str) -> None:
    case = desk.case()
    assert desk.person().send(f"{case}/decision", **DECIDED, version=version).status_code == 409
    assert all_of(desk, Decision.id) == []


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_ground_and_provisions_are_chosen_kept_as_a_draft_and_shown_with_their_articles(desk: Desk) -> None:
    case, lawyer = desk.case(), desk.person()
    page = f"{case}/decision?lang=en"
    offered = lawyer.get(page).text
    assert "Filed late – Constitutional Law “On Elections" in offered
    assert "Article 20(9) (named by the law)" in offered
    assert 'value="election-law | 49 |"' in offered
    fields = DECIDED | {
        "outcome": "left-without-consideration",
        "remedy": "none",
        "inadmissibility_ground": "late",
        "ground_text": "Шағым он күн өткен соң берілді.",
        "provisions": "",
        "cited_known": "election-law | 49 |",
        "cited_act_1": "Конституция",
        "cited_article_1": "",
        "cited_words_1": "Сайлауға құқық",
    }
    refused = lawyer.send(page, **fields)
    assert (refused.status_code, "Name the act and the article" in refused.text) == (422, True)
    assert 'value="Сайлауға құқық"' in refused.text
    fields["cited_article_1"] = "33(2)"
    assert lawyer.send(page, do="draft", **fields).status_code == 303
    draft = lawyer.get(page).text
    assert 'value="33(2)"' in draft
    ticked = draft.split('value="election-law | 49 |"')[1].split(">")[0]
    assert "checked" in ticked
    assert lawyer.send(page, **fields).status_code == 303
    shown = lawyer.get(f"{case}?lang=en").text
    for words in ("The ground", "Filed late", "named by the law", "Конституция, Article 33(2)", "Article 49"):
        assert words in shown, words
    [(citations, cited)] = desk.work(
        lambda session: session.execute(sa.select(Decision.ground_citations, Decision.cited)).all()
    )
    assert [it["article"] for it in citations] == ["20(9)"]
    assert [it["article"] for it in cited] == ["49", "33(2)"]
