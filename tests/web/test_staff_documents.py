"""Documents in the case file: each file has its fate, and what is given of it is safe and recorded."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from casetracker.audit.models import AuditRow
from casetracker.cases.models import Case
from casetracker.documents.models import Document
from casetracker.documents.reading.following import read_documents
from casetracker.runtime import document_store, settings
from config.document_settings import DocumentSettings
from tests.builders import files, scans
from tests.builders.cases import create_decision
from tests.builders.desk import Desk, Visitor
from tests.support.clamd import EICAR, running_clamd

# What these pages do does not depend on the database's engine.
pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

DETAILS = {"kind": "evidence", "language": "kk"}
SAFE = "default-src 'none'; sandbox"


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def reader(desk: Desk, role: str) -> Visitor:
    """Return somebody who reads English."""
    visitor = desk.person(role)
    visitor.get("/staff/?lang=en")
    return visitor


def upload(visitor: Visitor, case: str, *sent: tuple[str, bytes], **details: str) -> TestResponse:
    form = visitor.form(f"{case}/documents/new") | DETAILS | details
    chosen = [(io.BytesIO(content), name) for name, content in sent]
    return visitor.client.post(
        f"{case}/documents/new", data={**form, "files": chosen}, content_type="multipart/form-data"
    )


def stored(desk: Desk) -> list[Document]:
    return desk.work(lambda session: list(session.scalars(sa.select(Document).order_by(Document.id))))


def opened(desk: Desk) -> list[tuple[str, str]]:
    rows = desk.work(
        lambda session: list(session.scalars(sa.select(AuditRow).where(AuditRow.action == "document.opened")))
    )
    return [(row.actor, row.details["what"]) for row in rows]


def test_several_files_are_stored_at_once_and_stand_in_the_case_file(desk: Desk) -> None:
    case, clerk = desk.case(), reader(desk, "clerk")
    answer = upload(clerk, case, ("Шағым қосымшасы.pdf", files.pdf()), ("хаттама.txt", files.text()))
    assert (answer.status_code, answer.location) == (303, f"{case}#documents")
    page = clerk.get(case).text
    assert "Documents stored: 2." in page
    for name in ("Шағым қосымшасы.pdf", "хаттама.txt"):
        assert name in page
    assert stored(desk)[0].sha256[:12] in page
    assert "Evidence" in page
    assert "The text is being read" in page


def test_each_file_has_its_own_fate_and_the_good_ones_are_kept(desk: Desk) -> None:
    case, clerk = desk.case(), reader(desk, "clerk")
    upload(clerk, case, ("a.txt", files.text()))
    answer = upload(
        clerk,
        case,
        ("web<b>page.pdf", b"<html><script>alert(1)</script>"),
        ("again.txt", files.text()),
        ("good.png", files.png()),
        ("bad.docx", files.pdf()),
    )
    assert answer.status_code == 422
    fates = re.findall(
        r"<li>\s*<strong[^>]*>\s*(\w[\w ]*\w)\s*</strong>\s*<strong[^>]*>([^<]*)<", answer.text
    )
    assert fates == [
        ("Not taken", "web&lt;b&gt;page.pdf"),
        ("Already there", "again.txt"),
        ("Stored", "good.png"),
        ("Not taken", "bad.docx"),
    ]
    assert "Web pages (HTML, XML) can hold scripts" in answer.text
    assert "called “.docx” but is PDF" in answer.text
    assert [document.name for document in stored(desk)] == ["a.txt", "good.png"]


@pytest.mark.parametrize(
    ("sent", "details", "told"),
    [
        ([], {}, "Choose at least one file."),
        ([("a.txt", b"a"), ("b.txt", b"b"), ("c.txt", b"c")], {}, "At most 2 are taken at once"),
        ([("a.txt", b"a")], {"kind": "nonsense"}, "is not known"),
        ([("a.txt", b"a")], {"decision": "99"}, "This decision does not belong to the case."),
        ([("a.txt", b"a")], {"decision": "x" * 50}, "Choose one from the list."),
    ],
)
def test_form_that_does_not_fit_stores_nothing_and_says_what_to_do(
    app: Flask, desk: Desk, sent: list[tuple[str, bytes]], details: dict[str, str], told: str
) -> None:
    app.extensions["settings"].__dict__["documents"] = DocumentSettings(most_at_once=2)
    answer = upload(reader(desk, "clerk"), desk.case(), *sent, **details)
    assert answer.status_code == 422
    assert told in answer.text
    assert stored(desk) == []


def test_larger_requests_are_for_documents_of_people_who_are_logged_in(app: Flask, desk: Desk) -> None:
    limits = DocumentSettings(largest_bytes=2**15, largest_request_bytes=2**17)
    app.extensions["settings"].__dict__["documents"] = limits
    app.config["MAX_CONTENT_LENGTH"] = 2**13
    case, clerk = desk.case(), reader(desk, "clerk")
    half = b"a" * 2**14
    assert upload(clerk, case, ("a.txt", half), ("b.txt", half + b"b")).status_code == 303
    too_large = upload(clerk, case, ("a.txt", half + half + b"c"), ("c.txt", half + b"c"))
    assert "The file is too large" in too_large.text
    assert [document.name for document in stored(desk)] == ["a.txt", "b.txt", "c.txt"]
    beyond = [(f"{n}.txt", half + f"{n}".encode()) for n in range(9)]
    assert upload(clerk, case, *beyond).status_code == 413
    stranger = desk.visitor().client.post(
        f"{case}/documents/new", data={"files": (io.BytesIO(half), "a.txt")}
    )
    assert stranger.status_code == 413


def test_download_is_safe_whatever_the_file_is_called_and_recorded(desk: Desk) -> None:
    case, clerk = desk.case(), reader(desk, "clerk")
    upload(clerk, case, ("../Хаттама № 12\u202e; x=y.html.txt", files.text()))
    (document,) = stored(desk)
    answer = clerk.get(f"{case}/documents/{document.id}/file")
    assert answer.data == files.text()
    assert answer.mimetype == "text/plain"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert f"filename*=UTF-8''{quote(document.name)}" in disposition
    assert document.name == "Хаттама № 12; x=y.html.txt"
    assert answer.headers["Content-Security-Policy"] == SAFE
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert [what for _actor, what in opened(desk)] == ["file"]


def test_pages_are_pictures_that_we_drew(desk: Desk, app: Flask) -> None:
    case, clerk = desk.case(), reader(desk, "clerk")
    upload(
        clerk, case, ("a.pdf", files.pdf("One", "Two")), ("b.jpg", scans.as_file(scans.scan("Акт"), "JPEG"))
    )
    with app.app_context():
        assert read_documents(document_store(), DocumentSettings(ocr="off")) == 2
    pdf, photo = stored(desk)
    page = clerk.get(f"{case}/documents/{pdf.id}").text
    assert re.findall(r"/pages/(\d+)\.png", page) == ["1", "2"]
    for address in (f"{pdf.id}/pages/2.png", f"{photo.id}/pages/1.png"):
        for _time in range(2):
            answer = clerk.get(f"{case}/documents/{address}")
            assert (answer.status_code, answer.mimetype) == (200, "image/png")
            assert answer.headers["Content-Security-Policy"] == SAFE
        assert answer.data.startswith(b"\x89PNG")
    assert clerk.get(f"{case}/documents/{pdf.id}/pages/3.png").status_code == 404
    assert clerk.get(f"{case}/documents/{pdf.id}/pages/0.png").status_code == 404
    text = clerk.get(f"{case}/documents/{pdf.id}/text").text
    assert "One" in text
    assert "Two" in text
    assert [what for _actor, what in opened(desk)] == ["page 2", "page 2", "page 1", "page 1", "text"]


def test_withdrawn_document_is_told_and_cannot_be_opened(desk: Desk, app: Flask) -> None:
    case, lawyer = desk.case(), reader(desk, "lawyer")
    upload(lawyer, case, ("қате.pdf", files.pdf()))
    (document,) = stored(desk)
    address = f"{case}/documents/{document.id}"
    assert lawyer.get(f"{address}/pages/1.png").status_code == 200
    refused = lawyer.send(f"{address}/withdraw", reason="of sample@person.example")
    assert refused.status_code == 422
    assert "without names" in refused.text
    assert lawyer.send(f"{address}/withdraw", reason="it belongs to another case").status_code == 303
    page = lawyer.get(case).text
    assert "it belongs to another case" in page
    assert f"{address}/file" not in page
    for end in ("/file", "/text", "/pages/1.png"):
        assert lawyer.get(address + end).location == address
    with app.app_context():
        assert not list(Path(settings().var_dir / "previews").glob("*.png"))
    assert lawyer.send(f"{address}/withdraw", reason="twice").status_code in {404, 422}
    assert [what for _actor, what in opened(desk)] == ["page 1"]


def test_who_may_not_see_the_parties_sees_no_names_of_files(desk: Desk) -> None:
    case = desk.case()
    upload(reader(desk, "clerk"), case, ("Үлгіов шағымы.pdf", files.pdf()))
    (document,) = stored(desk)
    for role in ("auditor", "administrator"):
        page = reader(desk, role).get(case).text
        assert "Үлгіов" not in page
        assert f"Document {document.id}" in page
        assert f"documents/{document.id}" not in page


def test_document_of_another_case_is_not_found(desk: Desk) -> None:
    case, other, clerk = desk.case(), desk.case(), reader(desk, "clerk")
    upload(clerk, case, ("a.txt", files.text()))
    (document,) = stored(desk)
    for end in ("", "/file", "/text", "/pages/1.png"):
        assert clerk.get(f"{other}/documents/{document.id}{end}").status_code == 404
    assert reader(desk, "lawyer").get(f"{other}/documents/{document.id}/withdraw").status_code == 404
    assert opened(desk) == []


def test_document_stands_with_its_decision(desk: Desk) -> None:
    case = desk.case()
    slug = case.removeprefix("/staff/cases/")

    def decide(session: Session) -> int:
        found = next(each for each in session.scalars(sa.select(Case)) if each.slug == slug)
        return create_decision(session, found).id

    decision = desk.work(decide)
    clerk = reader(desk, "clerk")
    upload(clerk, case, ("шешім.txt", b"decided"), kind="decision", decision=str(decision), is_public="true")
    (document,) = stored(desk)
    assert (document.decision_id, document.is_public) == (decision, True)
    assert "May be published" in clerk.get(case).text


def test_infected_file_is_refused_and_recorded_and_one_that_waits_is_not_given(
    app: Flask, desk: Desk
) -> None:
    case, clerk = desk.case(), reader(desk, "clerk")
    with tempfile.TemporaryDirectory() as folder, running_clamd(Path(folder) / "clamd") as (address, _server):
        app.extensions["settings"].__dict__["documents"] = DocumentSettings(clamd_address=address)
        answer = upload(clerk, case, ("a.txt", EICAR), ("b.txt", files.text()))
    assert answer.status_code == 422
    assert "Eicar-Signature" in answer.text
    waiting = upload(clerk, case, ("c.txt", b"later"))
    assert waiting.status_code == 200
    assert "The virus scanner does not answer." in waiting.text
    clean, later = stored(desk)
    assert (clean.scan_state, later.scan_state) == ("clean", "waiting")
    assert clerk.get(f"{case}/documents/{later.id}/file").status_code == 303
    assert clerk.get(f"{case}/documents/{clean.id}/file").data == files.text()
    row = desk.work(
        lambda session: session.scalars(
            sa.select(AuditRow).where(AuditRow.action == "document.infected")
        ).one()
    )
    assert row.details["found"] == "Eicar-Signature"


def test_content_that_was_changed_on_disk_is_not_given(app: Flask, desk: Desk) -> None:
    case, clerk = desk.case(), reader(desk, "clerk")
    upload(clerk, case, ("a.txt", files.text()))
    (document,) = stored(desk)
    with app.app_context():
        place = settings().var_dir / "documents" / document.sha256[:2] / document.sha256[2:4]
    (place / document.sha256).write_bytes(b"another")
    answer = clerk.get(f"{case}/documents/{document.id}/file", follow_redirects=True)
    assert "missing or was changed" in answer.text
    assert opened(desk) == []
