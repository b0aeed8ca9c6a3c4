"""Letters from the case file: made as asked for, recorded, and nobody named without a reason."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from docx import Document
from flask import Flask
from pypdf import PdfReader

from casetracker.audit.models import AuditRow
from casetracker.cases.models import Event
from tests.builders.cases import COMPLAINT, create_case, create_decision
from tests.builders.desk import Desk, Visitor

# What a page shows does not depend on the database's engine.
pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
NAME = str(COMPLAINT["complainant_name"])


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def made(visitor: Visitor, address: str, **fields: str) -> str:
    """Return the text of a letter."""
    answer = visitor.send(address, **({"letter_language": "ru", "ending": "pdf"} | fields))
    assert answer.status_code == 200, answer.text
    if fields.get("ending") == "docx":
        return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.data)).paragraphs)
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


def actions(desk: Desk) -> list[str]:
    return list(
        desk.work(lambda session: session.scalars(sa.select(AuditRow.action).order_by(AuditRow.seq)).all())
    )


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_receipt_is_issued_recorded_and_names_nobody(desk: Desk, ending: str) -> None:
    case = desk.case()
    visitor = desk.person("clerk")
    assert "/notices/receipt" in visitor.get(case).text
    text = made(visitor, f"{case}/notices/receipt", ending=ending, letter_language="kk")
    assert "Өтініштің қабылданғаны туралы қолхат" in text
    assert NAME not in text
    kinds = desk.work(lambda session: session.scalars(sa.select(Event.kind)).all())
    assert "notice-issued" in kinds
    assert actions(desk)[-1] == "notice.issued"
    assert "identity.looked-at" not in actions(desk)
    assert visitor.get(f"{case}?lang=ru").status_code == 200


def test_complainant_is_named_only_for_a_reason_which_is_recorded(desk: Desk) -> None:
    case = desk.case()
    text = made(desk.person("clerk"), f"{case}/notices/receipt", reason="Ответ по почте")
    assert NAME in " ".join(text.split())
    assert {"identity.looked-at", "notice.issued"} <= set(actions(desk))


def test_cover_letter_needs_the_body_that_it_goes_to(desk: Desk) -> None:
    case = desk.case()
    visitor = desk.person("lawyer")
    refused = visitor.send(f"{case}/notices/forwarding", letter_language="ru", ending="pdf", number="12-05")
    assert refused.status_code == 422
    assert 'id="addressee-error"' in refused.text
    assert "12-05" in refused.text
    text = made(visitor, f"{case}/notices/forwarding", addressee="Прокуратура города Астаны")
    assert "Прокуратура города Астаны" in " ".join(text.split())


def test_decision_is_written_out_in_its_own_language(desk: Desk) -> None:
    def decided(session: object) -> tuple[str, str]:
        case = create_case(session)  # type: ignore[arg-type]
        decision = create_decision(session, case)  # type: ignore[arg-type]
        return f"/staff/cases/{case.slug}", decision.operative

    case, operative = desk.work(decided)
    text = made(desk.person("lawyer"), f"{case}/notices/decision", letter_language="kk")
    assert " ".join(operative.split())[:30] in " ".join(text.split())


@pytest.mark.parametrize("kind", ["decision", "hearing", "nonsense"])
def test_letter_about_nothing_does_not_exist(desk: Desk, kind: str) -> None:
    assert desk.person("lawyer").get(f"{desk.case()}/notices/{kind}").status_code == 404


def test_odd_values_are_refused_and_give_no_letter(desk: Desk) -> None:
    case = desk.case()
    answer = desk.person("clerk").send(f"{case}/notices/receipt", letter_language="xx", ending="exe")
    assert answer.status_code == 422
    assert "notice.issued" not in actions(desk)
