"""The auditor's view, the search for a person and the keeping of names, as their users see them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from casetracker.audit.models import AuditRow
from casetracker.cases.models import Identity
from tests.builders.cases import COMPLAINT, create_case, create_decision
from tests.builders.desk import Desk
from tests.builders.registry import ASTANA, CENTRAL

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

NAME = str(COMPLAINT["complainant_name"])
ALMATY = "kz-rec-almaty"


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def test_auditor_sees_what_lies_in_the_scope_in_words_and_nothing_else(desk: Desk) -> None:
    case = desk.case()
    desk.person("clerk").send(case, f"{case}/unmask", reason="hearing tomorrow")
    page = desk.person("auditor", ASTANA).get("/staff/audit?lang=en").text
    for words in ("Looked at names of parties", "hearing tomorrow", "Registered a complaint", "Logged in"):
        assert words in page
    assert f'href="{case}"' in page
    assert NAME not in page
    other = desk.person("auditor", ALMATY).get("/staff/audit?lang=en").text
    assert "REC-ASTANA" not in other
    assert "hearing tomorrow" not in other
    assert "Logged in" in other  # the auditor's own
    assert desk.person("supervisor").get("/staff/audit").status_code == 403


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ("looks=true", "Looked at names", "Registered a complaint</td>"),
        ("action=case.registered", "REC-ASTANA", "hearing tomorrow"),
        ("thing=2022-pres/rec-astana/0001", "hearing tomorrow", "Logged in</td>"),
        ("thing=nothing:1", "No entries", "REC-ASTANA"),
        ("actor=nobody@commission.example", "No entries", "REC-ASTANA"),
        ("from=2999-01-01", "is not a date", "Traceback"),
        ("to=2020-01-01", "No entries", "REC-ASTANA"),
        ("before=2", "Registered a complaint</td>", "hearing tomorrow"),
        ("before=x&from=%00&action=zzz&to=%FF", "hearing tomorrow", "Traceback"),
    ],
)
def test_filters_stand_in_the_address(desk: Desk, query: str, seen: str, unseen: str) -> None:
    case = desk.case()
    desk.person("clerk").send(case, f"{case}/unmask", reason="hearing tomorrow")
    answer = desk.person("auditor").get(f"/staff/audit?lang=en&{query}")
    assert answer.status_code == 200
    assert seen in answer.text
    assert unseen not in answer.text


def test_rows_about_no_body_are_for_the_top_only(desk: Desk) -> None:
    desk.app.test_cli_runner().invoke(args=["keys", "rotate"])
    desk.case()
    administrator = desk.person("administrator", CENTRAL)
    period = "/staff/retention/2022-pres/period"
    assert administrator.send(period, months="0", reason="x").status_code == 422
    assert administrator.send(period, months="40", reason="order of the commission").status_code == 303
    words = "Changed how long names are kept"
    select = 'value="retention.changed"'
    for body, count in ((CENTRAL, 2), (ASTANA, 1)):
        page = desk.person("auditor", body).get("/staff/audit?lang=en").text
        assert select in page
        assert page.count(words) == count, body


def test_person_is_found_in_scope_only_with_a_reason_and_both_are_recorded(desk: Desk) -> None:
    case = desk.case()
    desk.work(lambda session: create_case(session, body=ALMATY, contested_body=None))
    clerk = desk.person("clerk")
    for typed in ({"who": NAME, "reason": ""}, {"who": "", "reason": "x"}, {"who": NAME, "reason": NAME}):
        assert clerk.send("/staff/persons", **typed).status_code == 422
    found = clerk.send("/staff/persons", who="+7 (700) 000 00 00", reason="asked for their cases")
    assert f'href="{case}"' in found.text
    assert "REC-ALMATY" not in found.text
    assert f'href="{case}"' in clerk.send("/staff/persons", who=NAME.upper(), reason="again").text
    assert f'href="{case}"' not in clerk.send("/staff/persons", who=NAME[:-1], reason="again").text
    wanted = sa.select(AuditRow).where(AuditRow.action == "person.searched").order_by(AuditRow.seq)
    rows = desk.work(lambda session: list(session.scalars(wanted)))
    assert [(row.thing[:5], row.details.get("found")) for row in rows] == [
        ("user:", 1),
        ("case:", None),
        ("user:", 1),
        ("case:", None),
        ("user:", 0),
    ]
    assert NAME not in str([row.details for row in rows])


def test_two_persons_erase_and_the_page_of_the_case_says_when(desk: Desk) -> None:
    case = desk.case()
    desk.work(lambda session: create_decision(session, create_case(session)))
    decided = case.replace("0001", "0002")
    first, second, page = desk.person("supervisor"), desk.person("supervisor"), "/staff/retention/2022-pres"
    assert "2022" in first.get("/staff/retention").text
    assert first.send(page, do="review").status_code == 303
    assert first.send(page, do="confirm").status_code == 422
    assert desk.person("supervisor", ALMATY).send(page, do="confirm", erasure="1").status_code == 404
    assert second.send(page, do="nonsense").status_code == 400
    assert second.send(page, do="confirm").status_code == 303
    run = desk.app.test_cli_runner().invoke(args=["retention", "erase"])
    assert (run.exit_code, "2022-PRES: 1 of 1 names erased" in run.output) == (0, True)
    assert "2022-PRES: 1 names" in desk.app.test_cli_runner().invoke(args=["retention", "list"]).output
    assert "Erased on" in second.get(f"{decided}?lang=en").text
    assert NAME in second.send(case, f"{case}/unmask", reason="hearing").text
    left = desk.work(lambda session: session.scalar(sa.select(sa.func.count(Identity.sealed))))
    assert left == 1
