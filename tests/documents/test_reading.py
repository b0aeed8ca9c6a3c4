"""The text is read out of documents in processes that may break; what breaks one stops no other."""

from __future__ import annotations

import json
import os
import stat
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from casetracker.documents.models import Document
from casetracker.documents.queries import text_of
from casetracker.documents.reading import following
from casetracker.documents.reading.bounded import Bounds, BrokeDownError, run_reader
from casetracker.documents.reading.following import MOST_TRIES, read_documents
from casetracker.documents.types import PDF, PNG
from casetracker.runtime import document_store
from config.document_settings import DocumentSettings
from config.settings import Settings
from tests.builders import files, scans
from tests.builders.documents import create_document
from tests.jobs.test_scheduler import running
from tests.support.tesseract import tesseract
from tests.support.waiting import wait_until

NO_OCR = DocumentSettings(ocr="off")
LINES = ("Протокол избирательной комиссии", "Сайлау комиссиясының қаулысы")
PAGES = scans.scan(*LINES)
SPANNED = "бір <text:span>екі<text:tab/>үш</text:span> төрт</text:p><text:p>бес"
HUGE_PAGE = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 1000000 1000000]>> endobj
trailer <</Root 1 0 R>>
"""
# name, content, language, state, problem, what the text says (or None), pages
READ: list[tuple[str, bytes, str, str | None, str | None, int | None]] = [
    ("a.pdf", files.pdf("First page", "Second page"), "done", None, "First page\fSecond page", 2),
    ("a.docx", files.docx("Хаттама", "№ 12"), "done", None, "Хаттама\n№ 12", None),
    ("a.xlsx", files.xlsx(["Учаске", "372"], ["", "x"]), "done", None, "Sheet\nУчаске\t372\nx", None),
    ("a.odt", files.odt(SPANNED), "done", None, "бір екі\tүш төрт\nбес", None),
    ("a.txt", b"\xef\xbb\xbf" + files.text(), "done", None, "Сайлау учаскесіндегі хаттама.", None),
    ("broken.pdf", b"%PDF-1.7\nnothing of a PDF", "failed", "damaged", None, None),
    ("empty.docx", files.docx(""), "failed", "nothing-found", None, None),
    ("laughs.docx", files.word_with({}), "failed", "nothing-found", None, None),
    ("scan.pdf", scans.scanned_pdf(PAGES), "failed", "no-text", None, 1),
    ("scan.png", scans.as_file(PAGES), "failed", "no-text", None, None),
    ("huge.pdf", HUGE_PAGE, "failed", "no-text", None, 1),
]


# What takes seconds to read is read once.
ON_ONE_ENGINE = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)


def add(session: Session, case: Case, *contents: tuple[str, bytes], **details: Any) -> list[Document]:
    with unit_of_work(session):
        return [create_document(session, case, content, name, **details) for name, content in contents]


def fates(session: Session) -> list[tuple[str, str | None]]:
    session.expire_all()
    rows = [(each.text_state, each.text_problem) for each in session.scalars(sa.select(Document))]
    session.rollback()
    return rows


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "zombie" not in Path(f"/proc/{pid}/status").read_text()


def program(folder: Path, body: str) -> str:
    """Return a program that answers to ``--list-langs`` like tesseract and otherwise does as it is told."""
    path = folder / "recogniser"
    languages = 'if [ "$1" = --list-langs ]; then printf "List:\\nkaz\\nrus\\n"; exit; fi\n'
    path.write_text(f"#!/bin/sh\n{languages}{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_every_kind_is_read_and_what_cannot_be_read_says_why(session: Session, case: Case) -> None:
    documents = add(session, case, *((name, content) for name, content, *_rest in READ))
    assert read_documents(document_store(), NO_OCR) == len(READ)
    session.expire_all()
    for document, (name, _content, state, problem, text, pages) in zip(documents, READ, strict=True):
        kept = text_of(session, document)
        assert (document.text_state, document.text_problem, document.pages) == (state, problem, pages), name
        assert (kept.text if kept else None) == text, name
    assert read_documents(document_store(), NO_OCR) == 0


@ON_ONE_ENGINE
def test_scanned_pages_are_recognised_in_kazakh_and_russian(session: Session, case: Case) -> None:
    settings = DocumentSettings(tesseract=tesseract())
    pdf = ("скан.pdf", scans.scanned_pdf(PAGES, scans.scan("Акт")))
    documents = add(session, case, pdf, ("скан.tiff", scans.as_file(PAGES, "TIFF")), language="ru")
    assert read_documents(document_store(), settings) == 2
    session.expire_all()
    for document, pages in zip(documents, (2, 1), strict=True):
        text = text_of(session, document)
        assert text is not None
        assert (document.text_state, document.pages, text.method) == ("done", pages, "ocr")
        words = text.text.split("\f")[0].split()
        assert " ".join(words) == " ".join(LINES)


@ON_ONE_ENGINE
def test_document_that_breaks_its_reader_stops_no_other(
    session: Session, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = scans.as_file(scans.Image.new("1", (30_000, 30_000)))
    add(session, case, ("bomb.png", bomb), ("a.txt", files.text()))
    monkeypatch.setattr(following, "languages_for", lambda *_arguments: "kaz")
    assert read_documents(document_store(), DocumentSettings(tesseract="true")) == 2
    assert fates(session) == [("failed", "too-large"), ("done", None)]


@pytest.mark.parametrize("tries", range(MOST_TRIES + 1))
def test_document_that_was_being_read_when_the_process_died_is_read_again_but_not_for_ever(
    session: Session, case: Case, tries: int
) -> None:
    add(session, case, ("a.txt", files.text()))
    with unit_of_work(session):
        session.execute(sa.update(Document).values(text_tries=tries))
    read_documents(document_store(), NO_OCR)
    assert fates(session) == [("failed", "crashed") if tries == MOST_TRIES else ("done", None)]


def test_missing_content_is_told_and_reading_goes_on(
    session: Session, case: Case, settings: Settings
) -> None:
    gone, _kept = add(session, case, ("gone.txt", b"gone"), ("a.txt", files.text()))
    (settings.var_dir / "documents" / gone.sha256[:2] / gone.sha256[2:4] / gone.sha256).unlink()
    assert read_documents(document_store(), NO_OCR) == 2
    assert fates(session) == [("failed", "missing"), ("done", None)]


def test_scheduler_reads_what_comes_and_ends_at_once_in_the_middle_of_a_page(
    app: Flask, session: Session, case: Case, settings: Settings, tmp_path: Path
) -> None:
    started = tmp_path / "started"
    slow = program(tmp_path, f"echo $$ > {started}; exec sleep 60")
    settings.__dict__["documents"] = DocumentSettings(tesseract=slow)
    add(session, case, ("a.txt", files.text()))
    with running(app, settings):
        wait_until(lambda: fates(session) == [("done", None)])
        add(session, case, ("scan.png", scans.as_file(PAGES)))
        wait_until(lambda: started.exists() and started.read_text().strip() != "")
        began = time.monotonic()
    assert time.monotonic() - began < 8
    assert not is_alive(int(started.read_text()))
    assert fates(session) == [("done", None), ("waiting", None)]
    session.expire_all()
    assert [each.text_tries for each in session.scalars(sa.select(Document))] == [1, 0]


class TestTheReaderAlone:
    """Without a database."""

    def test_it_is_ended_with_all_it_started_when_it_takes_too_long(self, tmp_path: Path) -> None:
        started = tmp_path / "started"
        hanging = program(tmp_path, f"echo $$ > {started}; sleep 60")
        with tempfile.TemporaryFile() as content:
            content.write(scans.as_file(PAGES))
            content.flush()
            arguments = ["text", PNG.media_type, "--tesseract", hanging, "--languages", "kaz"]

            def patient() -> bool:
                if started.exists():
                    raise BrokeDownError("too-long")
                return False

            with pytest.raises(BrokeDownError, match="too-long"):
                run_reader(arguments, content, Bounds(seconds=60), patient)
        wait_until(lambda: started.read_text().strip() != "")
        wait_until(lambda: not is_alive(int(started.read_text())))

    @pytest.mark.parametrize(
        ("bounds", "problem"),
        [
            (Bounds(seconds=0.05), "too-long"),
            (Bounds(memory_bytes=60 * 2**20), "too-large"),
            (Bounds(answer_bytes=10), "too-large"),
        ],
    )
    def test_its_bounds_hold(self, bounds: Bounds, problem: str) -> None:
        with tempfile.TemporaryFile() as content:
            content.write(files.pdf())
            content.flush()
            with pytest.raises(BrokeDownError) as broke:
                run_reader(["text", PDF.media_type], content, bounds)
        assert broke.value.problem in {problem, "crashed"}

    def test_it_knows_none_of_our_secrets(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("SECRET_KEY", "do not tell")
        telling = program(tmp_path, "env")
        with tempfile.TemporaryFile() as content:
            content.write(scans.as_file(PAGES))
            content.flush()
            arguments = ["text", PNG.media_type, "--tesseract", telling, "--languages", "kaz"]
            found = json.loads(run_reader(arguments, content, Bounds()))
        assert "PATH=" in found["text"]
        assert "do not tell" not in found["text"]

    def test_program_that_fails_or_knows_neither_language_gives_no_text(self, tmp_path: Path) -> None:
        failing = program(tmp_path, "echo nonsense; exit 1")
        assert following.languages_for(failing, "ru") == "kaz+rus"
        assert following.languages_for("true", "ru") == ""
        assert following.languages_for("no-such-program", "ru") == ""
        with tempfile.TemporaryFile() as content:
            content.write(scans.as_file(PAGES))
            content.flush()
            arguments = ["text", PNG.media_type, "--tesseract", failing, "--languages", "kaz"]
            assert json.loads(run_reader(arguments, content, Bounds()))["problem"] == "nothing-found"
