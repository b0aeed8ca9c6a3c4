"""Documents in an S3-compatible store: the same promises as on disk."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import io
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from flask import Flask
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from casetracker.documents.actions import open_document
from casetracker.documents.errors import MissingContentError
from casetracker.documents.reading.following import read_documents
from casetracker.documents.s3 import S3Store
from casetracker.documents.storage import read_whole
from casetracker.documents.sweeping import Swept, sweep, verify
from casetracker.runtime import document_store
from config.document_settings import DocumentSettings
from config.settings import Settings
from tests.builders import files
from tests.builders.documents import create_document
from tests.support.s3 import S3Server, running_s3

# What is said to the store does not depend on the database's engine.
pytestmark = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)

ORPHAN = b"its row was never written"
SHA256 = hashlib.sha256(ORPHAN).hexdigest()
DAY = dt.timedelta(days=1)


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with running_s3() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, s3: S3Server) -> Settings:
    documents = DocumentSettings(bucket="cases", s3_endpoint=s3.url, ocr="off")
    return dataclasses.replace(settings, documents=documents)


def test_document_is_stored_read_verified_and_given(session: Session, case: Case, s3: S3Server) -> None:
    content = files.text("мәтін " * 100_000)
    with unit_of_work(session):
        document = create_document(session, case, content)
        others = [create_document(session, case, f"{n}".encode()) for n in range(4)]
    sha256 = document.sha256
    assert s3.objects[f"documents/{sha256[:2]}/{sha256[2:4]}/{sha256}"][0] == content
    store = document_store()
    assert isinstance(store, S3Store)
    with open_document(store, document) as file:
        assert file.read() == content
    assert {each.sha256 for each in store.objects()} == {each.sha256 for each in (document, *others)}
    assert read_documents(store, DocumentSettings(ocr="off")) == 5
    assert list(verify(session, store)) == []
    key = f"documents/{others[0].sha256[:2]}/{others[0].sha256[2:4]}/{others[0].sha256}"
    s3.objects[key] = (b"changed", s3.objects[key][1])
    del s3.objects[f"documents/{sha256[:2]}/{sha256[2:4]}/{sha256}"]
    faults = [(fault.document_id, fault.problem) for fault in verify(session, store)]
    assert faults == [(document.id, "missing"), (others[0].id, "changed")]


def test_what_belongs_to_nothing_is_set_aside_found_put_back_and_discarded(
    session: Session, case: Case, s3: S3Server
) -> None:
    store, now = document_store(), db.now()
    store.put(SHA256, io.BytesIO(ORPHAN))
    assert sweep(session, store, now) == Swept()
    assert sweep(session, store, now + DAY * 1.1) == Swept(set_aside=1)
    assert list(s3.objects) == [f"documents/aside/{SHA256}"]
    assert list(store.objects()) == []
    assert read_whole(store, SHA256) == ORPHAN
    assert sweep(session, store, now + DAY * 31) == Swept(discarded=1)
    with pytest.raises(MissingContentError):
        store.open(SHA256)
    with unit_of_work(session):
        document = create_document(session, case, ORPHAN, "a.txt")
    store.set_aside(SHA256)
    assert sweep(session, store, now) == Swept(restored=1)
    assert read_whole(store, document.sha256) == ORPHAN


def test_store_that_fails_leaves_no_row_and_one_that_stumbles_is_asked_again(
    app: Flask, session: Session, case: Case, s3: S3Server
) -> None:
    s3.faults = [500]
    with unit_of_work(session):
        document = create_document(session, case)
    assert read_whole(document_store(), document.sha256) == files.text()
    s3.faults = [403]

    def refused() -> None:
        with unit_of_work(session):
            create_document(session, case, b"never")

    with pytest.raises(ClientError):
        refused()
    with pytest.raises(MissingContentError):
        document_store().open("../../etc/passwd")
