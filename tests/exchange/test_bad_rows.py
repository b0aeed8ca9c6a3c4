"""Rows that cannot be imported: each is refused with its number, its column and a sentence."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from casetracker.cases.fields import LONGEST_TEXT
from casetracker.cases.models import Case, CaseCounter, Event, Identity, Matter, Party
from casetracker.db import unit_of_work
from casetracker.exchange.imports import Fate
from casetracker.exchange.journal import COLUMNS
from tests.builders.journals import FIELDS, as_csv, as_xlsx, imported, row, saved
from tests.builders.registry import create_registry

HEADINGS = dict(COLUMNS)
BAD_ROWS: list[tuple[dict[str, Any], str, str]] = [
    ({"received_at": "2022-02-31T10:00"}, "received_at", "2022-02-31T10:00"),
    ({"received_at": "yesterday"}, "received_at", "yesterday"),
    ({"received_at": "31.13.2022"}, "received_at", "2022-13-31"),
    ({"received_at": None}, "received_at", ""),
    ({"received_at": "2099-01-01T10:00"}, "received_at", ""),
    ({"contested_on": "20221"}, "contested_on", "20221"),
    ({"contested_on": "2022-11-22"}, "contested_on", ""),
    ({"body": "NOWHERE"}, "body", "NOWHERE"),
    ({"body": "CEC' OR 1=1 --"}, "body", "CEC' OR 1=1 --"),
    ({"contested_body": "PEC-MOON-1"}, "contested_body", "PEC-MOON-1"),
    ({"body": "CC"}, "procedure", ""),
    ({"election": "2031-pres"}, "election", "2031-pres"),
    ({"election": "2019-pres"}, "election", "2022-11-21"),
    ({"procedure": "magic"}, "procedure", "magic"),
    ({"procedure": "senate-registration"}, "procedure", ""),
    ({"subject": "weather"}, "subject", "weather"),
    ({"channel": "pigeon"}, "channel", "pigeon"),
    ({"language": "fr"}, "language", "fr"),
    ({"complainant_kind": None}, "complainant_kind", ""),
    ({"text": None}, "text", ""),
    ({"text": "\x00\x01 \x00"}, "text", ""),
    ({"text": "ж" * (LONGEST_TEXT + 1)}, "text", str(LONGEST_TEXT)),
    ({"registered_number": "9" * 61}, "registered_number", "61"),
    ({"complainant_name": "А" * 301}, "complainant_name", "301"),
    ({"outcome": "refused"}, "replied_on", ""),
    ({"replied_on": "2022-11-23"}, "outcome", ""),
    ({"inadmissibility_ground": "late"}, "outcome", ""),
    ({"outcome": "burnt", "replied_on": "2022-11-23"}, "outcome", "burnt"),
    ({"outcome": "returned", "replied_on": "2022-11-23"}, "inadmissibility_ground", ""),
    ({"outcome": "refused", "replied_on": "2022-11-20"}, "replied_on", ""),
    ({"outcome": "refused", "replied_on": "soon"}, "replied_on", "soon"),
]


@pytest.fixture
def stored(session: Session) -> Session:
    """Give a session with the registry in the database."""
    with unit_of_work(session):
        create_registry(session)
    return session


def everything_of_cases(session: Session) -> list[int]:
    models = (Case, CaseCounter, Event, Identity, Matter, Party)
    return [session.scalar(sa.select(sa.func.count()).select_from(model)) or 0 for model in models]


def test_each_bad_row_is_refused_at_its_column_and_the_good_ones_are_kept(stored: Session) -> None:
    rows = [row(registered_number=f"bad-{place}") | changes for place, (changes, *_) in enumerate(BAD_ROWS)]
    good = [row(registered_number="good-1"), *rows, row(registered_number="good-2")]
    with unit_of_work(stored):
        report = imported(stored, as_csv(good))
    first, *bad, last = report.fates
    assert (first, last) == (
        Fate(2, "registered", "2022-PRES/CEC/0001"),
        Fate(len(good) + 1, "registered", "2022-PRES/CEC/0002"),
    )
    for number, (fate, (changes, field, told)) in enumerate(zip(bad, BAD_ROWS, strict=True), start=3):
        assert (fate.row, fate.state, fate.reference) == (number, "error", None), changes
        here = [problem for problem in fate.problems if problem.field == field]
        assert here, (changes, fate.problems)
        assert here[0].column == HEADINGS[field]
        assert told in here[0].sentence
        assert here[0].sentence.endswith((".", "!")), here[0].sentence


def test_a_bad_row_leaves_nothing_behind(stored: Session) -> None:
    rows = [row(registered_number=f"bad-{place}") | changes for place, (changes, *_) in enumerate(BAD_ROWS)]
    with unit_of_work(stored):
        imported(stored, as_csv(rows))
    assert everything_of_cases(stored) == [0, 0, 0, 0, 0, 0]


def test_a_body_outside_its_validity_is_told_with_its_dates(stored: Session) -> None:
    claim = {"procedure": "commission-complaint", "election": "2019-pres", "contested_body": None}
    dates = {"received_at": "2019-06-11T10:00", "contested_on": "2019-06-09"}
    report = imported(stored, as_csv([row(body="REC-ABAI", **claim, **dates)]))
    problem = next(each for each in report.fates[0].problems if each.field == "body")
    assert "2019-06-11" in problem.sentence
    assert "2022-06-08" in problem.sentence


def test_a_row_of_another_election_than_the_import_is_for(stored: Session) -> None:
    report = imported(stored, as_csv([row(), row(election="2022-ref")]), election="2022-pres")
    assert [fate.state for fate in report.fates] == ["registered", "error"]
    assert {problem.field for problem in report.fates[1].problems} == {"election"}


def test_a_number_given_twice_to_different_applications_is_no_silent_duplicate(stored: Session) -> None:
    other = row(received_at="2022-11-22T11:00", text="Совсем другое обращение.")
    report = imported(stored, as_csv([row(), row(), other]))
    assert [fate.state for fate in report.fates] == ["registered", "duplicate", "error"]
    problem = report.fates[2].problems[0]
    assert problem.field == "registered_number"
    assert re.search(r"\b2\b", problem.sentence)


def test_invisible_characters_are_taken_out_of_what_is_kept(stored: Session) -> None:
    with unit_of_work(stored):
        imported(
            stored, as_csv([row(text="На\x00блю\u202eдатель", region=None, respondent=None, body="CE\x00C")])
        )
    case = stored.scalars(sa.select(Case)).one()
    assert case.text == "Наблюдатель"


@pytest.mark.parametrize("formula", ['=HYPERLINK("http://evil.example","x")', "=1+1", "=cmd|' /C calc'!A0"])
def test_a_formula_is_refused_and_not_computed(stored: Session, formula: str) -> None:
    workbook = load_workbook(io.BytesIO(as_xlsx([row()])))
    place = FIELDS.index("text") + 1
    workbook.worksheets[0].cell(3, place, formula)
    report = imported(stored, saved(workbook), "journal.xlsx")
    assert [(each.field, each.column) for each in report.fates[0].problems] == [("text", HEADINGS["text"])]


def test_the_error_of_a_formula_is_refused(stored: Session) -> None:
    workbook = load_workbook(io.BytesIO(as_xlsx([row()])))
    cell = workbook.worksheets[0].cell(3, FIELDS.index("contested_number") + 1)
    cell.value, cell.data_type = "#REF!", "e"
    report = imported(stored, saved(workbook), "journal.xlsx")
    assert [each.field for each in report.fates[0].problems] == ["contested_number"]


def test_a_separator_in_a_text_without_quotation_marks_is_noticed(stored: Session) -> None:
    content = as_csv([row()]) + (";".join(str(cell or "") for cell in row().values()) + "a;b;c\r\n").encode()
    report = imported(stored, content)
    assert [fate.state for fate in report.fates] == ["registered", "error"]


def test_blank_rows_are_passed_over_and_numbers_stay_those_of_the_file(stored: Session) -> None:
    lines = as_csv([row(registered_number="1"), row(registered_number="2")]).split(b"\r\n")
    content = b"\r\n".join([lines[0], b"", lines[1], b";;;", lines[2], b""])
    report = imported(stored, content)
    assert [(fate.row, fate.state) for fate in report.fates] == [(3, "registered"), (5, "registered")]
