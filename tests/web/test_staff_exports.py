"""Lists as files: what was asked for and no more, no formula, no person, and who took them is recorded."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook

from casetracker.audit.models import AuditRow
from casetracker.cases.models import Case
from casetracker.exchange.writing import harmless
from casetracker.web.staff.export_tables import EXPORTS
from tests.builders.cases import create_case, create_decision
from tests.builders.desk import Desk
from tests.builders.registry import ASTANA, CENTRAL


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def table(content: bytes) -> list[list[str]]:
    assert content.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_cases_come_as_asked_for_in_the_readers_language_without_a_person(desk: Desk) -> None:
    desk.work(lambda session: create_decision(session, create_case(session)))
    desk.case()
    desk.case(body="kz-rec-almaty", contested_body=None)
    visitor = desk.person("supervisor", ASTANA)
    content = visitor.get("/staff/export/cases.csv?lang=ru&status=registered").data
    headings, *rows = table(content)
    assert len(rows) == 1
    told = dict(zip(headings, rows[0], strict=True))
    assert told["subject"] in {"observers", "counting"} or told["subject"]
    assert told["status"] == "registered"
    assert any(cell.startswith("UTC+") for cell in rows[0])
    names = desk.work(lambda session: session.scalars(sa.select(Case.created_by)).all())
    assert names
    assert "Образцов" not in content.decode()
    row = desk.work(
        lambda session: session.scalars(sa.select(AuditRow).where(AuditRow.action == "list.exported")).one()
    )
    assert (row.thing, row.details) == (
        "list:cases",
        {"filter": "status=registered", "format": "csv", "rows": 1},
    )


def test_what_somebody_searched_for_is_not_kept_for_ever(desk: Desk) -> None:
    visitor = desk.person("supervisor", ASTANA)
    assert visitor.get("/staff/export/board.csv?q=Образцов&clock=any").status_code == 200
    row = desk.work(
        lambda session: session.scalars(sa.select(AuditRow).where(AuditRow.action == "list.exported")).one()
    )
    assert "%D0" not in row.details["filter"]
    assert "clock=any" in row.details["filter"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_text_that_looks_like_a_formula_is_none(desk: Desk, ending: str) -> None:
    desk.case(contested_number="=1+1")
    content = desk.person("supervisor", ASTANA).get(f"/staff/export/board.{ending}?clock=any").data
    if ending == "csv":
        assert "'=1+1" in table(content)[1]
        return
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    [cell] = [cell for cell in sheet[2] if cell.value == "=1+1"]
    assert cell.data_type == "s"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_every_beginning_of_a_formula_is_taken_away(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(f"a{text}") == f"a{text}"


@pytest.mark.parametrize("name", sorted(EXPORTS))
@pytest.mark.parametrize("role", ["clerk", "supervisor", "administrator", "auditor"])
def test_list_is_given_to_those_who_may_see_it(desk: Desk, name: str, role: str) -> None:
    from casetracker.accounts import policy

    visitor = desk.person(role, CENTRAL)
    status = visitor.get(f"/staff/export/{name}.csv").status_code
    assert status == (200 if EXPORTS[name].action in policy.ALLOWED[role] else 403)
    assert visitor.get("/staff/export/nothing.csv").status_code == 404


def test_audit_is_taken_out_inside_the_readers_reach_and_as_filtered(desk: Desk) -> None:
    desk.case()
    desk.case(body="kz-rec-almaty", contested_body=None)
    visitor = desk.person("auditor", ASTANA)
    visitor.get("/staff/?lang=en")

    def things(query: str = "") -> set[str]:
        headings, *rows = table(visitor.get(f"/staff/export/audit.csv{query}").data)
        return {row[headings.index("To what")] for row in rows}

    assert "case:2022-PRES/REC-ASTANA/0001" in things()
    assert not any("REC-ALMATY" in thing for thing in things())
    assert things("?thing=2022-pres/rec-astana/0001") == {"case:2022-PRES/REC-ASTANA/0001"}


def test_lists_are_offered_where_they_are_in_view(desk: Desk) -> None:
    desk.case()
    supervisor, auditor = desk.person("supervisor", ASTANA), desk.person("auditor", ASTANA)
    for visitor, page, names in (
        (supervisor, "/staff/cases", ("cases", "decisions")),
        (supervisor, "/staff/", ("hearings",)),
        (auditor, "/staff/audit", ("audit",)),
    ):
        text = visitor.get(page).text
        for name in names:
            assert f"/staff/export/{name}.xlsx" in text, (page, name)
