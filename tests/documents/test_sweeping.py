"""What belongs to nothing is swept slowly, and nothing that is named is ever lost."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import threading

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from casetracker.documents.disk import DiskStore
from casetracker.documents.errors import MissingContentError
from casetracker.documents.storage import read_whole
from casetracker.documents.sweeping import Swept, orphans, sweep, verify
from casetracker.runtime import document_store
from config.settings import Settings
from tests.builders import files
from tests.builders.documents import create_document

DAY = dt.timedelta(days=1)
ORPHAN = b"its row was never written"
SHA256 = hashlib.sha256(ORPHAN).hexdigest()


def test_content_without_a_row_is_set_aside_after_a_day_and_discarded_after_a_month(
    session: Session, case: Case
) -> None:
    with unit_of_work(session):
        kept = create_document(session, case)
    store, now = document_store(), db.now()
    store.put(SHA256, io.BytesIO(ORPHAN))
    assert [each.sha256 for each in orphans(session, store)] == [SHA256]
    assert sweep(session, store, now + DAY * 0.9) == Swept()
    assert sweep(session, store, now + DAY * 1.1) == Swept(set_aside=1)
    assert list(orphans(session, store)) == []
    assert read_whole(store, SHA256) == ORPHAN
    assert sweep(session, store, now + DAY * 29) == Swept()
    assert sweep(session, store, now + DAY * 31) == Swept(discarded=1)
    with pytest.raises(MissingContentError):
        store.open(SHA256)
    assert read_whole(store, kept.sha256) == files.text()
    assert list(verify(session, store)) == []


def test_content_that_comes_to_be_named_while_it_is_swept_is_put_back(session: Session, case: Case) -> None:
    store = document_store()
    store.put(SHA256, io.BytesIO(ORPHAN))
    # The row is written after the sweep looked and before it moved the file.
    with unit_of_work(session):
        document = create_document(session, case, ORPHAN, "a.txt")
    store.set_aside(SHA256)
    assert read_whole(store, document.sha256) == ORPHAN
    assert sweep(session, store, db.now()) == Swept(restored=1)
    assert [each.sha256 for each in store.objects()] == [SHA256]
    assert list(store.objects_aside()) == []
    assert sweep(session, store, db.now() + DAY * 400) == Swept()


def test_half_written_file_is_no_content_and_is_removed_after_a_day(
    session: Session, settings: Settings
) -> None:
    store = DiskStore(settings.var_dir / "documents")

    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        store.put(SHA256, Broken())
    assert list(store.objects()) == []
    left = store.root / "writing" / "tmpleft"
    left.write_bytes(b"half")
    sweep(session, store, db.now())
    assert left.exists()
    sweep(session, store, db.now() + DAY * 2)
    assert not left.exists()


def test_same_content_written_and_swept_at_once_is_never_lost(session: Session, settings: Settings) -> None:
    store = DiskStore(settings.var_dir / "documents")
    store.put(SHA256, io.BytesIO(ORPHAN))
    ended, lost = threading.Event(), list[str]()

    def move() -> None:
        while not ended.is_set():
            store.set_aside(SHA256)
            store.restore(SHA256)

    mover = threading.Thread(target=move)
    mover.start()
    try:
        for _each in range(200):
            store.put(SHA256, io.BytesIO(ORPHAN))
            if read_whole(store, SHA256) != ORPHAN:
                lost.append("changed")
    finally:
        ended.set()
        mover.join(10)
    assert lost == []


def test_command_names_what_is_missing_changed_and_left_over(
    cli_runner: FlaskCliRunner, session: Session, case: Case, settings: Settings
) -> None:
    with unit_of_work(session):
        good, missing, changed = (create_document(session, case, f"{n}".encode()) for n in range(3))
    store = DiskStore(settings.var_dir / "documents")
    store.put(SHA256, io.BytesIO(ORPHAN))
    session.rollback()
    assert cli_runner.invoke(args=["documents", "verify"]).exit_code == 0
    os.unlink(store.root / missing.sha256[:2] / missing.sha256[2:4] / missing.sha256)
    (store.root / changed.sha256[:2] / changed.sha256[2:4] / changed.sha256).write_bytes(b"other")
    found = cli_runner.invoke(args=["documents", "verify"])
    assert found.exit_code == 1
    lines = found.output.splitlines()
    assert lines[0] == f"document {missing.id} of {case.reference}: missing ({missing.sha256})"
    assert lines[1] == f"document {changed.id} of {case.reference}: changed ({changed.sha256})"
    assert good.sha256 not in found.output
    left = cli_runner.invoke(args=["documents", "orphans"])
    assert (left.exit_code, SHA256 in left.output, good.sha256 in left.output) == (0, True, False)
