"""The page of one decision, its Akoma Ntoso, and what its pages tell programs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree  # type: ignore[import-untyped]

from casetracker import db
from casetracker.publication.models import PublicCase, PublicDecision
from tests.builders.publication import create_public_case, stored, withdraw
from tests.builders.registry import create_registry

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

CASE = "/cases/2022-pres/rec-astana-0001"
PAGE = f"{CASE}/decisions/1"
FILE = f"{PAGE}.akn.xml"
SCHEMA = Path(__file__).parent.parent / "external" / "schemas" / "akomantoso30.xsd"
HOSTILE = "</script><!-- <b>&amp; \x0b \u202e 𝕂 ]]> \"'= байқаушы"


@pytest.fixture
def public(app: Flask) -> None:
    """A published case with its decision."""
    with stored(app) as session:
        create_registry(session)
        create_public_case(session)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The official schema of Akoma Ntoso 3.0."""
    return etree.XMLSchema(etree.parse(SCHEMA))


def linked_data(page: str) -> dict[str, Any]:
    (told,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data: dict[str, Any] = json.loads(told)
    return data


@pytest.mark.usefixtures("public")
def test_decision_has_a_page_of_its_own_that_is_cited(client: FlaskClient) -> None:
    page = client.get(f"{PAGE}?lang=en").text
    assert "Decision No. 12/3-Б" in page
    assert "Шағым қанағаттандырылсын." in page
    assert "ECLI:KZ:REC:2022:2022.PRES.ASTANA.0001.1" in page
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{PAGE}">' in page
    assert f'href="{PAGE}"' in client.get(f"{CASE}?lang=en").text


@pytest.mark.usefixtures("public")
def test_other_ways_to_write_it_lead_to_the_one_address(client: FlaskClient) -> None:
    answer = client.get("/cases/2022-PRES/REC-ASTANA-0001/decisions/1?lang=ru")
    assert (answer.status_code, answer.location) == (301, f"{PAGE}?lang=ru")
    for path in (
        f"{CASE}/decisions/2",
        f"{CASE}/decisions/0",
        f"{CASE}/decisions/99999999999",
        f"{PAGE}.akn",
    ):
        assert client.get(path).status_code == 404, path


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize(
    "path", [CASE, PAGE, FILE, "/bodies/kz-rec-astana", "/elections/2022-pres", "/open-data"]
)
def test_who_has_it_already_is_only_told_so(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"{path}?lang=en", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.usefixtures("public")
def test_export_is_valid_akoma_ntoso_and_holds_the_text(client: FlaskClient, schema: etree.XMLSchema) -> None:
    answer = client.get(FILE)
    assert answer.mimetype == "application/akn+xml"
    tree = etree.fromstring(answer.data)
    schema.assertValid(tree)
    names = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}

    def texts(path: str) -> list[str]:
        return [str(found) for found in tree.xpath(path, namespaces=names)]

    assert texts("//a:decision/a:p/text()") == ["Шағым қанағаттандырылсын."]
    assert texts("//a:background/a:p/text()") == [
        "Байқаушы санау аяқталғанға дейін залдан шығарылғаны анықталды."
    ]
    assert texts("//a:FRBRWork/a:FRBRdate/@date") == ["2022-11-23"]
    assert texts("//a:FRBRalias/@value") == ["ECLI:KZ:REC:2022:2022.PRES.ASTANA.0001.1"]
    assert texts("//a:FRBRlanguage/@language") == ["kaz"]
    assert texts("//a:docketNumber/text()") == ["2022-PRES/REC-ASTANA/0001"]


def test_hostile_text_breaks_neither_the_file_nor_the_page(
    app: Flask, client: FlaskClient, schema: etree.XMLSchema
) -> None:
    with stored(app) as session:
        create_registry(session)
        create_public_case(session)
        decision = session.scalars(sa.select(PublicDecision)).one()
        for name in (
            "facts",
            "provisions",
            "application",
            "operative",
            "number",
            "appeal_route",
            "ground_text",
        ):
            setattr(decision, name, HOSTILE)
        decision.case.summary = HOSTILE
        decision.cited = [
            {"act": HOSTILE, "article": HOSTILE, "url": "https://law.example/a b<>", "words": ""}
        ]
    tree = etree.fromstring(client.get(FILE).data)
    schema.assertValid(tree)
    assert "</script><!-- <b>&amp;" in "".join(tree.itertext())
    with stored(app) as session:
        session.scalars(sa.select(PublicDecision)).one().cited = []
    for path in (CASE, PAGE):
        page = client.get(f"{path}?lang=en").text
        assert page.count("</script><!--") == 0
        assert linked_data(page)["@id"].endswith(path)


def test_decision_without_any_text_is_valid_too(
    app: Flask, client: FlaskClient, schema: etree.XMLSchema
) -> None:
    with stored(app) as session:
        create_registry(session)
        create_public_case(session)
        decision = session.scalars(sa.select(PublicDecision)).one()
        decision.case.summary = decision.appeal_route = ""
        for name in ("facts", "provisions", "application", "operative"):
            setattr(decision, name, "")
    schema.assertValid(etree.fromstring(client.get(FILE).data))


@pytest.mark.usefixtures("public")
def test_pages_tell_programs_what_they_are(client: FlaskClient) -> None:
    case = linked_data(client.get(f"{CASE}?lang=en").text)
    assert (case["@context"], case["@type"]) == ("https://schema.org", "CreativeWork")
    assert case["hasPart"] == [{"@id": f"http://127.0.0.1:8000{PAGE}"}]
    assert case["about"]["startDate"] == "2022-11-20"
    decision = linked_data(client.get(f"{PAGE}?lang=en").text)
    assert decision["isPartOf"] == {"@id": case["@id"]}
    assert decision["dateCreated"] == "2022-11-23"
    assert decision["encoding"]["contentUrl"] == f"http://127.0.0.1:8000{FILE}"
    body = linked_data(client.get("/bodies/kz-rec-astana?lang=en").text)
    assert body["@id"] == decision["creator"]["@id"]
    assert body["@type"] == "GovernmentOrganization"
    assert linked_data(client.get("/elections/2022-pres?lang=kk").text)["@type"] == "Event"
    page = client.get(f"{CASE}?lang=ru").text
    assert '<meta property="og:locale" content="ru_RU">' in page
    assert f'<meta property="og:url" content="http://127.0.0.1:8000{CASE}">' in page


@pytest.mark.usefixtures("public")
def test_withdrawn_decision_answers_gone_with_the_reason_in_every_format(
    app: Flask, client: FlaskClient
) -> None:
    with stored(app) as session:
        decision = session.scalars(sa.select(PublicDecision)).one()
        decision.withdrawn_at, decision.withdrawn_ground = db.now(), "court-order"
        decision.withdrawn_reason, decision.operative = "Соттың шешімі бойынша.", ""
    for path in (PAGE, FILE):
        answer = client.get(f"{path}?lang=en")
        assert answer.status_code == 410, path
        assert "Соттың шешімі бойынша." in answer.text
    assert PAGE not in json.dumps(linked_data(client.get(CASE).text))
    with stored(app) as session:
        withdraw(session.scalars(sa.select(PublicCase)).one(), "Іс алынды.")
    for path in (CASE, PAGE, FILE):
        answer = client.get(f"{path}?lang=en")
        assert answer.status_code == 410, path
        assert "Іс алынды." in answer.text
