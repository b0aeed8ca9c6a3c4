"""A citizen files a complaint without a script and follows it; nothing is lost, nothing is sent twice."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casetracker.alerts.delivery import deliver
from casetracker.alerts.filers.actions import end
from casetracker.alerts.filers.planning import SETTLED, tell_filers
from casetracker.cases.models import Case
from casetracker.db import now, unit_of_work
from casetracker.documents.models import Document
from casetracker.filing.drafts import drop_expired_filings
from casetracker.filing.models import Filing, FilingContact, FilingFile
from casetracker.protection import is_counting, limiter
from casetracker.runtime import settings
from casetracker.web.filing import floods
from tests.builders import files
from tests.builders.filings import ANSWERS, tools
from tests.builders.forms import filled_in
from tests.builders.publication import stored
from tests.builders.registry import create_registry
from tests.support.mail import SmtpServer

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

NOW = "2022-11-21T04:00:00Z"  # Monday, the day after voting
CODE = re.compile(r'id="(?:draft|tracking)-code"[^>]*>([0-9A-Z-]{19})<')
WHERE = {"body": "other", "other_body": "REC-ASTANA"}


@pytest.fixture
def citizen(app: Flask, client: FlaskClient) -> Iterator[FlaskClient]:
    with stored(app) as session:
        create_registry(session)
    with time_machine.travel(NOW, tick=False):
        yield client


def send_form(citizen: FlaskClient, page: str, to: str = "", **typed: str) -> TestResponse:
    """Send the form of a page as it stands there, with what is typed."""
    fields = filled_in(citizen.get(f"{page}?lang=en").text)
    return citizen.post(to or page, data=fields | typed)


def answer(citizen: FlaskClient, *pages: str, **changes: str) -> None:
    """Answer the pages up to the last one rightly."""
    given = ANSWERS | changes
    for page in pages or ("what", "whose", "where", "who", "text"):
        wanted = WHERE if page == "where" else given
        names = filled_in(citizen.get(f"/file/{page}?lang=en").text) if page != "where" else WHERE
        sent = {name: wanted[name] for name in {*names, *RADIOS.get(page, ())} if name in wanted}
        assert send_form(citizen, f"/file/{page}", **sent).status_code == 303, page


RADIOS = {"what": ("contested_kind",), "who": ("language",)}


def cases(app: Flask) -> list[Case]:
    with stored(app) as session:
        found = list(session.scalars(sa.select(Case).order_by(Case.id)))
        session.expunge_all()
    return found


def test_a_complaint_is_filed_once_however_often_it_is_sent_and_followed_with_its_code(
    app: Flask, citizen: FlaskClient
) -> None:
    answer(citizen)
    upload = {"csrf_token": filled_in(citizen.get("/file/evidence").text)["csrf_token"]}
    picture = (io.BytesIO(files.png()), "протокол.png")
    script = (io.BytesIO(b"MZ\x90\x00 not a picture"), "evil.png")
    answer_of_upload = citizen.post("/file/evidence?lang=en", data=upload | {"files": [picture, script]})
    assert answer_of_upload.status_code == 422
    assert "evil.png” was not taken" in answer_of_upload.text
    checking = citizen.get("/file/check?lang=en").text
    assert "протокол.png" in checking
    assert "Election commission" in checking or "Astana" in checking
    sending = filled_in(checking)
    for _again in range(2):
        assert citizen.post("/file/send", data=sending).headers["Location"] == "/file/sent"
    page = citizen.get("/file/sent?lang=en").text
    (case,) = cases(app)
    assert case.reference in page
    assert case.channel == "online"
    assert "24 November 2022" in page  # Thursday: three days to decide
    receipt = citizen.get("/file/receipt?letter=ru")
    assert receipt.data.startswith(b"%PDF")
    found = CODE.search(page)
    assert found
    with stored(app) as session:
        assert session.scalars(sa.select(Document.name)).all() == ["протокол.png"]
        assert session.scalars(sa.select(FilingFile)).all() == []
    followed = send_form(citizen, "/track", code=found[1].lower().replace("-", " "))
    assert followed.status_code == 200
    assert case.reference in followed.text
    assert "24 November 2022" in followed.text
    for private in ("name", "contact", "text", "relief", "standing"):
        assert ANSWERS[private] not in followed.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Fill in this field."),
        ("7KQ2", "A code has 16 characters; these are 4."),
        ("7KQ2-M4XD-90TB-ZR5!", "Check: !"),
        ("0000-0000-0000-0001", "This code has a typing error"),
        ("0000-0000-0000-0000", "No complaint has this code."),
    ],
)
def test_a_code_that_opens_nothing_is_told_why(citizen: FlaskClient, typed: str, told: str) -> None:
    answered = send_form(citizen, "/track", code=typed)
    assert answered.status_code == 422
    assert told in answered.text


def test_a_draft_is_opened_with_its_code_until_it_expires_or_a_newer_code_is_given(
    app: Flask, citizen: FlaskClient
) -> None:
    answer(citizen, "what")
    codes = []
    for _again in range(2):
        saved = send_form(citizen, "/file/whose", do="save", contested_number="12/3-Б")
        found = CODE.search(saved.text)
        assert found
        codes.append(found[1])
    elsewhere = app.test_client()
    old = send_form(elsewhere, "/file", "/file/continue", code=codes[0])
    assert old.status_code == 422
    assert send_form(elsewhere, "/file", "/file/continue", code=codes[1]).headers["Location"] == "/file/check"
    assert "12/3-Б" in elsewhere.get("/file/check").text
    with time_machine.travel("2022-12-06T04:00:00Z", tick=False):  # Tuesday, the fifteenth day after
        late = send_form(elsewhere, "/file?lang=en", "/file/continue", code=codes[1])
        assert "No saved complaint has this code." in late.text
        assert elsewhere.get("/file/check").headers["Location"] == "/file"


def test_a_draft_that_takes_the_number_of_a_deleted_one_is_not_shown_to_who_began_that(
    app: Flask, citizen: FlaskClient
) -> None:
    answer(citizen, "what")
    elsewhere = app.test_client()
    with time_machine.travel("2022-12-06T04:00:00Z", tick=False):  # Tuesday, the fifteenth day after
        with app.app_context(), unit_of_work() as session:
            assert drop_expired_filings(session) == 1
        answer(elsewhere, "what", contested_number="12/3-Б")
        with stored(app) as session:
            assert session.scalars(sa.select(Filing.id)).all() == [1]
        assert elsewhere.get("/file/check").status_code == 200
        assert citizen.get("/file/check").headers["Location"] == "/file"


def test_what_is_typed_wrong_is_told_at_its_field_and_kept(citizen: FlaskClient) -> None:
    answer(citizen, "what")
    wrong = send_form(citizen, "/file/whose", against="precinct", on="2022-11-31", contested_body="комиссия")
    assert wrong.status_code == 422
    page = re.sub(r"<[^>]+>", "", wrong.text)
    named = "The day of the decision, action or inaction"
    assert re.search(rf"^\s*{named}\s*$", page, re.M), "the label"
    assert f"{named}: “2022-11-31” is not a date." in page, "the summary"
    assert "Too many bodies" in wrong.text or "Several bodies fit" in wrong.text
    assert "комиссия" in wrong.text
    assert citizen.post("/file/text", data={"text": "Мәтін"}).status_code == 400
    answer(citizen, "whose")
    assert send_form(citizen, "/file/who", email="not-an-address", name="Ә").status_code == 422
    unfinished = send_form(citizen, "/file/check", "/file/send")
    assert unfinished.status_code == 422
    assert "Your name" in unfinished.text or "Fill in this field." in unfinished.text


def test_a_field_that_no_person_sees_flags_a_filing_and_drops_nothing(
    app: Flask, citizen: FlaskClient
) -> None:
    answer(citizen)
    # Another body than the guide names: told, and not refused.
    assert send_form(citizen, "/file/where", body="other", other_body="SC").status_code == 303
    assert "The guide names another body" in citizen.get("/file/check?lang=en").text
    assert send_form(citizen, "/file/check", "/file/send", website="https://spam.example").status_code == 303
    with stored(app) as session:
        assert session.scalars(sa.select(Filing.is_suspicious)).one()
    assert len(cases(app)) == 1


def test_where_no_election_is_under_way_the_page_says_so(citizen: FlaskClient) -> None:
    with time_machine.travel("2035-06-01T04:00:00Z", tick=False):  # Friday
        assert "No election is under way" in citizen.get("/file?lang=en").text
        assert "No election is under way" in citizen.get("/file/what?lang=en").text


@pytest.fixture
def environ(environ: dict[str, str], smtp_server: SmtpServer) -> dict[str, str]:
    return environ | smtp_server.environ()


def test_mails_wait_for_the_confirmation_tell_nothing_private_and_end_with_one_click(
    app: Flask, citizen: FlaskClient, smtp_server: SmtpServer
) -> None:
    answer(citizen, email="reader@person.example")
    assert send_form(citizen, "/file/check", "/file/send").status_code == 303
    (case,) = cases(app)
    question = newest_mail(app, smtp_server, 1)
    link = re.search(r"/filings/[\w-]+", question.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert link
    stranger = app.test_client()
    assert "Yes, I want to be told" in stranger.get(f"{link[0]}?lang=en").text
    assert "You will be told" in stranger.post(f"{link[0]}/confirm?lang=en").text
    news = newest_mail(app, smtp_server, 2)
    told = news.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert case.reference in told
    for private in ("name", "contact", "text", "relief", "standing"):
        assert ANSWERS[private] not in str(news) + told
    assert news["List-Unsubscribe"].endswith(f"{link[0]}/stop>")
    assert "Your address is erased" in stranger.post(f"{link[0]}/stop?lang=en").text
    assert stranger.get("/filings/nothing-like-this").status_code == 404


def newest_mail(app: Flask, smtp_server: SmtpServer, count: int) -> EmailMessage:
    with time_machine.travel(now() + SETTLED, tick=False), app.app_context():
        with unit_of_work() as session:
            tell_filers(session, tools().box, now())
        deliver(settings(), "test")
    return smtp_server.wait_for(count)[-1].message


def test_who_has_to_wait_keeps_the_draft_and_the_moment_of_the_first_try(
    app: Flask, citizen: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(citizen)
    with monkeypatch.context() as patched:
        patched.setattr(floods, "seconds_before_body", lambda _body: 601)
        waiting = send_form(citizen, "/file/check", "/file/send?lang=en")
        assert (waiting.status_code, waiting.headers["Retry-After"]) == (429, "601")
        assert "Send it again in 11 minutes." in waiting.text
    assert cases(app) == []
    code = CODE.search(waiting.text)
    assert code
    elsewhere = app.test_client()
    with time_machine.travel("2022-12-02T04:00:00Z", tick=False):  # Friday, after the last day to file
        send_form(elsewhere, "/file", "/file/continue", code=code[1])
        assert send_form(elsewhere, "/file/check", "/file/send").status_code == 303
    (case,) = cases(app)
    assert not case.is_late
    assert case.filed_at.isoformat() == "2022-11-21T04:00:00+00:00"


def test_a_page_from_before_it_was_sent_hides_no_tracking_code(app: Flask, citizen: FlaskClient) -> None:
    answer(citizen)
    before = filled_in(citizen.get("/file/text").text)
    assert send_form(citizen, "/file/check", "/file/send").status_code == 303
    assert citizen.post("/file/text", data=before).headers["Location"] == "/file/sent"
    assert CODE.search(citizen.get("/file/sent").text)
    # Another complaint begins with its first page.
    answer(citizen, "what", "whose")
    assert len(cases(app)) == 1


def test_who_has_to_wait_keeps_the_code_that_was_written_down(
    app: Flask, citizen: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(citizen)
    code = CODE.search(send_form(citizen, "/file/check", "/file/save").text)
    assert code
    monkeypatch.setattr(floods, "seconds_before_body", lambda _body: 601)
    waiting = send_form(citizen, "/file/check", "/file/send")
    assert waiting.status_code == 429
    assert not CODE.search(waiting.text)
    assert send_form(app.test_client(), "/file", "/file/continue", code=code[1]).status_code == 303


def test_what_is_too_long_is_told_on_the_page_where_it_was_typed(citizen: FlaskClient) -> None:
    answer(citizen, "what")
    answered = send_form(citizen, "/file/whose?lang=en", contested_number="9" * 260_000)
    assert answered.status_code == 422
    assert "This is too long to be kept." in answered.text
    assert "9" * 260_000 in answered.text


def test_a_search_for_a_body_is_kept_when_the_form_was_too_old(citizen: FlaskClient) -> None:
    answer(citizen, "what", "whose")
    answered = citizen.post("/file/where", data={"body": "other", "other_body": "Nowhere 4711"})
    assert answered.status_code == 400
    assert 'value="Nowhere 4711"' in answered.text


def test_the_confirmation_shows_the_code_for_a_day_and_tells_of_a_mail_while_one_is_awaited(
    app: Flask, citizen: FlaskClient
) -> None:
    answer(citizen, email="reader@person.example")
    with time_machine.travel("2022-11-21T14:00:00Z", tick=False):  # Monday: ten hours after the last page
        assert send_form(citizen, "/file/check", "/file/send").status_code == 303
        page = citizen.get("/file/sent?lang=en").text
        assert "A mail is on its way" in page
        assert "If none has come, you can ask for it again" in page
    with time_machine.travel("2022-11-21T15:00:00Z", tick=False):
        assert "Send the mail again" in citizen.get("/file/sent?lang=en").text
        assert send_form(citizen, "/file/sent", "/file/ask-again").headers["Location"] == "/file/sent"
        assert "Send the mail again" not in citizen.get("/file/sent?lang=en").text
    with time_machine.travel("2022-11-22T13:59:00Z", tick=False):  # Tuesday
        assert CODE.search(citizen.get("/file/sent").text)
    with stored(app) as session:
        end(session, session.scalars(sa.select(FilingContact)).one(), "unsubscribed", now=now())
    with time_machine.travel("2022-11-22T14:01:00Z", tick=False):
        over = citizen.get("/file/sent?lang=en").text
        assert "The day on which this page showed the code has passed." in over
        assert not CODE.search(over)
        assert "A mail is on its way" not in over


def test_a_file_for_a_draft_that_expired_revives_it_and_for_one_that_is_gone_or_sent_is_told(
    app: Flask, citizen: FlaskClient
) -> None:
    answer(citizen)
    code = CODE.search(send_form(citizen, "/file/check", "/file/save").text)
    assert code
    token = ""

    def come_back() -> str:
        send_form(citizen, "/file", "/file/continue", code=code[1])
        return filled_in(citizen.get("/file/evidence").text)["csrf_token"]

    def upload() -> TestResponse:
        fields = {"csrf_token": token, "files": [(io.BytesIO(files.png()), "протокол.png")]}
        return citizen.post("/file/evidence?lang=en", data=fields)

    with time_machine.travel("2022-12-05T03:59:00Z", tick=False):  # Monday, two weeks later
        token = come_back()
    with time_machine.travel("2022-12-05T04:01:00Z", tick=False):
        assert citizen.get("/file/evidence").status_code == 303
        assert upload().status_code == 303
        assert "протокол.png" in citizen.get("/file/check").text
        assert ANSWERS["text"] in citizen.get("/file/check").text
    with time_machine.travel("2022-12-19T04:00:00Z", tick=False):  # Monday, two weeks after that
        token = come_back()
    with time_machine.travel("2022-12-19T04:02:00Z", tick=False):
        with app.app_context(), unit_of_work() as session:
            assert drop_expired_filings(session) == 1
        gone = upload()
        assert gone.status_code == 410
        assert "The files are not kept here" in gone.text
    answer(citizen)
    assert send_form(citizen, "/file/check", "/file/send").status_code == 303
    token = filled_in(citizen.get("/file/sent").text)["csrf_token"]
    late = upload()
    assert late.status_code == 409
    assert "The complaint was sent before the files came." in late.text


class TestManyCodes:
    @pytest.fixture
    def environ(self, environ: dict[str, str]) -> dict[str, str]:
        return environ | {"RATE_LIMITS": "true"}

    def test_only_codes_that_open_nothing_use_up_the_tries_of_a_place(self, citizen: FlaskClient) -> None:
        answer(citizen)
        assert send_form(citizen, "/file/check", "/file/send").status_code == 303
        code = CODE.search(citizen.get("/file/sent").text)
        assert code
        token = filled_in(citizen.get("/track").text)["csrf_token"]

        def tried(typed: str, times: int) -> set[int]:
            fields = {"csrf_token": token, "code": typed}
            return {citizen.post("/track", data=fields).status_code for _each in range(times)}

        assert tried(code[1], 31) == {200}
        assert tried("7KQ2", 31) == {422}
        assert tried("0000-0000-0000-0000", 30) == {422}
        assert tried("0000-0000-0000-0000", 1) == {429}

    def test_who_shares_an_address_with_a_program_begins_after_a_short_wait_and_sends_after_an_hour(
        self, app: Flask, citizen: FlaskClient
    ) -> None:
        with app.test_request_context():
            while not floods.seconds_to_wait("begin"):
                pass
        page = {name: ANSWERS[name] for name in ("election", "contested", "contested_kind", "subject")}
        waiting = send_form(citizen, "/file/what?lang=en", **page)
        assert (waiting.status_code, waiting.headers["Retry-After"]) == (429, "10")
        assert "Nothing of what you typed is lost" in waiting.text
        assert re.search(r'value="act"[^>]* checked', waiting.text)
        elsewhere = app.test_client()
        with time_machine.travel("2022-11-21T04:00:11Z", tick=False) as clock:
            # A turn that was copied is good for one complaint.
            kept = citizen.get_cookie("session")
            assert kept
            elsewhere.set_cookie("session", kept.value)
            answer(citizen)
            assert send_form(elsewhere, "/file/what", **page).status_code == 429
            with app.test_request_context():
                while not floods.seconds_to_wait("send"):
                    pass
            told = send_form(citizen, "/file/check", "/file/send?lang=en")
            assert told.status_code == 429
            assert "An hour after your first try it is taken" in told.text
            clock.shift(3600)
            with app.test_request_context():
                while not floods.seconds_to_wait("send"):
                    pass
            assert "at the moment of your first try" in citizen.get("/file/check?lang=en").text
            assert send_form(citizen, "/file/check", "/file/send").status_code == 303

    def test_while_the_store_of_counters_is_down_complaints_are_filed(
        self, app: Flask, citizen: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_args: object, **_options: object) -> None:
            raise ConnectionError

        assert is_counting()
        for question in ("hit", "test", "get_window_stats"):
            monkeypatch.setattr(limiter.limiter, question, fail)
        monkeypatch.setattr(limiter.storage, "check", fail)
        assert not is_counting()
        answer(citizen)
        assert send_form(citizen, "/file/check", "/file/send").status_code == 303
        assert send_form(citizen, "/file", "/file/continue", code="0000-0000-0000-0000").status_code == 422
        assert len(cases(app)) == 1
