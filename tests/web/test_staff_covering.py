"""Documents: covered by one person, proved, published by another, and downloaded by anybody."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from casetracker.cases.queries import case_by_reference
from casetracker.documents.models import Document
from casetracker.publication.models import PublicDocument
from tests.builders.cases import DECISION
from tests.builders.desk import Desk, Visitor
from tests.builders.documents import create_document
from tests.builders.pdfs import scanned_pdf

pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

SCAN = scanned_pdf("Арыз иесі Үлгіов С.М.\nКуә Тестбаев келді\nХаттама берілмеді")
PUBLIC = "/cases/2022-pres/rec-astana-0001"
BOX = re.compile(r'name="areas" type="checkbox" value="([^"]+)"( checked)?')


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


@pytest.fixture
def case(desk: Desk) -> str:
    case = desk.case()
    desk.person().send(f"{case}/decision", **DECISION)

    def add(session: sa.orm.Session) -> None:
        found = case_by_reference(session, "2022-pres/rec-astana/0001")
        assert found is not None
        create_document(session, found, SCAN, "Үлгіов-арызы.pdf")

    desk.work(add)
    return case


def boxes(page: str) -> list[str]:
    return [key for key, ticked in BOX.findall(page) if ticked]


def cover(visitor: Visitor, case: str, do: str, **fields: str) -> int:
    address = f"{case}/publish/documents/1"
    page = visitor.get(address).text
    data = visitor.form(address) | {"areas": boxes(page), "title": "Арыз", "kind": "name", "do": do} | fields
    return visitor.client.post(address, data=data).status_code


def submit(visitor: Visitor, case: str) -> int:
    from tests.web.test_staff_publishing import fill_in

    return int(fill_in(visitor, case, "submit").status_code)


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_covered_document_is_published_without_what_is_covered(
    desk: Desk, case: str, client: FlaskClient
) -> None:
    author = desk.person()
    page = author.get(f"{case}/publish/documents/1").text
    assert len(boxes(page)) == 1
    assert page.count('<rect class="app-page__area"') == 1
    assert cover(author, case, "words", phrase="Тестбаев") == 303
    assert cover(author, case, "lines", page="1", first_line="3") == 303
    assert len(boxes(author.get(f"{case}/publish/documents/1").text)) == 3
    preview = author.get(f"{case}/publish/documents/1/redacted.pdf")
    assert preview.headers["Content-Disposition"].startswith("attachment")
    assert submit(author, case) == 303
    assert client.get(f"{PUBLIC}/documents/1").status_code == 404
    publisher = desk.person("publisher")
    assert publisher.send(f"{case}/publish", f"{case}/publish/review", do="publish").status_code == 303
    assert f'href="{PUBLIC}/documents/1"' in client.get(PUBLIC).text
    answer = client.get(f"{PUBLIC}/documents/1")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    text = text_of(answer.data)
    assert "Арыз" in text
    for secret in ("Үлгіов", "С.М.", "Тестбаев", "Хаттама"):
        assert secret not in text
    redacted = desk.work(lambda session: session.scalars(sa.select(Document).order_by(Document.id)).all())[1]
    assert (redacted.redacts_id, redacted.is_public, redacted.name) == (1, True, "redacted-1.pdf")
    assert client.get(f"{PUBLIC}/documents/2").status_code == 404
    # Withdrawn, it is gone at once.
    sent = {"ground": "other", "sentence": "Қате жарияланған."}
    assert publisher.send(f"{case}/publish/withdraw", **sent).status_code == 303
    assert client.get(f"{PUBLIC}/documents/1").status_code == 410
    assert desk.work(lambda session: session.scalars(sa.select(PublicDocument)).all()) == []


def test_name_that_is_not_covered_is_refused_before_anybody_reads_it(desk: Desk, case: str) -> None:
    author = desk.person()
    address = f"{case}/publish/documents/1"
    fields = author.form(address) | {"title": "Арыз", "do": "save"}
    assert author.client.post(address, data=fields).status_code == 303
    assert boxes(author.get(address).text) == []
    assert submit(author, case) == 422


def test_area_can_be_typed_and_a_document_left_out(desk: Desk, case: str) -> None:
    author = desk.person()
    place = {"page": "1", "left": "20", "top": "40", "right": "200", "bottom": "60,5"}
    assert cover(author, case, "area", **place) == 303
    assert "1-20.0-40.0-200.0-60.5" in boxes(author.get(f"{case}/publish/documents/1").text)
    assert cover(author, case, "leave-out") == 303
    assert "1-20.0-40.0-200.0-60.5" not in author.get(f"{case}/publish/documents/1").text


@pytest.mark.parametrize(
    ("do", "fields", "field"),
    [
        ("area", {"page": "9", "left": "1", "top": "1", "right": "2", "bottom": "2"}, "page"),
        ("area", {"page": "1", "left": "5", "top": "1", "right": "2", "bottom": "2"}, "left"),
        ("area", {"page": "1", "left": "x", "top": "1", "right": "2", "bottom": "2"}, "left"),
        ("words", {"phrase": "жоқ сөз"}, "phrase"),
        ("lines", {"page": "1", "first_line": "99"}, "first-line"),
        ("save", {"title": "Үлгіов арызы"}, "title"),
    ],
)
def test_what_cannot_be_covered_is_told_at_its_field(
    desk: Desk, case: str, do: str, fields: dict[str, str], field: str
) -> None:
    author = desk.person()
    address = f"{case}/publish/documents/1"
    data = author.form(address) | {"title": "Арыз", "kind": "name", "do": do} | fields
    answer = author.client.post(address, data=data)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_document_that_is_no_pdf_is_not_covered(desk: Desk, case: str) -> None:
    assert desk.person().get(f"{case}/publish/documents/2").status_code == 404
