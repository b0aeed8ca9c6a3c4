"""The page of a case: its one address, its story, and what a reader who has it already is told."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from casetracker.publication.models import PublicCase
from casetracker.registry.models import Body
from tests.builders.cases import create_case, create_decision
from tests.builders.proceedings import create_stay
from tests.builders.publication import create_public_case, publish_case, stored, withdraw
from tests.builders.registry import ASTANA, create_registry

PATH = "/cases/2022-pres/rec-astana-0001"
DECIDED = dt.datetime(2022, 11, 23, 11, 0, tzinfo=dt.UTC)  # 17:00 in Astana, the day of the decision
OTHER_WAYS = [
    "/cases/2022-PRES/rec-astana-0001",
    "/cases/2022-PRES/REC-ASTANA-0001",
    "/cases/2022-pres/Rec-Astana-0001",
    "/cases/2022-PRES/REC-ASTANA/0001",
    "/cases/2022-pres/rec-astana/0001",
]
UNKNOWN = [
    "/cases/2022-pres/rec-astana-0002",
    "/cases/1066-pres/rec-astana-0001",
    "/cases/2022-pres/nonsense",
    "/cases/2022-pres/%00",
    "/cases/a%00b/rec-astana-0001",
    "/cases/..%2f..%2fetc/passwd-1",
    "/cases/İ/i-1",
    "/cases/2022-pres/rec-astana-" + "9" * 500,
    "/cases/2022-pres/a/b",
    "/cases/2022-pres",
    "/bodies/kz-nowhere",
    "/bodies/%00",
    "/bodies/İ",
    "/elections/1066-pres",
    "/elections/%00",
]


@pytest.fixture
def public(app: Flask) -> None:
    """A published case, decided and published on the last day but one."""
    with stored(app) as session, time_machine.travel(DECIDED, tick=False):
        create_registry(session)
        create_public_case(session)


def only_case(session: Session) -> PublicCase:
    return session.scalars(sa.select(PublicCase)).one()


def text_of(html: str) -> str:
    words = re.sub(r"<[^>]+>", " ", html).replace("\xa0", " ")
    return re.sub(r"\s+", " ", words)


def test_clock_that_stands_still_tells_what_is_left_and_no_last_day(app: Flask, client: FlaskClient) -> None:
    with stored(app) as session:
        create_registry(session)
        case = create_case(session)
        create_stay(session, case, ground="defects")
        publish_case(session, case)
    told = text_of(client.get(f"{PATH}?lang=en").text)
    assert "Stands still since 22 November 2022 3 days left" in told
    assert "24 November 2022 until 24:00" not in told


@pytest.mark.usefixtures("public")
def test_time_to_contest_a_decision_runs_and_then_has_passed(client: FlaskClient) -> None:
    for moment, state in ((DECIDED, "Running"), (DECIDED + dt.timedelta(days=11), "Passed")):
        with time_machine.travel(moment, tick=False):
            told = text_of(client.get(f"{PATH}?lang=en").text)
        appeal = told.split("Time limit to contest the decision: ")[1].split("How was this computed?")[0]
        assert f" {state} Last day 3 December 2022" in appeal


@pytest.mark.usefixtures("public")
def test_page_tells_the_whole_story(client: FlaskClient) -> None:
    answer = client.get(f"{PATH}?lang=en")
    told = text_of(answer.text)
    assert answer.status_code == 200
    for sentence in (
        "Case 2022-PRES/REC-ASTANA/0001",
        "Rights of observers",
        "Decided on 23 November 2022, outcome: satisfied.",
        "It was decided within the time limit.",
        "Байқаушы дауыс санау кезінде сайлау учаскесінен шығарылды.",
        "Complainant Observer",
        "Submitted to Territorial Election Commission of the City of Astana",
        "Whose act it was Precinct Election Commission No 372, City of Astana",
        "Received 21 November 2022, 10:00 (UTC+06:00)",
        "30 November 2022 until 24:00 local time (UTC+06:00)",
        "24 November 2022 until 24:00 local time (UTC+06:00)",
        "How was this computed?",
        "The starting point is the day of receipt: Monday 21 November 2022, 10:00.",
        "Article 20(9)",
        "Decision No. 12/3-Б",
        "Reasoned Open session",
        "Taken 23 November 2022, 15:00 (UTC+06:00)",
        "Published here 23 November 2022, 17:00 (UTC+06:00)",
        "From the decision to its publication Published on the day it was taken",
        "Remedy Access restored",
        "Facts found Байқаушы санау аяқталғанға дейін залдан шығарылғаны анықталды.",
        "Provisions of the law Сайлау туралы Конституциялық заңның 20-1-бабы.",
        "How the law applies to the facts Бап байқаушының",
        "What was decided Шағым қанағаттандырылсын.",
        "Where it can be appealed Сотқа он күн ішінде.",
        "Contested decision or act",
        "decision No. 12/3-Б of 23 November 2022, version 1",
    ):
        assert sentence in told, sentence


@pytest.mark.usefixtures("public")
def test_law_is_linked_and_the_permanent_address_is_told(client: FlaskClient) -> None:
    page = client.get(f"{PATH}?lang=ru").text
    assert 'href="https://adilet.zan.kz/rus/docs/Z950002464_"' in page
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{PATH}">' in page
    assert 'href="/bodies/kz-rec-astana"' in page
    assert 'href="/elections/2022-pres"' in page


@pytest.mark.usefixtures("public")
def test_text_in_another_language_than_the_page_is_marked(client: FlaskClient) -> None:
    for lang, mark in (("kk", None), ("ru", ' lang="kk"'), ("en", ' lang="kk"')):
        page = client.get(f"{PATH}?lang={lang}").text
        operative = re.search(r'<div( lang="kk")?>\s*<p class="govuk-body">Шағым қанағаттандырылсын', page)
        assert f'<html lang="{lang}"' in page
        assert operative
        assert operative[1] == mark


def test_page_without_reasons_says_so_and_shows_what_is_missing(client: FlaskClient, app: Flask) -> None:
    unreasoned = {"facts": None, "application": None, "open_session": None, "appeal_route": None}
    with stored(app) as session:
        create_registry(session)
        create_public_case(session, decision=unreasoned)
    told = text_of(client.get(f"{PATH}?lang=en").text)
    assert "Not reasoned Open or closed session: not known" in told
    assert told.count("The published text does not say.") == 3
    assert re.search(r"From the decision to its publication [\d,]+ days?", told)


def test_page_of_a_late_complaint_decided_late_says_both(client: FlaskClient, app: Flask) -> None:
    late = {"received_at": "2022-12-05T10:00"}
    with stored(app) as session:
        create_registry(session)
        create_public_case(session, complaint=late, decision={"taken_at": "2022-12-20T10:00"})
    told = text_of(client.get(f"{PATH}?lang=en").text)
    assert "The complaint was filed after its time limit" in told
    assert "It was decided after the time limit had passed." in told


def test_dispute_of_the_law_is_shown_on_the_clock(client: FlaskClient, app: Flask) -> None:
    # Exactly five days before voting day, which is fewer than five only when hours are counted.
    claim = {"procedure": "election-claim", "received_at": "2022-11-15T10:00", "contested_on": "2022-11-14"}
    with stored(app) as session:
        create_registry(session)
        publish_case(session, create_case(session, body="kz-siac-astana", **claim))
    page = client.get("/cases/2022-pres/siac-astana-0001?lang=en").text
    assert "The law is disputed here" in page
    assert page.count("It was received exactly five days before voting.") == 1


def test_clock_that_still_runs_when_its_day_has_passed_says_so(client: FlaskClient, session: Session) -> None:
    create_registry(session)
    with time_machine.travel(DECIDED, tick=False):
        publish_case(session, create_case(session))
        session.commit()
        before = client.get(f"{PATH}?lang=en")
    with time_machine.travel(DECIDED + dt.timedelta(days=3), tick=False):
        after = client.get(f"{PATH}?lang=en", headers={"If-None-Match": before.headers["ETag"]})
    assert "No decision is published yet." in before.text
    assert "This day has passed." not in before.text
    assert after.status_code == 200
    assert "This day has passed." in after.text
    assert before.headers["Last-Modified"] == "Wed, 23 Nov 2022 11:00:00 GMT"
    assert after.headers["Last-Modified"] == "Thu, 24 Nov 2022 18:00:00 GMT"


@pytest.mark.usefixtures("public")
def test_other_ways_to_write_the_address_lead_to_the_one(client: FlaskClient) -> None:
    for other in OTHER_WAYS:
        answer = client.get(f"{other}?lang=ru&election=x&name=y")
        assert answer.status_code == 301, other
        assert answer.location == f"{PATH}?lang=ru"
        assert client.get(other, follow_redirects=True).status_code == 200


@pytest.mark.usefixtures("public")
def test_unknown_address_is_404_with_advice(client: FlaskClient) -> None:
    for path, lang in itertools.product(UNKNOWN, ("kk", "ru", "en")):
        answer = client.get(f"{path}?lang={lang}")
        assert answer.status_code == 404, path
        assert f'<html lang="{lang}"' in answer.text
        assert 'href="/"' in answer.text


def test_registered_but_unpublished_case_is_404(client: FlaskClient, app: Flask) -> None:
    with stored(app) as session:
        create_registry(session)
        create_decision(session, create_case(session))
    answer = client.get(f"{PATH}?lang=en")
    assert answer.status_code == 404
    assert "The register holds no published case 2022-PRES/REC-ASTANA/0001." in answer.text
    # That is no number under which a fault was recorded.
    assert "quote this number" not in answer.text


@pytest.mark.usefixtures("public")
def test_withdrawn_case_is_410_with_the_reason_and_nothing_else(client: FlaskClient, app: Flask) -> None:
    with stored(app) as session:
        withdraw(only_case(session), "Іс екі рет жарияланған.")
    answer = client.get(f"{PATH}?lang=en")
    assert answer.status_code == 410
    assert '<div lang="kk">' in answer.text
    assert "Іс екі рет жарияланған." in answer.text
    assert "қанағаттандырылсын" not in answer.text
    assert "Байқаушы" not in answer.text


@pytest.mark.usefixtures("public")
def test_reader_who_has_the_page_is_told_that_it_did_not_change(client: FlaskClient) -> None:
    first = client.get(f"{PATH}?lang=ru")
    tag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    # Published on Wednesday 23 November; since then the limit to contest the decision has passed.
    assert changed == "Sat, 03 Dec 2022 18:00:00 GMT"
    for known in ({"If-None-Match": tag}, {"If-Modified-Since": changed}):
        again = client.get(f"{PATH}?lang=ru", headers=known)
        assert again.status_code == 304
        assert again.data == b""
    assert client.get(f"{PATH}?lang=kk", headers={"If-None-Match": tag}).status_code == 200
    assert client.get(PATH, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("what", ["version", "name"])
def test_changed_page_is_sent_again(client: FlaskClient, app: Flask, what: str) -> None:
    tag = client.get(PATH).headers["ETag"]
    assert client.get(PATH, headers={"If-None-Match": tag}).status_code == 304
    with stored(app) as session:
        if what == "version":
            only_case(session).version += 1
        else:
            session.get_one(Body, ASTANA).name_kk = "Астана комиссиясы"
    assert client.get(PATH, headers={"If-None-Match": tag}).status_code == 200
