"""``GET /cases/…`` and ``GET /decisions``: what the public reads."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from casetracker.db import db, unit_of_work
from casetracker.publication.models import PublicCase
from casetracker.search.queries import Sort
from tests.api.conftest import Api, assert_problem, publish_case, wrong_fields
from tests.builders.cases import COMPLAINT, create_case

PATH = "/api/v1/cases/2022-pres/rec-astana-0001"
DECISIONS = "/api/v1/decisions"


def test_published_case_is_told_with_clocks_and_decisions(api: Api, published: str) -> None:
    answer = api.get(f"/api/v1/cases/{published}?lang=en")
    assert answer.status_code == 200
    body = answer.get_json()
    assert body["reference"] == "2022-PRES/REC-ASTANA/0001"
    assert body["url"].endswith("/cases/2022-pres/rec-astana-0001")
    assert body["received_at"] == "2022-11-21T04:00:00+00:00"
    [decision] = body["decisions"]
    assert (decision["number"], decision["reasoned"]) == ("12/3-Б", True)
    clocks = {clock["role"]: clock for clock in body["deadlines"]}
    assert clocks["filing"]["due_at"] == "2022-12-01T00:00:00+06:00"
    assert "November" in " ".join(clocks["filing"]["explanation"])
    assert {event["kind"] for event in body["timeline"]} >= {"received", "decision-taken"}


def test_nothing_private_is_told(api: Api, published: str) -> None:
    for path in (f"/api/v1/cases/{published}", DECISIONS, f"{DECISIONS}?q=байқаушы"):
        text = api.get(path).get_data(as_text=True) + str(api.get(path).get_json())
        for private in (
            COMPLAINT["complainant_name"],
            "person.example",
            "Үлгіов",
            "700 000",
            COMPLAINT["relief"],
        ):
            assert private not in text


def test_unpublished_case_is_not_there_even_with_a_token(app: Flask, api: Api, token: str) -> None:
    with app.app_context(), unit_of_work() as session:
        create_case(session)
    for headers in ({}, {"Authorization": f"Bearer {token}"}):
        assert_problem(api.get(PATH, headers=headers), 404, "not-found")


NO_CASES = ("%00/x", "2022-pres/%FF", "2022-pres/../x", "2022-PRES/REC-ASTANA-0001", "a/" + "b" * 999)


def test_address_of_no_case_is_a_404(api: Api, published: str) -> None:
    for path in NO_CASES:
        assert_problem(api.get(f"/api/v1/cases/{path}"), 404, "not-found")


def test_withdrawn_case_is_a_410_with_its_reason(app: Flask, api: Api, published: str) -> None:
    with app.app_context(), unit_of_work() as session:
        session.execute(
            sa.update(PublicCase).values(
                state="withdrawn", withdrawn_ground="personal-data", withdrawn_reason="Published by mistake"
            )
        )
    body = assert_problem(api.get(f"{PATH}?lang=en"), 410, "withdrawn")
    assert body["reason"] == "personal-data"
    assert body["detail"].endswith("Published by mistake")


def test_reader_who_has_the_case_is_only_told_so(app: Flask, api: Api, published: str) -> None:
    tag = api.get(PATH).headers["ETag"]
    again = api.get(PATH, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert api.get(f"{PATH}?lang=ru", headers={"If-None-Match": tag}).status_code == 200
    with app.app_context(), unit_of_work() as session:
        session.execute(sa.update(PublicCase).values(summary="Changed."))
    assert api.get(PATH, headers={"If-None-Match": tag}).status_code == 200


def test_decision_is_found_by_an_inflected_word_with_its_passage(api: Api, published: str) -> None:
    body = api.get(DECISIONS, query_string={"q": "байқаушыны"}).get_json()
    [hit] = body["items"]
    assert body["total"] == 1
    assert (body["nothing_searched"], body["also_searched"]) == (None, [])
    assert (hit["kind"], hit["number"], hit["outcome"]) == ("decision", "12/3-Б", "satisfied")
    assert "<mark>Байқаушы</mark>" in hit["snippet_html"]
    assert api.get(hit["case"]).get_json()["reference"] == hit["reference"]
    assert body["facets"]["outcome"] == [{"value": "satisfied", "count": 1, "is_chosen": False}]


FOUND = {
    "": 1,
    "election=2022-pres&outcome=satisfied&outcome=refused&year=2022&reasoned=yes": 1,
    "subject=observers&language=kk&body=kz-rec-astana&stage=decided&open_session=yes": 1,
    "outcome=refused": 0,
    "forum=commission&sort=deadline": 1,
    "forum=court&timeliness=with-clock": 0,
    "body_level=precinct": 0,
    "reasoned=no": 0,
    "q=%00%FF%ED%A0%80": 0,
    "q=сайлау -сайлау": 0,
    "q=бақылаушы": 1,
    'q="бақылаушы"': 0,
    "region=x": 0,
    "q=дауыс&sort=newest&page=50": 1,
}


def test_filters_narrow_the_search(api: Api, published: str) -> None:
    answers = {asked: api.get(f"{DECISIONS}?{asked}") for asked in FOUND}
    assert {asked: answer.get_json().get("total") for asked, answer in answers.items()} == FOUND


def test_word_that_leads_to_the_law_s_word_is_told(api: Api, published: str) -> None:
    body = api.get(DECISIONS, query_string={"q": "бақылаушыны"}).get_json()
    assert body["also_searched"] == [{"typed": "бақылаушыны", "also": ["байқаушы"]}]


def test_query_without_a_word_says_why_it_found_nothing(api: Api, published: str) -> None:
    assert api.get(f"{DECISIONS}?q=!!!").get_json()["nothing_searched"] == "no-words"


BAD_PARAMETERS = {
    "outcome=nice": "outcome",
    "outcome=": "outcome",
    "sort=best": "sort",
    "page=0": "page",
    "page=51": "page",
    "page=": "page",
    "page=1e3": "page",
    "page=²": "page",
    "cursor=12": "cursor",
    "page=2&cursor=WyJuZXdlc3QiLDAsMSwxXQ": "cursor",
    "page=99999999999999999999999999": "page",
    "year=soon": "year",
    "reasoned=maybe": "reasoned",
    "region=%00x": "region",
    "body=": "body",
    "otcome=refused": "otcome",
    "q=" + "a" * 401: "q",
    "&".join(f"region={number}" for number in range(41)): "region",
}


def test_parameter_that_cannot_be_used_is_named(api: Api) -> None:
    answers = {asked: api.get(f"{DECISIONS}?{asked}") for asked in BAD_PARAMETERS}
    assert {asked: wrong_fields(answer) for asked, answer in answers.items()} == {
        asked: [field] for asked, field in BAD_PARAMETERS.items()
    }
    assert not any("pointer" in answer.get_json()["errors"][0] for answer in answers.values())


def test_pages_are_linked(app: Flask, api: Api) -> None:
    with app.app_context(), unit_of_work() as session:
        for _case in range(26):
            publish_case(session)
        assert db.session.scalar(sa.select(sa.func.count(PublicCase.id))) == 26
    answer = api.get(DECISIONS, query_string={"q": "байқаушы", "lang": "ru"})
    assert (answer.get_json()["pages"], len(answer.get_json()["items"])) == (2, 25)
    links = answer.headers["Link"].split(", ")
    assert [link.rpartition("=")[2] for link in links] == ['"first"', '"next"']
    second = api.get(links[1].partition(">")[0].removeprefix("<"))
    assert len(second.get_json()["items"]) == 1
    assert second.headers["Content-Language"] == "ru"
    assert second.get_json()["next"] is None
    numbered = api.get(DECISIONS, query_string={"q": "байқаушы", "page": 2}).get_json()
    assert [hit["url"] for hit in second.get_json()["items"]] == [hit["url"] for hit in numbered["items"]]
    # Read on in another order, the same hits would come twice and others never.
    other = api.get(DECISIONS, query_string={"sort": "oldest", "cursor": answer.get_json()["next"]})
    assert wrong_fields(other) == ["cursor"]
    for sort in Sort:
        first = api.get(DECISIONS, query_string={"sort": sort.value}).get_json()
        rest = api.get(DECISIONS, query_string={"sort": sort.value, "cursor": first["next"]}).get_json()
        hits = [hit["url"] for hit in (*first["items"], *rest["items"])]
        assert (len(hits), len(set(hits)), rest["next"]) == (26, 26, None), sort
