"""A document is stored once, under its content, and its row never stands without it."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.audit.models import AuditRow
from casetracker.cases.errors import InvalidInput
from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from casetracker.documents.actions import KnownDocumentError, open_document, withdraw_document
from casetracker.documents.errors import MissingContentError, NotServableError
from casetracker.documents.models import Document
from casetracker.documents.storage import read_whole
from casetracker.runtime import document_store
from config.settings import Settings
from tests.builders import files
from tests.builders.cases import create_case, create_decision
from tests.builders.documents import create_document


def objects(settings: Settings) -> list[Path]:
    return [path for path in (settings.var_dir / "documents").rglob("*") if path.is_file()]


def test_document_lies_under_its_content_and_comes_back(
    session: Session, case: Case, settings: Settings
) -> None:
    content = files.pdf()
    with unit_of_work(session):
        decision = create_decision(session, case)
        document = create_document(
            session, case, content, "Шешім.pdf", kind="decision", decision_id=decision.id
        )
    sha256 = hashlib.sha256(content).hexdigest()
    assert objects(settings) == [settings.var_dir / "documents" / sha256[:2] / sha256[2:4] / sha256]
    assert (document.sha256, document.size, document.name) == (sha256, len(content), "Шешім.pdf")
    assert (document.content_type, document.text_state, document.scan_state) == (
        "application/pdf",
        "waiting",
        "off",
    )
    with open_document(document_store(), document) as file:
        assert file.read() == content
    added = [event for event in case.events if event.kind == "document-added"]
    assert [event.data for event in added] == [{"document": document.id, "document_kind": "decision"}]
    row = session.scalars(sa.select(AuditRow).where(AuditRow.action == "document.added")).one()
    assert row.thing == case.ref
    assert row.details["sha256"] == sha256
    assert "Шешім" not in str(row.details)


def test_same_content_is_one_document_of_a_case_and_one_object_of_the_store(
    session: Session, case: Case, settings: Settings
) -> None:
    with unit_of_work(session):
        first = create_document(session, case)
        other = create_document(session, create_case(session))
        assert other.sha256 == first.sha256
        with pytest.raises(KnownDocumentError) as known:
            create_document(session, case, name="again.txt")
    assert known.value.document.id == first.id
    assert len(objects(settings)) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Document)) == 2


def test_same_file_sent_twice_at_once_becomes_one_document(
    app: Flask, session: Session, case: Case, settings: Settings
) -> None:
    session.commit()
    ready, fates = threading.Barrier(2), list[str]()

    def send() -> None:
        with app.app_context():
            ready.wait(10)
            try:
                with unit_of_work() as own:
                    create_document(own, own.get_one(Case, case.id), files.text("бір мезгілде"))
                fates.append("stored")
            except KnownDocumentError:
                fates.append("known")

    threads = [threading.Thread(target=send) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(fates) == ["known", "stored"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Document)) == 1
    assert len(objects(settings)) == 1


def test_withdrawn_document_is_told_and_given_to_nobody(session: Session, case: Case) -> None:
    with unit_of_work(session):
        document = create_document(session, case)
        withdraw_document(session, document, actor="user:1", reason="belongs to another case")
    assert (document.withdrawn_by, document.withdrawn_reason) == ("user:1", "belongs to another case")
    assert document.text_state == "none"
    with pytest.raises(NotServableError):
        open_document(document_store(), document)
    with pytest.raises(InvalidInput):
        withdraw_document(session, document, actor="user:1", reason="twice")
    with unit_of_work(session):
        again = create_document(session, case)
    assert again.id != document.id
    assert [event.kind for event in case.events if "document" in event.data] == [
        "document-added",
        "document-withdrawn",
        "document-added",
    ]


def test_row_that_is_undone_leaves_its_content_to_be_swept(
    session: Session, case: Case, settings: Settings
) -> None:
    def fail() -> None:
        with unit_of_work(session):
            create_document(session, case)
            raise RuntimeError("the power failed")

    with pytest.raises(RuntimeError, match="the power failed"):
        fail()
    assert session.scalar(sa.select(sa.func.count()).select_from(Document)) == 0
    assert len(objects(settings)) == 1


def test_things_of_another_case_are_refused(session: Session, case: Case) -> None:
    with unit_of_work(session):
        other = create_case(session)
        decision = create_decision(session, other)
        original = create_document(session, other)
        with pytest.raises(InvalidInput):
            create_document(session, case, decision_id=decision.id)
        for wrong in (original.id, 999):
            with pytest.raises(InvalidInput):
                create_document(session, case, redacts_id=wrong)
        assert create_document(session, other, b"redacted", redacts_id=original.id).redacts is original


def test_content_that_changed_on_disk_is_not_given_as_the_one_that_was_stored(
    session: Session, case: Case, settings: Settings
) -> None:
    with unit_of_work(session):
        document = create_document(session, case)
    (path,) = objects(settings)
    path.write_bytes(b"something else")
    with pytest.raises(MissingContentError):
        read_whole(document_store(), document.sha256)
    with unit_of_work(session):
        create_document(session, create_case(session))
    assert read_whole(document_store(), document.sha256) == files.text()
    path.unlink()
    with pytest.raises(MissingContentError):
        open_document(document_store(), document)
