"""An answer "not modified" that is given again is the one that the application would give now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from casetracker.search.generations import BEGINNING, Mark
from casetracker.web.unmodified import STANDS, Standing, Unmodified, asked_by
from tests.builders.cases import create_case
from tests.builders.publication import publish_case, stored
from tests.builders.registry import create_registry
from tests.support.statements import Counting

on_sqlite = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

PAGES = (
    "/search?q=комиссия&lang=ru",
    "/search",
    "/cases/2022-pres/rec-astana-0001?lang=kk",
    "/cases/2022-pres/rec-astana-0001",
)
WEDNESDAY = dt.datetime(2022, 11, 23, 11, 0, tzinfo=dt.UTC)  # 17:00 in Astana
# The limit to decide ends with Thursday 24 November 2022 in Astana.
END = dt.datetime(2022, 11, 24, 18, 0, tzinfo=dt.UTC)
ASKING = {
    "REQUEST_METHOD": "GET",
    "wsgi.url_scheme": "https",
    "HTTP_HOST": "register.example",
    "PATH_INFO": "/search",
    "HTTP_IF_NONE_MATCH": 'W/"one"',
}


@pytest.fixture
def published(app: Flask) -> None:
    with stored(app) as session, time_machine.travel(WEDNESDAY, tick=False):
        create_registry(session)
        publish_case(session, create_case(session))


def ask(client: FlaskClient, path: str, tag: str) -> tuple[int, list[tuple[str, str]]]:
    answer = client.get(path, headers={"If-None-Match": tag, "Accept-Language": "kk"})
    client.delete_cookie("lang")
    return answer.status_code, sorted(it for it in answer.headers if it[0] != "Date")


@on_sqlite
@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("path", PAGES)
def test_answer_given_again_is_to_the_last_header_that_of_the_application(
    app: Flask, client: FlaskClient, statements: Counting, path: str
) -> None:
    with time_machine.travel(WEDNESDAY, tick=False):
        tag = ask(client, path, "none")[1]
        known = dict(tag)["ETag"]
        first = ask(client, path, known)
        assert first[0] == 304
        asked: list[str] = []
        app.before_request_funcs.setdefault(None, []).append(lambda: asked.append("the application"))
        with statements() as sent:
            assert ask(client, path, known) == first
        assert (asked, len(sent)) == ([], 1)


@on_sqlite
@pytest.mark.usefixtures("published")
def test_answer_is_not_given_again_once_something_public_changed_or_a_limit_ended(
    app: Flask, client: FlaskClient
) -> None:
    path = PAGES[2]
    with time_machine.travel(WEDNESDAY, tick=False):
        known = dict(ask(client, path, "none")[1])["ETag"]
        assert [ask(client, path, known)[0] for _time in range(2)] == [304, 304]
    with time_machine.travel(END, tick=False):
        later = ask(client, path, known)
        assert later[0] == 200
        known = dict(later[1])["ETag"]
        assert [ask(client, path, known)[0] for _time in range(2)] == [304, 304]
        with stored(app) as session:
            publish_case(session, create_case(session))
        search = dict(ask(client, PAGES[1], "none")[1])["ETag"]
        assert [ask(client, PAGES[1], search)[0] for _time in range(2)] == [304, 304]
        with stored(app) as session:
            publish_case(session, create_case(session))
        assert ask(client, PAGES[1], search)[0] == 200


@pytest.mark.parametrize(
    ("more", "is_asking"),
    [
        ({}, True),
        ({"HTTP_COOKIE": "lang=ru"}, True),
        ({"HTTP_COOKIE": "session=abc"}, False),
        ({"HTTP_COOKIE": "lang=ru; session=abc"}, False),
        ({"HTTP_COOKIE": "__Host-session=abc"}, False),
        ({"HTTP_COOKIE": "lang=ru\n"}, False),
        ({"HTTP_AUTHORIZATION": "Bearer abc"}, False),
        ({"HTTP_RANGE": "bytes=0-10"}, False),
        ({"HTTP_IF_MATCH": 'W/"one"'}, False),
        ({"HTTP_IF_NONE_MATCH": ""}, False),
        ({"REQUEST_METHOD": "HEAD"}, False),
        ({"REQUEST_METHOD": "POST"}, False),
        ({"QUERY_STRING": "q=" + "a" * 2_000}, False),
    ],
)
def test_only_a_request_that_says_nothing_else_is_answered_from_memory(
    more: Mapping[str, str], is_asking: bool
) -> None:
    assert (asked_by({**ASKING, **more}) is not None) is is_asking


@pytest.mark.parametrize(
    "more",
    [
        {"wsgi.url_scheme": "http"},
        {"HTTP_HOST": "other.example"},
        {"PATH_INFO": "/"},
        {"QUERY_STRING": "q=a"},
        {"HTTP_COOKIE": "lang=ru"},
        {"HTTP_ACCEPT_LANGUAGE": "ru"},
        {"HTTP_IF_NONE_MATCH": 'W/"two"'},
        {"HTTP_IF_MODIFIED_SINCE": "Thu, 24 Nov 2022 00:00:00 GMT"},
    ],
)
def test_answer_of_one_request_is_not_that_of_another(more: Mapping[str, str]) -> None:
    assert asked_by(ASKING) != asked_by({**ASKING, **more})


def one_answer(
    standing: Standing | None, status: str = "304 NOT MODIFIED", most: int = 10
) -> tuple[Unmodified, list[str]]:
    """Return a front that has been asked once, and the list of those that answered."""
    answered: list[str] = []

    def inner(environ: dict[str, object], start_response: object) -> tuple[bytes, ...]:
        answered.append("the application")
        if standing is not None:
            environ[STANDS] = standing
        start_response(status, [("ETag", 'W/"one"')])  # type: ignore[operator]
        return ()

    front = Unmodified(inner, lambda: BEGINNING, most)
    front(dict(ASKING), lambda *_it: None)  # type: ignore[arg-type]
    return front, answered


@pytest.mark.parametrize(
    ("standing", "status", "is_kept"),
    [
        (Standing(BEGINNING), "304 NOT MODIFIED", True),
        (Standing(BEGINNING), "200 OK", False),
        (Standing(Mark(1, "a")), "304 NOT MODIFIED", False),
        (Standing(BEGINNING, WEDNESDAY), "304 NOT MODIFIED", False),
        (None, "304 NOT MODIFIED", False),
    ],
)
def test_only_what_stands_is_given_again(standing: Standing | None, status: str, is_kept: bool) -> None:
    front, answered = one_answer(standing, status)
    front(dict(ASKING), lambda *_it: None)  # type: ignore[arg-type]
    assert (len(answered) == 1) is is_kept


def test_application_answers_while_the_database_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    front, answered = one_answer(Standing(BEGINNING))

    def dead() -> Mark:
        raise sa.exc.OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(front, "_newest", dead)
    front(dict(ASKING), lambda *_it: None)  # type: ignore[arg-type]
    assert len(answered) == 2


def test_no_more_answers_are_kept_than_the_last_ones() -> None:
    front, answered = one_answer(Standing(BEGINNING), most=2)
    for path in ("/a", "/b", "/b", "/a", "/search"):
        front({**ASKING, "PATH_INFO": path}, lambda *_it: None)  # type: ignore[arg-type]
    assert len(answered) == 4
