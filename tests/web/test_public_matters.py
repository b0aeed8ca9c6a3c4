"""``/matters/<number>``: the chain of published cases as everybody sees it."""

from __future__ import annotations

import json
import re

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from casetracker.cases.matters import join_case, split_case
from casetracker.cases.models import Case
from tests.builders.cases import ACTOR, create_case, create_decision
from tests.builders.chains import followed, step
from tests.builders.hearings import create_hearing
from tests.builders.publication import publish_case, stored, withdraw
from tests.builders.registry import create_registry

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

LOWER, COURT = "2022-PRES/REC-ASTANA/0001", "2022-PRES/SIAC-ASTANA/0001"


@pytest.fixture
def chain(app: Flask) -> None:
    """A decided case, its next instance with a hearing ahead, and one that was joined and withdrawn."""
    with stored(app) as session:
        create_registry(session)
        lower = create_case(session)
        decision = create_decision(session, lower)
        step(session, lower, "serve")
        upper = followed(step(session, lower, "next-instance"))
        create_hearing(session, upper, starts_at="2022-12-02T10:00")
        joined = create_case(session)
        join_case(session, lower, joined, actor=ACTOR)
        publish_case(session, lower, decision)
        publish_case(session, upper)
        public = publish_case(session, joined)
    with stored(app) as session:
        withdraw(session.merge(public), "Қате жарияланған.")


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.usefixtures("chain")
@time_machine.travel("2022-11-30T06:00Z", tick=False)
def test_matter_when_its_cases_are_published_then_is_drawn_as_one_chain(client: FlaskClient) -> None:
    answer = client.get("/matters/1?lang=en")
    page = words(answer.text)
    lower = page.index(LOWER)
    assert lower < page.index("Decision No. 12/3-Б Satisfied") < page.index(f"Next instance {COURT}")
    assert "It was decided within the time limit." in page
    assert "Next hearing: 2 December 2022" in page
    assert "Pending, time limit running" in page[page.index(COURT) :]
    tombstone = page[page.index("2022-PRES/REC-ASTANA/0002 This case was withdrawn") :]
    assert "Қате жарияланған." in tombstone
    assert re.search(
        rf'<ul class="govuk-list app-chain">.*{LOWER}.*<ul class="govuk-list app-chain">.*{COURT}',
        answer.text,
        re.DOTALL,
    )
    told = re.search(r'<script type="application/ld\+json">(.*?)</script>', answer.text)
    assert told
    data = json.loads(told[1])
    assert [part["@id"].rsplit("/", 1)[1] for part in data["hasPart"]] == [
        "rec-astana-0001",
        "siac-astana-0001",
    ]
    again = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/matters/1?lang=en", headers=again).status_code == 304
    api = client.get("/api/v1/matters/1")
    assert api.json
    assert [case["outcome"] for case in api.json["cases"]] == ["satisfied", None, None]
    assert [case["withdrawn_reason"] for case in api.json["cases"]] == [None, "Қате жарияланған.", None]
    links = [(it["kind"], it["lower"], it["upper"], it["decision"]) for it in api.json["links"]]
    assert sorted(links)[1:] == [("next-instance", LOWER, COURT, 1)]
    tag = {"If-None-Match": api.headers["ETag"]}
    assert client.get("/api/v1/matters/1", headers=tag).status_code == 304
    assert client.get("/sitemap-matters.xml").text.count("/matters/1<") == 1
    told_of_case = client.get("/api/v1/cases/2022-pres/siac-astana-0001").json
    assert told_of_case
    assert told_of_case["matter"] == 1
    for path in ("/cases/2022-pres/rec-astana-0001", "/cases/2022-pres/rec-astana-0001/decisions/1"):
        case = client.get(f"{path}?lang=en").text
        assert "This case is one of 3 in a chain." in case
        assert 'href="/matters/1"' in case


@pytest.mark.usefixtures("chain")
def test_matter_when_it_is_parted_or_withdrawn_then_its_address_says_so(
    app: Flask, client: FlaskClient
) -> None:
    tag = client.get("/cases/2022-pres/rec-astana-0001?lang=en").headers["ETag"]
    with stored(app) as session:
        joined = session.scalars(sa.select(Case).where(Case.reference.endswith("ASTANA/0002"))).one()
        split_case(session, joined, actor=ACTOR)
    changed = client.get("/cases/2022-pres/rec-astana-0001?lang=en", headers={"If-None-Match": tag})
    assert "This case is one of 2 in a chain." in changed.text
    with stored(app) as session:
        others = [create_case(session) for _each in range(2)]
        for other in others:
            publish_case(session, other)
        join_case(session, *others, actor=ACTOR)
    assert client.get("/matters/2").status_code == 200
    with stored(app) as session:
        lower, other = (
            session.scalars(sa.select(Case).where(Case.reference.endswith(end))).one()
            for end in (LOWER, "ASTANA/0003")
        )
        join_case(session, lower, other, actor=ACTOR)
    moved = client.get("/matters/2?lang=ru")
    assert (moved.status_code, moved.location) == (301, "/matters/1?lang=ru")
    assert client.get("/api/v1/matters/2").location == "/api/v1/matters/1"
    with stored(app) as session:
        for reference in (LOWER, "ASTANA/0003"):
            case = session.scalars(sa.select(Case).where(Case.reference.endswith(reference))).one()
            split_case(session, case, actor=ACTOR)
    gone = client.get("/matters/2?lang=en")
    assert gone.status_code == 410
    assert "/cases/2022-pres/rec-astana-0003" in gone.text
    problem = client.get("/api/v1/matters/2").json
    assert problem
    assert problem["type"].endswith("no-longer-shown")
