"""Documents for staff integrations: sent, listed and fetched with a token."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casetracker.accounts import answered
from casetracker.audit.models import AuditRow
from casetracker.cases.models import Case
from casetracker.db import now, unit_of_work
from casetracker.documents.actions import withdraw_document
from casetracker.documents.models import Document
from casetracker.publication.models import PublicCase, PublicDocument
from tests.api.conftest import TokenMaker, assert_problem, wrong_fields
from tests.builders import files
from tests.builders.cases import create_case
from tests.builders.publication import publish_case

ADDRESS = "/api/v1/staff/cases/2022-pres/rec-astana-0001/documents"


@pytest.fixture
def here(app: Flask, registry: None) -> str:
    with app.app_context(), unit_of_work() as session:
        create_case(session)
    return ADDRESS


def send(
    client: FlaskClient,
    token: str,
    *sent: tuple[str, bytes],
    also: Mapping[str, str] = MappingProxyType({}),
    **fields: str,
) -> TestResponse:
    data = {"kind": "evidence", "language": "ru"} | fields
    chosen = [(io.BytesIO(content), name) for name, content in sent]
    headers = {"Authorization": f"Bearer {token}", **also}
    sending: dict[str, Any] = {"data": {**data, "files": chosen}, "content_type": "multipart/form-data"}
    return client.post(f"{ADDRESS}?lang=en", headers=headers, **sending)


def fetch(client: FlaskClient, path: str, token: str) -> TestResponse:
    return client.get(f"{path}?lang=en", headers={"Authorization": f"Bearer {token}"})


def test_files_are_sent_listed_and_fetched_with_their_fates(
    app: Flask, client: FlaskClient, here: str, token: str
) -> None:
    act = files.pdf()
    sent = send(client, token, ("Акт.pdf", act), ("x.pdf", b"<html>"), ("т.txt", files.text()))
    assert sent.status_code == 201, sent.text
    fates = sent.get_json()["files"]
    assert [(fate["name"], fate["state"]) for fate in fates] == [
        ("Акт.pdf", "stored"),
        ("x.pdf", "refused"),
        ("т.txt", "stored"),
    ]
    again = send(client, token, ("again.txt", files.text())).get_json()["files"]
    assert (again[0]["state"], again[0]["document"]["id"]) == ("known", fates[2]["document"]["id"])
    listed = fetch(client, here, token).get_json()["documents"]
    assert [document["name"] for document in listed] == ["Акт.pdf", "т.txt"]
    got = fetch(client, f"{here}/{listed[0]['id']}/file", token)
    assert (got.status_code, got.data, got.mimetype) == (200, act, "application/pdf")
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in got.headers["Cache-Control"]
    with app.app_context(), unit_of_work() as session:
        rows = session.scalars(sa.select(AuditRow).where(AuditRow.action == "document.opened")).all()
        assert [row.details["document"] for row in rows] == [listed[0]["id"]]
        withdraw_document(session, session.get_one(Document, listed[0]["id"]), actor="user:1", reason="wrong")
    gone = assert_problem(fetch(client, f"{here}/{listed[0]['id']}/file", token), 410, "withdrawn")
    assert gone["reason"] == "withdrawn"


def test_what_the_public_gets_of_a_case_is_listed_while_it_is_published(
    app: Flask, client: FlaskClient, here: str, token: str
) -> None:
    path = here.replace("/documents", "/public-documents")
    assert fetch(client, path, token).get_json() == {"documents": []}
    shown = {"title": "Арыз", "language": "kk", "media_type": "application/pdf", "size": 9, "pages": 2}
    with app.app_context(), unit_of_work() as session:
        public = publish_case(session, session.scalars(sa.select(Case)).one())
        public.documents.append(PublicDocument(number=3, sha256="0" * 64, published_at=now(), **shown))
    [told] = fetch(client, path, token).get_json()["documents"]
    assert {name: told[name] for name in shown} == shown
    assert told["url"].endswith("/cases/2022-pres/rec-astana-0001/documents/3")
    with app.app_context(), unit_of_work() as session:
        session.execute(sa.update(PublicCase).values(state="withdrawn"))
    assert fetch(client, path, token).get_json() == {"documents": []}
    assert_problem(fetch(client, path.replace("0001", "0009"), token), 404, "not-found")


def test_what_cannot_be_taken_is_a_problem_that_says_why(client: FlaskClient, here: str, token: str) -> None:
    refused = assert_problem(send(client, token, ("x.pdf", b"<html>")), 422, "invalid-input")
    assert "Web pages" in refused["detail"]
    assert wrong_fields(send(client, token, ("a.txt", b"a"), kind="nonsense", more="x")) == ["kind", "more"]
    assert wrong_fields(send(client, token)) == ["files"]
    headers = {"Authorization": f"Bearer {token}"}
    assert_problem(client.post(here, json={}, headers=headers), 415, "unsupported-media-type")
    for path in (f"{here}/999/file", f"{here}/x/file", here.replace("0001", "0009")):
        assert_problem(fetch(client, path, token), 404, "not-found")


def test_documents_are_for_who_may_see_the_parties_of_the_case(
    client: FlaskClient, here: str, make_token: TokenMaker
) -> None:
    assert_problem(client.get(here), 401, "not-authenticated")
    assert_problem(fetch(client, here, make_token(role="auditor")), 403, "not-allowed")
    elsewhere = make_token(role="lawyer", body_id="kz-rec-almaty")
    assert_problem(fetch(client, here, elsewhere), 404, "not-found")
    assert_problem(send(client, elsewhere, ("a.txt", b"a")), 404, "not-found")


def test_upload_whose_answer_was_lost_in_a_crash_is_stored_once_when_sent_again(
    app: Flask, client: FlaskClient, here: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = (("Акт.pdf", files.pdf()), ("т.txt", files.text()), ("x.pdf", b"<html>"))
    key = {"Idempotency-Key": "files-3"}

    def crash(*_args: object, **_options: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(answered, "keep", crash)
        with contextlib.suppress(ConnectionError):
            send(client, token, *sending, also=key)
    with app.app_context(), unit_of_work() as session:
        assert session.scalars(sa.select(Document)).all() == []
    again = send(client, token, *sending, also=key)
    assert [fate["state"] for fate in again.get_json()["files"]] == ["stored", "stored", "refused"]
    with app.app_context(), unit_of_work() as session:
        for document in session.scalars(sa.select(Document)):
            withdraw_document(session, document, actor="user:1", reason="wrong")
    assert send(client, token, *sending, also=key).get_json() == again.get_json()
    with app.app_context(), unit_of_work() as session:
        assert len(session.scalars(sa.select(Document)).all()) == 2


def test_upload_sent_again_with_its_key_gets_the_first_answer_and_a_changed_case_refuses_it(
    app: Flask, client: FlaskClient, here: str, token: str
) -> None:
    # Made once: a PDF tells the second in which it was made.
    key, act = {"Idempotency-Key": "files-1"}, ("Акт.pdf", files.pdf())
    first = send(client, token, act, also=key)
    again = send(client, token, act, also=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_json() == first.get_json()
    assert again.get_json()["files"][0]["state"] == "stored"
    for other in ({"kind": "complaint"}, {"language": "kk"}):
        assert_problem(send(client, token, act, also=key, **other), 422, "key-reused")
    assert_problem(send(client, token, ("Акт.txt", files.text()), also=key), 422, "key-reused")
    stale = send(
        client, token, ("т.txt", files.text()), also={"If-Match": '"999"', "Idempotency-Key": "files-2"}
    )
    assert_problem(stale, 412, "precondition-failed")
    seen = fetch(client, here.removesuffix("/documents"), token).headers["ETag"]
    mended = send(
        client, token, ("т.txt", files.text()), also={"If-Match": seen, "Idempotency-Key": "files-2"}
    )
    assert mended.status_code == 201
    with app.app_context(), unit_of_work() as session:
        assert len(session.scalars(sa.select(Document)).all()) == 2
