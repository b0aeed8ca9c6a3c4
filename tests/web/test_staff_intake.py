"""The intake form: clocks before saving, nothing half-saved, nothing typed lost, nothing registered twice."""

from __future__ import annotations

import html
import re
import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from casetracker.cases.models import Case, CaseCounter, Identity
from tests.builders.desk import INTAKE, Desk, areas
from tests.builders.proceedings import create_claim
from tests.builders.registry import CENTRAL

NEW = "/staff/cases/new"
RULE = {
    "kk": "Сайлау комиссиясына немесе оның мүшесіне шағымды жоғары тұрған комиссияның қарауы",
    "ru": "Рассмотрение вышестоящей комиссией жалобы на избирательную комиссию или её члена",
    "en": "Review by the higher commission of a complaint against a commission or its member",
}
LAST_DAY = {"kk": "2022 жылғы 24 қараша", "ru": "24 ноября 2022\xa0г.", "en": "24 November 2022"}


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def stored(desk: Desk) -> tuple[int | None, ...]:
    """Return how many cases, counters and identities there are."""
    count = sa.func.count()
    return desk.work(
        lambda session: tuple(
            session.scalar(sa.select(count).select_from(model)) for model in (Case, CaseCounter, Identity)
        )
    )


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_clocks_are_shown_before_saving_and_again_after(desk: Desk, language: str) -> None:
    clerk = desk.person("clerk")
    clerk.get(f"/staff/?lang={language}")
    preview = clerk.send(NEW, do="preview", **INTAKE)
    assert preview.status_code == 200
    assert f'<html lang="{language}"' in preview.text
    assert RULE[language] in preview.text
    assert stored(desk) == (0, 0, 0)
    answer = clerk.send(NEW, do="register", **INTAKE)
    assert answer.status_code == 201
    assert "2022-PRES/REC-ASTANA/0001" in answer.text
    for told in (RULE[language], 'datetime="2022-11-24"', 'datetime="2022-11-23"'):
        assert told in answer.text
        assert told in preview.text
    assert LAST_DAY[language].replace("\xa0", " ") in answer.text.replace("\xa0", " ")
    assert re.search(r'id="tracking-code"[^>]*>[0-9A-Z]{4}(-[0-9A-Z]{4}){3}<', answer.text)
    assert stored(desk) == (1, 1, 1)


def test_tracking_code_is_shown_once(desk: Desk) -> None:
    clerk = desk.person("clerk")
    code = re.search(r'id="tracking-code"[^>]*>([^<]+)<', clerk.send(NEW, do="register", **INTAKE).text)
    assert code is not None
    assert code[1] not in clerk.get("/staff/cases/2022-pres/rec-astana-0001").text


def test_form_begins_with_what_is_most_often_right(desk: Desk) -> None:
    page = desk.person("clerk").get(NEW).text
    assert 'value="REC-ASTANA"' in page
    assert re.search(r'name="received_at"[^>]*value="20\d\d-\d\d-\d\dT\d\d:\d\d"', page)


def test_list_of_bodies_leaves_the_precincts_out(desk: Desk) -> None:
    page = desk.person("clerk").get(NEW).text
    known = page.split('<datalist id="known-bodies">')[1].split("</datalist>")[0]
    assert "SIAC-ASTANA" in known
    assert "PEC-" not in known


def test_body_is_meant_by_its_name(desk: Desk) -> None:
    typed = INTAKE | {"contested_body": "372 астаны"}
    answer = desk.person("clerk").send(NEW, do="preview", **typed)
    assert answer.status_code == 200
    assert 'value="PEC-ASTANA-372"' in answer.text


def test_body_that_may_be_several_is_chosen_from_a_list(desk: Desk) -> None:
    clerk = desk.person("clerk")
    typed = INTAKE | {"contested_body": "Астана"}
    answer = clerk.send(NEW, do="preview", **typed)
    assert answer.status_code == 422
    assert 'id="contested-body-error"' in answer.text
    assert 'name="contested_body_choice"' in answer.text
    choice = {"contested_body_asked": "Астана", "contested_body_choice": "PEC-ASTANA-372"}
    assert clerk.send(NEW, do="preview", **typed, **choice).status_code == 200
    # Whoever then typed something else meant something else.
    other = clerk.send(NEW, do="preview", **(typed | {"contested_body": "REC-ALMATY"}), **choice)
    assert 'value="REC-ALMATY"' in other.text


def test_likely_duplicate_is_shown_inside_the_scope_only(desk: Desk) -> None:
    desk.case()
    known = "/staff/cases/2022-pres/rec-astana-0001"
    assert known in desk.person("clerk").send(NEW, do="preview", **INTAKE).text
    elsewhere = desk.person("clerk", "kz-rec-almaty")
    answer = elsewhere.send(NEW, do="preview", **(INTAKE | {"body": "REC-ALMATY"}))
    assert answer.status_code == 200
    assert known not in answer.text


def test_late_complaint_is_flagged_and_registered_all_the_same(desk: Desk) -> None:
    clerk = desk.person("clerk")
    late = INTAKE | {"received_at": "2022-12-05T10:00"}
    assert "app-clock--missed" in clerk.send(NEW, do="preview", **late).text
    assert clerk.send(NEW, do="register", **late).status_code == 201
    assert desk.work(lambda session: session.scalars(sa.select(Case.is_late)).all()) == [True]


def test_clock_that_cannot_be_computed_says_why_and_stops_nothing(desk: Desk) -> None:
    clerk = desk.person("clerk")
    clerk.get("/staff/?lang=en")
    unknown_day = INTAKE | {"contested_on": ""}
    preview = clerk.send(NEW, do="preview", **unknown_day)
    assert preview.status_code == 200
    assert "This time limit could not be computed." in preview.text
    assert clerk.send(NEW, do="register", **unknown_day).status_code == 201
    assert "Time limit not computed" in clerk.get("/staff/cases/2022-pres/rec-astana-0001").text


ELSEWHERE = {"body": "REC-ALMATY"}
TOLD: list[tuple[dict[str, str], tuple[str, ...]]] = [
    ({}, ("Complaint to the higher election commission", "There is standing", "In time", "Article 20(9)")),
    (
        ELSEWHERE,
        (
            "It belongs to: Territorial Election Commission of the City of Astana (REC-ASTANA).",
            "forward the complaint there",
            "Nothing is refused",
        ),
    ),
    (
        {"complainant_kind": "foreign-observer"},
        (
            "There is no standing",
            "no right of foreign observers",
            "Whether this complainant may complain is for",
        ),
    ),
    (
        {"received_at": "2022-11-30T10:00"},
        ("In time, but not if counted strictly", "Whether a late complaint is examined"),
    ),
    ({"received_at": "2022-12-01T10:00"}, ("Late", "What is filed later is not examined.")),
    ({"contested_on": ""}, ("Cannot be told", "There is standing")),
    ({"contested_body": ""}, ("Name the body whose decision or act is contested",)),
    (
        {"procedure": "violation-application", "contested_body": ""},
        ("Application to an election commission about a violation", "No body is named"),
    ),
    ({"guide_contested": "observer-registration"}, ("Cancellation of the registration of an observer;",)),
    ({"guide_contested": "<nonsense>"}, ("Decision, action or inaction of an election commission;",)),
]


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_guide_answers_before_saving_and_refuses_nothing(desk: Desk) -> None:
    clerk = desk.person("clerk", CENTRAL)
    clerk.get("/staff/?lang=en")
    for changes, sentences in TOLD:
        preview = clerk.send(NEW, do="preview", **(INTAKE | changes))
        assert preview.status_code == 200
        guide = html.unescape(preview.text.split("Where it belongs")[1].split("</section>")[0])
        for sentence in sentences:
            assert sentence in guide, changes
    assert stored(desk) == (0, 0, 0)
    for changes, _sentences in TOLD:
        assert clerk.send(NEW, do="register", **(INTAKE | changes)).status_code == 201


def test_same_matter_before_a_court_is_told_also_outside_the_scope(desk: Desk) -> None:
    desk.work(create_claim)
    clerk = desk.person("clerk")
    clerk.get("/staff/?lang=en")
    preview = clerk.send(NEW, do="preview", **INTAKE)
    told = preview.text.split("The same matter elsewhere")[1]
    assert "2022-PRES/SIAC-ASTANA/0001, Specialised Inter-District Administrative Court" in told
    # That there is such a case is what the court tells the commission; its file stays closed.
    assert "/staff/cases/2022-pres/siac-astana-0001" not in preview.text
    other_day = clerk.send(NEW, do="preview", **(INTAKE | {"contested_on": "2022-11-19"}))
    assert "The same matter elsewhere" not in other_day.text


BAD: list[tuple[str, dict[str, str]]] = [
    ("received_at", {"received_at": "2022-13-45T10:00"}),
    ("received_at", {"received_at": "yesterday"}),
    ("received_at", {"received_at": "2090-01-01T10:00"}),
    ("received_at", {"received_at": ""}),
    ("contested_on", {"contested_on": "2022-02-30"}),
    ("contested_on", {"contested_on": "2022-11-22"}),
    ("filed_at", {"filed_at": "2022-11-22T10:00"}),
    ("body", {"body": "NOWHERE-1"}),
    ("body", {"body": ""}),
    ("body", {"body": "\x00"}),
    ("body", {"body": "CEC"}),
    ("contested_body", {"contested_body": "комиссия на Луне"}),
    # The Constitutional Council ended on 31 December 2022.
    ("body", {"body": "CC", "received_at": "2023-01-10T10:00"}),
    ("contested_body", {"contested_body": "CONST-COURT"}),
    ("election", {"election": "2019-PRES"}),
    ("election", {"election": "no such election"}),
    ("election", {"election": ""}),
    ("procedure", {"procedure": "constitutional-results"}),
    ("procedure", {"procedure": "witchcraft"}),
    ("subject", {"subject": "<script>"}),
    ("contested_kind", {"contested_kind": ""}),
    ("channel", {"channel": "pigeon"}),
    ("language", {"language": "de"}),
    ("complainant_kind", {"complainant_kind": ""}),
    ("text", {"text": ""}),
    ("text", {"text": " \n\t "}),
    ("text", {"text": "\x00\u202e"}),
    ("text", {"text": "ұ" * 100_001}),
    ("relief", {"relief": "x" * 5_001}),
    ("complainant_name", {"complainant_name": "x" * 301}),
]


@pytest.mark.parametrize(("field", "changes"), BAD)
def test_bad_input_names_the_field_saves_nothing_and_loses_nothing(
    desk: Desk, field: str, changes: dict[str, str]
) -> None:
    clerk, typed, html_id = desk.person("clerk"), INTAKE | changes, field.replace("_", "-")
    for button in ("preview", "register"):
        answer = clerk.send(NEW, do=button, **typed)
        assert answer.status_code == 422
        assert f'id="{html_id}-error"' in answer.text
        assert f'href="#{html_id}"' in answer.text
        assert areas(answer.text)["relief"] == typed["relief"]
        assert INTAKE["complainant_contact"] in answer.text
    assert stored(desk) == (0, 0, 0)


def test_everything_wrong_is_told_at_once(desk: Desk) -> None:
    answer = desk.person("clerk").send(NEW, do="register")
    for field in ("election", "body", "procedure", "subject", "text", "received-at", "complainant-kind"):
        assert f'id="{field}-error"' in answer.text


class TestLimit:
    @pytest.fixture
    def environ(self, environ: dict[str, str]) -> dict[str, str]:
        return environ | {"UPLOAD_LIMIT_BYTES": "1000000"}

    def test_more_than_the_service_takes_is_refused_with_a_page(self, desk: Desk) -> None:
        clerk = desk.person("clerk")
        answer = clerk.send(NEW, do="register", **(INTAKE | {"text": "x" * 1_000_000}))
        assert answer.status_code == 413
        assert "<h1" in answer.text
        assert stored(desk) == (0, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE cases; --",
        "{{ 7 * 7 }}{% raw %}",
        "%(name)s %s %d",
        "🗳️ Ұлт — «тырнақша» \u202egnp.exe",
        "a\r\nb\x00c",
        "ﷺ" * 1000,
    ],
)
def test_odd_text_is_kept_as_text(desk: Desk, text: str) -> None:
    clerk = desk.person("clerk")
    odd = INTAKE | {"text": text, "complainant_organisation": text[:300], "contested_number": text[:40]}
    assert clerk.send(NEW, do="register", **odd).status_code == 201
    page = clerk.get("/staff/cases/2022-pres/rec-astana-0001")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "49" not in areas(page.text)


def test_without_a_token_nothing_is_registered(desk: Desk) -> None:
    clerk = desk.person("clerk")
    assert clerk.client.post(NEW, data=INTAKE | {"do": "register"}).status_code == 400
    assert stored(desk) == (0, 0, 0)


def test_form_sent_twice_is_one_case(desk: Desk) -> None:
    clerk = desk.person("clerk")
    form = clerk.form(NEW) | INTAKE | {"do": "register"}
    assert clerk.client.post(NEW, data=form).status_code == 201
    again = clerk.client.post(NEW, data=form)
    assert again.status_code == 200
    assert "2022-PRES/REC-ASTANA/0001" in again.text
    assert stored(desk) == (1, 1, 1)


def test_form_sent_twice_in_the_same_moment_is_one_case(desk: Desk) -> None:
    clerk = desk.person("clerk")
    form = clerk.form(NEW) | INTAKE | {"do": "register"}
    cookie = clerk.client.get_cookie("session")
    assert cookie is not None
    start, answers = threading.Barrier(2), []

    def send() -> None:
        browser = desk.app.test_client()
        browser.set_cookie("session", cookie.value)
        start.wait()
        answers.append(browser.post(NEW, data=form).status_code)

    threads = [threading.Thread(target=send) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 201]
    assert stored(desk) == (1, 1, 1)


def test_two_forms_with_the_same_words_are_two_cases(desk: Desk) -> None:
    clerk = desk.person("clerk")
    for _each in range(2):
        assert clerk.send(NEW, do="register", **INTAKE).status_code == 201
    assert stored(desk) == (2, 1, 2)


def test_form_of_somebody_elses_case_tells_nothing_about_it(desk: Desk) -> None:
    clerk = desk.person("clerk")
    form = clerk.form(NEW) | INTAKE | {"do": "register"}
    clerk.client.post(NEW, data=form)
    stranger = desk.person("clerk", "kz-rec-almaty")
    same_form = INTAKE | {"body": "REC-ALMATY", "form_id": form["form_id"], "do": "register"}
    answer = stranger.send(NEW, **same_form)
    assert answer.status_code == 404
    assert "REC-ASTANA" not in answer.text
