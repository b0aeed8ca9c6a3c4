"""What the virus scanner says is obeyed; while it says nothing, nobody gets the file."""

from __future__ import annotations

import dataclasses
import io
import socket
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.audit.models import AuditRow
from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from casetracker.documents.actions import Details, open_document, store_document
from casetracker.documents.errors import NotServableError
from casetracker.documents.models import Document
from casetracker.documents.quarantine import scan_waiting
from casetracker.documents.reading.bounded import never
from casetracker.documents.receiving import InfectedFileError, Received, receive
from casetracker.documents.scanning import Scanner, ScannerUnavailableError
from casetracker.runtime import document_store
from config.document_settings import DocumentSettings
from tests.builders import files
from tests.support.clamd import EICAR, HANG, HANG_UP, running_clamd


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def received(address: str, content: bytes) -> Received:
    settings = DocumentSettings(clamd_address=address, clamd_timeout_seconds=2)
    return receive(settings, io.BytesIO(content), "a.txt")


def store(session: Session, case: Case, file: Received) -> Document:
    with unit_of_work(session):
        return store_document(
            session, document_store(), case, file, Details("evidence", "kk"), actor="user:1"
        )


class TestOnSqlite:
    """The scanner itself asks no database."""

    @pytest.fixture(params=["sqlite"])
    def database_engine(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    def test_infected_file_is_refused_by_name_and_clean_one_is_taken(
        self, app: Flask, tmp_path: Path
    ) -> None:
        content = files.text("мәтін " * 40_000)
        with (
            running_clamd(tmp_path / "clamd.sock") as (address, server),
            app.test_request_context("/?lang=en"),
        ):
            with pytest.raises(InfectedFileError, match="Eicar-Signature"):
                received(address, b"before it " + EICAR)
            file = received(address, content)
        assert (file.scan_state, file.scanned_at is not None) == ("clean", True)
        assert server.scanned == [b"before it " + EICAR, content]

    @pytest.mark.parametrize("answer", [HANG, HANG_UP, b"stream: Can't allocate memory ERROR\0", b"\0"])
    def test_answer_that_is_none_is_no_verdict(self, answer: bytes) -> None:
        with running_clamd() as (address, server):
            server.plan.append(answer)
            with pytest.raises(ScannerUnavailableError):
                Scanner(address, timeout=0.3).scan(io.BytesIO(b"text"))
            assert Scanner(address, timeout=5).scan(io.BytesIO(b"text")).found is None

    def test_file_over_the_limit_of_the_scanner_is_not_called_clean(self) -> None:
        with running_clamd() as (address, server):
            server.largest = 1000
            with pytest.raises(ScannerUnavailableError, match="size limit|reset|pipe"):
                Scanner(address, timeout=5).scan(io.BytesIO(bytes(2**20)))


def test_file_waits_for_an_absent_scanner_and_is_served_when_it_was_scanned(
    app: Flask, session: Session, case: Case
) -> None:
    port = closed_port()
    with app.test_request_context("/?lang=en"):
        clean = store(session, case, received(f"127.0.0.1:{port}", files.text()))
        harmful = store(session, case, received(f"127.0.0.1:{port}", b"so " + EICAR))
    scanner = Scanner(f"127.0.0.1:{port}", timeout=2)
    assert scan_waiting(document_store(), scanner, never) == 0
    for document in (clean, harmful):
        assert document.scan_state == "waiting"
        with pytest.raises(NotServableError):
            open_document(document_store(), document)
    with running_clamd(port=port):
        assert scan_waiting(document_store(), scanner, never) == 2
        assert scan_waiting(document_store(), scanner, never) == 0
    session.refresh(clean)
    session.refresh(harmful)
    assert (clean.scan_state, clean.text_state) == ("clean", "waiting")
    with open_document(document_store(), clean) as file:
        assert file.read() == files.text()
    assert (harmful.scan_state, harmful.scan_found, harmful.text_state) == (
        "infected",
        "Eicar-Signature",
        "none",
    )
    with pytest.raises(NotServableError):
        open_document(document_store(), harmful)
    found = session.scalars(sa.select(AuditRow).where(AuditRow.action == "document.infected")).one()
    assert (found.thing, found.details["found"]) == (case.ref, "Eicar-Signature")
    session.refresh(case)
    assert "document-infected" in [event.kind for event in case.events]


def test_file_that_was_received_before_there_was_a_scanner_says_so(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        file = receive(DocumentSettings(), io.BytesIO(files.text()), "a.txt")
    assert dataclasses.replace(file).scan_state == "off"
