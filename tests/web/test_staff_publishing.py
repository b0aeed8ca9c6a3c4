"""Redacting, the second pair of eyes, publishing and withdrawing, as the people at the desk see them."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from casetracker.audit.models import AuditRow
from casetracker.cases.models import Case
from casetracker.publication.models import PublicCase
from casetracker.publication.publications import Publication
from tests.builders.cases import COMPLAINT, DECISION, create_decision
from tests.builders.chains import step
from tests.builders.desk import Desk, Visitor, areas
from tests.builders.forms import filled_in
from tests.builders.publication import publish_case

# What these pages do does not depend on the database's engine; what they call is tested on both.
pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

NAME = str(COMPLAINT["complainant_name"])
SURNAME = NAME.split()[0]
DECIDED: dict[str, str] = dict(DECISION)
TICK = re.compile(r'name="mark-(\w+)" type="checkbox" value="([\d-]+)"( checked)?')


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


@pytest.fixture
def case(desk: Desk) -> str:
    """A decided case that names its party, and a witness who is none."""
    text = f"{SURNAME}ке хаттама берілмеді, куә Тестбаев С.М., тел. +7 701 123 45 67."
    case = desk.case(text=text)
    desk.person().send(f"{case}/decision", **DECIDED)
    return case


def all_of(desk: Desk, column: Any) -> list[Any]:
    return list(desk.work(lambda session: session.scalars(sa.select(column)).all()))


def ticks(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field, key, is_ticked in TICK.findall(page):
        if is_ticked:
            found.setdefault(f"mark-{field}", []).append(key)
    return found


def fill_in(visitor: Visitor, case: str, do: str, **changes: Any) -> Any:
    """Send the form as a browser would: what it shows, with some of it changed."""
    page = visitor.get(f"{case}/publish").text
    fields = visitor.form(f"{case}/publish") | areas(page) | ticks(page) | {"do": do} | changes
    return visitor.client.post(f"{case}/publish", data=fields)


def review(visitor: Visitor, case: str, **fields: str) -> Any:
    return visitor.send(f"{case}/publish", f"{case}/publish/review", **fields)


def published(desk: Desk, case: str) -> None:
    assert fill_in(desk.person(), case, "submit").status_code == 303
    assert review(desk.person("publisher"), case, do="publish").status_code == 303


def test_what_is_known_is_masked_and_the_rest_is_offered(desk: Desk, case: str) -> None:
    page = desk.person("publisher").get(f"{case}/publish").text
    proposed = areas(page)["summary"]
    assert proposed == "[…] хаттама берілмеді, куә Тестбаев С.М., тел. […]."
    assert f"{SURNAME}ке</mark>" in page.replace('<sup class="app-mark__number">1</sup>', "")
    assert "Тестбаев С.М." in page
    # The telephone number is ticked, the witness is not.
    assert len(ticks(page)["mark-summary"]) == 1
    reasons = desk.work(
        lambda session: session.scalars(
            sa.select(AuditRow).where(AuditRow.action == "identity.looked-at")
        ).all()
    )
    assert [row.details["reason"] for row in reasons] == ["redaction before publication"]
    assert all_of(desk, Publication.id) == []


def test_ticked_typed_and_written_by_hand_is_kept_and_published(
    desk: Desk, case: str, client: FlaskClient
) -> None:
    author = desk.person()
    marked = fill_in(author, case, "mark", phrase="Тестбаев", kind="name", facts="Байқаушы [жаңа мәтін].")
    assert marked.status_code == 303
    kept = areas(author.get(f"{case}/publish").text)
    assert kept["summary"] == "[…] хаттама берілмеді, куә […], тел. […]."
    assert kept["facts"] == "Байқаушы [жаңа мәтін]."
    # What was written by hand is dropped again when the person asks for the marks.
    fill_in(author, case, "save", from_marks="facts")
    assert areas(author.get(f"{case}/publish").text)["facts"] == DECIDED["facts"]
    assert fill_in(author, case, "submit").location == case
    assert client.get("/cases/2022-pres/rec-astana-0001").status_code == 404
    publisher = desk.person("publisher")
    assert "REC-ASTANA" in publisher.get("/staff/").text
    assert review(publisher, case, do="publish").location == case
    public = client.get("/cases/2022-pres/rec-astana-0001").text
    assert kept["summary"] in html.unescape(public)
    assert "Тестбаев" not in public
    assert all_of(desk, Case.status) == ["decided"]


def test_words_that_stand_nowhere_are_told_and_nothing_typed_is_lost(desk: Desk, case: str) -> None:
    author = desk.person()
    answer = fill_in(author, case, "mark", phrase="Жоқбаев", kind="name", facts="Қолмен жазылған.")
    assert answer.status_code == 422
    assert 'id="phrase-error"' in answer.text
    assert areas(answer.text)["facts"] == "Қолмен жазылған."
    assert 'value="Жоқбаев"' in answer.text


@pytest.mark.parametrize(
    ("field", "text"),
    [("summary", f"{SURNAME} өтініш берді."), ("facts", "Ulgiov келді."), ("operative", "")],
)
def test_what_may_not_become_public_is_refused_at_its_field(
    desk: Desk, case: str, field: str, text: str
) -> None:
    answer = fill_in(desk.person(), case, "submit", **{field: text})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert areas(answer.text)[field] == text
    assert all_of(desk, PublicCase.id) == []


def test_author_is_told_who_may_publish_and_cannot_do_it(desk: Desk, case: str) -> None:
    author, other = desk.person("publisher"), desk.user("publisher")
    fill_in(author, case, "submit")
    page = author.get(f"{case}/publish?lang=en").text
    assert "You prepared this yourself" in page
    number = other.split("@", 1)[0].rsplit("-", 1)[1]
    assert f"publisher {number}" in page
    assert 'value="publish"' not in page
    answer = review(author, case, do="publish")
    assert (answer.status_code, all_of(desk, PublicCase.id)) == (422, [])
    assert "Read and publish" not in author.get("/staff/?lang=en").text


def test_sent_back_it_comes_with_its_remark(desk: Desk, case: str) -> None:
    author, publisher = desk.person(), desk.person("publisher")
    fill_in(author, case, "submit")
    assert review(publisher, case, do="return").status_code == 422
    assert review(publisher, case, do="return", remark="Куә аталып тұр.").status_code == 303
    assert "Куә аталып тұр." in author.get(f"{case}/publish").text
    assert all_of(desk, Publication.state) == ["draft"]


def test_second_of_two_authors_loses_nothing(desk: Desk, case: str) -> None:
    first, second = desk.person(), desk.person()
    fill_in(first, case, "save")
    theirs = second.form(f"{case}/publish") | areas(second.get(f"{case}/publish").text)
    fill_in(first, case, "save", facts="Біріншінің мәтіні.")
    answer = second.client.post(f"{case}/publish", data=theirs | {"do": "save", "facts": "Екіншінікі."})
    assert answer.status_code == 409
    assert areas(answer.text)["facts"] == "Екіншінікі."
    assert "Біріншінің" in str(all_of(desk, Publication.texts))


def test_correction_is_told_in_public_with_its_reason(desk: Desk, case: str, client: FlaskClient) -> None:
    published(desk, case)
    author = desk.person()
    answer = fill_in(author, case, "submit", facts="Түзетілген мәтін.")
    assert (answer.status_code, 'id="correction-error"' in answer.text) == (422, True)
    for odd in ("a sentence of their own", "x" * 40):
        assert fill_in(author, case, "submit", correction=odd).status_code == 422
    assert fill_in(author, case, "submit", correction="wrong-text").status_code == 303
    review(desk.person("publisher"), case, do="publish")
    page = client.get("/cases/2022-pres/rec-astana-0001?lang=en").text
    assert "The published text was wrong. Changed: Facts found." in page
    told = client.get("/api/v1/cases/2022-pres/rec-astana-0001").json
    assert told is not None
    assert [(it["version"], it["reason"], it["parts"]) for it in told["corrections"]] == [
        (2, "wrong-text", ["facts"])
    ]


def test_withdrawn_page_answers_410_with_the_reason(desk: Desk, case: str, client: FlaskClient) -> None:
    published(desk, case)
    publisher = desk.person("publisher")
    page = f"{case}/publish/withdraw"
    assert publisher.send(page, ground="personal-data", sentence=f"{SURNAME} аталған.").status_code == 422
    assert publisher.send(page, ground="", sentence="").status_code == 422
    answer = publisher.send(page, ground="personal-data", sentence="Дербес дерек қалып қойған.")
    assert answer.status_code == 303
    tombstone = client.get("/cases/2022-pres/rec-astana-0001?lang=en")
    assert tombstone.status_code == 410
    assert "Personal data became public" in tombstone.text
    assert "Дербес дерек қалып қойған." in tombstone.text
    assert client.get("/api/v1/cases/2022-pres/rec-astana-0001").status_code == 410
    assert "app-results__item" not in client.get("/search?q=хаттама").text
    file = publisher.get(f"{case}?lang=en").text
    assert "Withdrawn from publication" in file
    assert "Personal data became public" in file
    assert publisher.get(page).text.count("<textarea") == 0


def test_file_says_for_how_long_the_public_has_waited(desk: Desk, case: str) -> None:
    waits = "the public cannot read it yet"
    assert waits in desk.person().get(f"{case}?lang=en").text
    published(desk, case)
    page = desk.person().get(f"{case}?lang=en").text
    assert waits not in page
    assert re.search(r"Prepared by lawyer \d+, published by publisher \d+", page)


@pytest.mark.parametrize("form", [{}, {"do": "nonsense"}, {"version": "x"}, {"do": "mark", "kind": "\x00"}])
def test_odd_forms_do_no_harm(desk: Desk, case: str, form: dict[str, str]) -> None:
    author = desk.person()
    token = {"csrf_token": author.form(f"{case}/publish")["csrf_token"]}
    assert author.client.post(f"{case}/publish", data=token | form).status_code in {303, 409, 422}
    publisher = desk.person("publisher")
    token = {"csrf_token": publisher.form(f"{case}/publish")["csrf_token"]}
    assert publisher.client.post(f"{case}/publish/review", data=token | form).status_code in {409, 422}
    assert all_of(desk, PublicCase.id) == []


def test_nothing_to_publish_is_offered_before_there_is_a_decision(desk: Desk) -> None:
    path, publisher = desk.case(), desk.person("publisher")
    page = publisher.get(f"{path}?lang=en").text
    assert "Redact and publish" not in page
    assert "Publish the complaint before it is decided" in page
    desk.work(lambda session: create_decision(session, session.scalars(sa.select(Case)).one()))
    assert "Redact and publish" in publisher.get(f"{path}?lang=en").text


def test_interim_decision_and_its_correction_are_published_and_withdrawn_by_themselves(desk: Desk) -> None:
    path, lawyer, publisher = desk.case(), desk.person(), desk.person("publisher")

    def record(session: Session) -> None:
        case = session.scalars(sa.select(Case)).one()
        step(session, case, "interim-decision", operative="Хаттама тоқтатылсын.")
        step(session, case, "correct-decision", corrects=1, operative="Хаттама № 5 тоқтатылсын.")

    desk.work(record)
    for ordinal in (1, 2):
        publish = f"{path}/publish?decision={ordinal}"
        sent = filled_in(lawyer.get(publish).text) | {"do": "submit"}
        assert lawyer.client.post(publish, data=sent).status_code == 303
        hidden = publisher.form(publish)
        review = f"{path}/publish/review?decision={ordinal}"
        assert publisher.client.post(review, data=hidden | {"do": "publish"}).status_code == 303
    page = desk.visitor().get("/cases/2022-pres/rec-astana-0001?lang=en").text
    assert 'id="decision-1"' in page
    assert re.search(
        r'It corrects a slip in: <a class="govuk-link" href="#decision-1">Interim decision', page
    )
    assert re.search(r'A slip in it was corrected: <a class="govuk-link" href="#decision-2">Correction', page)
    assert "Хаттама № 5 тоқтатылсын." in page
    withdraw = f"{path}/publish/withdraw?decision=2"
    reason = {"ground": "wrong-text", "sentence": "Қате жарияланды."}
    assert publisher.client.post(withdraw, data=publisher.form(withdraw) | reason).status_code == 303
    page = desk.visitor().get("/cases/2022-pres/rec-astana-0001?lang=en").text
    assert "Хаттама № 5" not in page
    assert ("A decision was withdrawn" in page, "Қате жарияланды." in page) == (True, True)
    assert "Хаттама тоқтатылсын." in page
    assert lawyer.get(f"{path}/publish?decision=9").status_code == 404


def test_file_of_a_complaint_published_alone_says_so_and_offers_no_more_in_front(desk: Desk) -> None:
    case = desk.case()
    button = re.compile(r'<a href="[^"]+/publish" [^>]*class="govuk-button ?([^"]*)"')
    desk.work(lambda session: publish_case(session, session.scalars(sa.select(Case)).one(), None))
    # Who may prepare, but records no decision: nothing else is in front.
    page = desk.person("publisher").get(f"{case}?lang=en").text
    _before, _heading, section = page.partition('id="publication">Publication</h2>')
    told, _end, _rest = section.partition("</section>")
    assert re.search(r"Published on \d+ \w+ 20\d\d\.", told)
    assert f'href="{case.removeprefix("/staff")}">See the public page</a>' in told
    assert button.findall(page) == ["govuk-button--secondary"]
    desk.person().send(f"{case}/decision", **DECIDED)
    # Now something waits.
    assert button.findall(desk.person().get(f"{case}?lang=en").text) == [""]


def test_file_tells_the_state_of_a_decision_that_the_system_published(desk: Desk, case: str) -> None:
    def work(session: Session) -> None:
        known = session.scalars(sa.select(Case)).one()
        publish_case(session, known, known.decisions[0])

    desk.work(work)
    page = desk.person().get(f"{case}?lang=en").text
    told, _end, _rest = page.partition('id="publication">Publication</h2>')[2].partition("</section>")
    assert "12/3-Б" in told
    assert re.search(r"<strong[^>]*>\s*Published\s*</strong>", told)
