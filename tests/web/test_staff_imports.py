"""Importing a journal through the pages: columns, fates before anything is written, errors to send again."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook

from casetracker.audit.models import AuditRow
from casetracker.cases.models import Case
from casetracker.exchange.models import ImportFile, ImportJob, ImportRow
from tests.builders.desk import Desk, Visitor
from tests.builders.forms import filled_in
from tests.builders.journals import as_csv, as_xlsx, row
from tests.builders.registry import ASTANA, CENTRAL

# What a page shows does not depend on the database's engine.
pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
PAGE = "/staff/import"


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def sent(visitor: Visitor, content: bytes, name: str = "journal.csv") -> str:
    """Send a file; return the address of the import."""
    data = {"csrf_token": visitor.form(PAGE)["csrf_token"], "file": (io.BytesIO(content), name)}
    answer = visitor.client.post(PAGE, data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return str(answer.location).removesuffix("/columns")


def judged(visitor: Visitor, address: str, **changes: str) -> str:
    """Accept the columns as guessed, with changes; return the page of the preview."""
    form = filled_in(visitor.get(f"{address}/columns").text)
    answer = visitor.client.post(f"{address}/columns", data=form | changes, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def confirmed(visitor: Visitor, address: str) -> str:
    form = visitor.form(address)
    return visitor.client.post(f"{address}/confirm", data=form, follow_redirects=True).text


def figures(page: str) -> list[int]:
    """Return the counts of a page: new, late, known, to correct."""
    return [int(number) for number in re.findall(r"<dd>(\d+)</dd>", page)]


def count(desk: Desk, model: Any) -> int:
    return desk.work(lambda session: session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


ROWS = [
    row(
        registered_number="1", subject="Права наблюдателей", channel="Нарочно", complainant_kind="Наблюдатель"
    ),
    row(registered_number="2", received_at="2022-12-05T10:00"),
    row(registered_number="2", received_at="2022-12-05T10:00"),
    row(registered_number="3", subject="полёты на Луну"),
    row(registered_number="4", text="-2+3"),
    row(registered_number="5", body="REC-ASTANA", received_at="2099-01-01"),
]


def test_fates_are_told_before_anything_is_written_and_registering_keeps_them(desk: Desk) -> None:
    visitor = desk.person("supervisor", CENTRAL)
    address = sent(visitor, as_xlsx(ROWS), "journal.xlsx")
    preview = judged(visitor, address)
    assert figures(preview) == [3, 1, 1, 2]
    assert "полёты на Луну" in preview
    assert count(desk, Case) == 0
    result = confirmed(visitor, address)
    assert figures(result) == [3, 1, 1, 2]
    assert count(desk, Case) == 3
    subjects = desk.work(lambda session: session.scalars(sa.select(Case.subject)).all())
    assert set(subjects) == {"observers"}
    # Confirming twice, as a second click does, registers nothing more.
    confirmed(visitor, address)
    assert count(desk, Case) == 3
    told = desk.work(lambda session: session.scalars(sa.select(AuditRow.action).order_by(AuditRow.seq)).all())
    assert [each for each in told if each.startswith("import.")] == [
        *("import.sent", "import.mapped", "import.confirmed", "import.done"),
    ]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_errors_come_as_a_file_that_is_corrected_and_sent_again(desk: Desk, ending: str) -> None:
    visitor = desk.person("supervisor", CENTRAL)
    address = sent(visitor, as_csv(ROWS))
    judged(visitor, address)
    confirmed(visitor, address)
    content = visitor.get(f"{address}/errors.{ending}?lang=ru").data
    if ending == "csv":
        text = content.decode("utf-8-sig")
        assert len(text.strip().splitlines()) == 3
        assert "Что исправить" in text
        corrected = text.replace("полёты на Луну", "observers").replace("2099-01-01", "2022-11-22").encode()
    else:
        workbook = load_workbook(io.BytesIO(content))
        for cell in (cell for line in workbook.active.iter_rows() for cell in line):  # type: ignore[union-attr]
            changes = {"полёты на Луну": "observers", "2099-01-01": "2022-11-22"}
            cell.value = changes.get(cell.value, cell.value) if isinstance(cell.value, str) else cell.value
        out = io.BytesIO()
        workbook.save(out)
        corrected = out.getvalue()
    again = sent(visitor, corrected, f"errors.{ending}")
    assert figures(judged(visitor, again)) == [2, 0, 0, 0]
    confirmed(visitor, again)
    assert count(desk, Case) == 5
    # The first file once more: everything is known, only the mistakes of old are still mistakes.
    third = sent(visitor, as_csv(ROWS))
    assert figures(judged(visitor, third)) == [0, 0, 4, 2]


def test_unknown_headings_and_values_are_explained_once_and_remembered(desk: Desk) -> None:
    names = {"subject": "Что болит", "text": "Рассказ", "received_at": "Когда"}
    fields = ("registered_number", "received_at", "subject", "text", "complainant_kind")
    content = as_csv([row(subject="обижают")], fields=fields, plain_names=True).decode()
    for name, heading in names.items():
        content = content.replace(name, heading, 1)
    visitor = desk.person("supervisor", CENTRAL)
    address = sent(visitor, content.encode())
    form = filled_in(visitor.get(f"{address}/columns").text)
    assert [form[f"column-{place}"] for place in range(5)] == [
        "registered_number",
        "",
        "",
        "",
        "complainant_kind",
    ]
    refused = visitor.client.post(f"{address}/columns", data=form)
    assert refused.status_code == 422
    told = form | {"column-1": "received_at", "column-2": "subject", "column-3": "text"}
    told |= {"fixed-election": "2022-PRES", "fixed-body": "CEC", "fixed-language": "ru"}
    told |= {"fixed-procedure": "commission-complaint", "fixed-contested_kind": "act"}
    preview = visitor.client.post(f"{address}/columns", data=told, follow_redirects=True).text
    assert figures(preview) == [0, 0, 0, 1]
    # Now that the column is known, the page asks what its value means.
    form = filled_in(visitor.get(f"{address}/columns").text)
    assert form["value-subject-обижают"] == ""
    preview = judged(visitor, address, **{"value-subject-обижают": "observers"})
    assert figures(preview) == [1, 0, 0, 0]
    later = sent(desk.person("supervisor", CENTRAL), content.replace("01-07/15", "16").encode())
    assert figures(judged(visitor, later)) == [1, 0, 0, 0]


def test_rows_of_bodies_outside_the_scope_are_refused_one_by_one(desk: Desk) -> None:
    visitor = desk.person("supervisor", ASTANA)
    rows = [row(registered_number="1", body="REC-ASTANA"), row(registered_number="2", body="CEC")]
    address = sent(visitor, as_csv(rows))
    page = judged(visitor, address)
    assert figures(page) == [1, 0, 0, 1]
    confirmed(visitor, address)
    bodies = desk.work(lambda session: session.scalars(sa.select(Case.body_id)).all())
    assert list(bodies) == [ASTANA]
    # The import itself is nobody's business elsewhere.
    other = desk.person("supervisor", "kz-rec-almaty")
    assert other.get(address).status_code == 404
    assert other.get(f"{address}/errors.csv").status_code == 404


def test_preview_that_is_no_longer_true_is_not_registered(desk: Desk) -> None:
    visitor = desk.person("supervisor", CENTRAL)
    address = sent(visitor, as_csv(ROWS))
    judged(visitor, address)
    seen = visitor.form(address)
    # In another window the columns are changed: the text is the relief now.
    form = filled_in(visitor.get(f"{address}/columns").text)
    relief = next(name for name, value in form.items() if name.startswith("column-") and value == "relief")
    visitor.client.post(f"{address}/columns", data=form | {relief: ""}, follow_redirects=True)
    answer = visitor.client.post(f"{address}/confirm", data=seen, follow_redirects=True)
    assert "govuk-notification-banner" in answer.text
    assert count(desk, Case) == 0
    # Other rules than those of the preview: the same.
    desk.work(lambda session: session.execute(sa.update(ImportJob).values(law_fingerprint="other")))
    seen = visitor.form(address)
    visitor.client.post(f"{address}/confirm", data=seen, follow_redirects=True)
    assert count(desk, Case) == 0
    assert figures(confirmed(visitor, address)) == [3, 1, 1, 2]


def test_file_is_sealed_and_deleted_when_nobody_needs_it(desk: Desk) -> None:
    visitor = desk.person("supervisor", CENTRAL)
    address = sent(visitor, as_csv([row()]))
    kept = desk.work(lambda session: session.scalars(sa.select(ImportFile.sealed)).one())
    assert "Образцов".encode() not in kept
    judged(visitor, address)
    confirmed(visitor, address)
    assert (count(desk, ImportFile), count(desk, ImportRow)) == (0, 0)
    second = sent(visitor, as_csv(ROWS))
    assert count(desk, ImportFile) == 1
    visitor.send(f"{second}/columns", f"{second}/discard")
    assert count(desk, ImportFile) == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "j.csv"), (b"PK\x03\x04 broken", "j.xlsx"), (b"%PDF-1.7 \x00", "j.csv"), (b"one cell\n", "j.csv")],
)
def test_file_that_is_no_journal_is_refused_with_a_sentence(desk: Desk, content: bytes, name: str) -> None:
    visitor = desk.person("supervisor", CENTRAL)
    data = {"csrf_token": visitor.form(PAGE)["csrf_token"], "file": (io.BytesIO(content), name)}
    answer = visitor.client.post(PAGE, data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text


def test_file_name_is_kept_as_any_database_takes_it(desk: Desk) -> None:
    visitor = desk.person("supervisor")
    address = sent(visitor, as_csv(ROWS), "жур\x00нал\u202e.CSV")
    name = desk.work(lambda session: session.scalars(sa.select(ImportJob.file_name)).one())
    assert name == "жур нал.csv"
    assert visitor.get(f"{address}/columns").status_code == 200
