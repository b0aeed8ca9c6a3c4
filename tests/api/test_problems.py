"""Every error under ``/api`` is a problem; everywhere else it stays a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from casetracker.api.problems import KINDS
from config.settings import load_settings
from tests.api.conftest import CASES, PROBLEM, Api, assert_problem
from tests.builders.cases import COMPLAINT
from tests.support.sharing import built

FACTS = {"rule": "election-claim.court.review", "on": "2022-11-21", "election_day": "2022-11-20"}
COMPUTE = "/api/v1/deadlines/compute"


@pytest.fixture
def database_engine() -> str:
    """Run once: what is asked here is the same on every database."""
    return "sqlite"


@pytest.fixture
def here(client: FlaskClient) -> Api:
    """Give a client of a service with an empty database."""
    return Api(client)


def test_unknown_address_is_a_problem_below_api_and_a_page_elsewhere(here: Api) -> None:
    for path in ("/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/cases", "/api/v1/cases/one", "/api/v1/%00"):
        body = assert_problem(here.get(path), 404, "not-found")
        assert body["instance"] == path.replace("%00", "\x00")
    for path in ("/apiary", "/nowhere"):
        answer = here.get(path)
        assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_wrong_method_keeps_the_allow_header(here: Api) -> None:
    answer = here.client.delete("/api/v1/decisions")
    assert_problem(answer, 405, "method-not-allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    answer = here.get(CASES)
    assert_problem(answer, 405, "method-not-allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


def test_every_kind_is_explained_at_its_own_address_in_every_language(here: Api) -> None:
    told = {}
    for slug, kind in KINDS.items():
        for language in ("kk", "ru", "en"):
            body = here.get(f"/api/v1/problems/{slug}?lang={language}").get_json()
            assert (body["type"], body["status"]) == (f"/api/v1/problems/{slug}", kind.status)
            told[slug, language] = (body["title"], body["detail"])
    assert len({told[slug, "en"] for slug in KINDS}) == len(KINDS)
    assert_problem(here.get("/api/v1/problems/nothing"), 404, "not-found")


def test_only_public_answers_may_be_read_by_other_web_pages(here: Api) -> None:
    for path in ("/api/v1/rules", "/api/v1/decisions?page=0", "/api/v1/openapi.json"):
        headers = here.get(path, headers={"Origin": "https://elsewhere.example"}).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in headers
        assert "ETag" in headers["Access-Control-Expose-Headers"]
    staff = here.client.options(CASES, headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in staff.headers
    assert "Access-Control-Allow-Origin" not in here.post(CASES, {}).headers


def test_preflight_names_what_may_be_sent(here: Api) -> None:
    headers = here.client.options("/api/v1/decisions").headers
    assert set(headers["Access-Control-Allow-Methods"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "If-None-Match" in headers["Access-Control-Allow-Headers"]


def test_public_answers_are_asked_for_again_and_staff_answers_not_kept(here: Api) -> None:
    control = here.get("/api/v1/rules").headers["Cache-Control"]
    assert set(control.split(", ")) == {"public", "no-cache"}
    assert here.post(CASES, {}).headers["Cache-Control"] == "no-store"


@pytest.fixture
def limited(environ: dict[str, str]) -> Api:
    """Give a client of a service that counts requests."""
    return Api(built(load_settings(environ | {"RATE_LIMITS": "true"})).test_client())


def test_too_many_requests_are_told_with_when_to_come_back(limited: Api) -> None:
    first = limited.post(CASES, COMPLAINT)
    assert first.status_code == 401
    assert first.headers["X-RateLimit-Limit"] == "60"
    assert first.headers["X-RateLimit-Remaining"] == "59"
    assert first.headers["RateLimit-Policy"] == '"staff";q=60;w=60'
    assert re.fullmatch(r'"staff";r=59;t=(60|[1-5]?\d)', first.headers["RateLimit"])
    for _request in range(59):
        limited.post(CASES, COMPLAINT)
    answer = limited.post(f"{CASES}?lang=en", COMPLAINT)
    body = assert_problem(answer, 429, "too-many-requests")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["RateLimit"].startswith('"staff";r=0;t=')
    assert "Retry-After" in body["detail"]
    # The public side is counted for itself.
    assert limited.get("/api/v1/rules").status_code == 200


@pytest.fixture(params=["sqlite", "postgresql"])
def gone_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of a database that is not there."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/no/such/folder/x.db"
    return "postgresql://nobody@127.0.0.1:1/none?connect_timeout=2"


def test_database_that_is_gone_is_a_503_and_the_law_still_answers(
    environ: dict[str, str], gone_url: str
) -> None:
    here = Api(built(load_settings(environ | {"DATABASE_URL": gone_url})).test_client())
    for path in ("decisions", "bodies", "elections", "cases/2022-pres/cec-0001"):
        assert_problem(here.get(f"/api/v1/{path}"), 503, "unavailable")
    assert_problem(here.post(CASES, COMPLAINT, token="ct_anything"), 503, "unavailable")
    assert here.post(COMPUTE, FACTS).status_code == 200


def test_fault_of_ours_is_a_500_that_tells_nothing_of_it(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise KeyError("a secret of the inside")

    monkeypatch.setattr("casetracker.api.v1.rules.compute", fail)
    app = built(load_settings(environ | {"CASETRACKER_ENV": "development"}))
    answer = Api(app.test_client()).post(COMPUTE, FACTS)
    assert_problem(answer, 500, "internal-error")
    assert "secret" not in answer.get_data(as_text=True)


def test_status_without_words_of_ours_is_a_problem_too(here: Api) -> None:
    app = here.client.application
    with app.test_request_context("/api/v1/rules"):
        from werkzeug.exceptions import ImATeapot

        answer = app.extensions["error_tellers"]["/api"](ImATeapot())
    assert (answer.status_code, answer.content_type) == (418, PROBLEM)
    assert answer.get_json()["type"] == "about:blank"
