"""A mail server hands in what came back: whoever it is, whatever it sends, however often."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from casetracker.alerts.bounces.models import MailBounce
from casetracker.alerts.bounces.reading import LONGEST
from casetracker.alerts.faults import faults_in
from casetracker.alerts.message_ids import message_id_of
from casetracker.alerts.models import OutboxMail
from casetracker.db import now, unit_of_work
from casetracker.web import returned_mails
from config.settings import Settings
from tests.alerts.conftest import lawyer, registry
from tests.alerts.test_bounces import ADDRESSEE, FIRST, HOSTILE, UNKNOWN_USER, mail

__all__ = ["lawyer", "mail", "registry"]

TOKEN = "hands in returned mails 372"
SQLITE = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
ID = f"<{FIRST}@commission.example>".encode()
# They name a mail of ours, or nearly; none of them may end in an error of the service.
CRAFTED = {
    "nul in the name": UNKNOWN_USER.replace(ID, ID.replace(b"commission", b"com\x00mission")),
    "half a sign in the name": UNKNOWN_USER.replace(ID, ID.replace(b"commission", b"\xed\xa0\x80")),
    "nul in the status": UNKNOWN_USER.replace(b"Status: 5.1.1", b"Status: \x005.1.1"),
    "address that is no text": UNKNOWN_USER.replace(ADDRESSEE.encode(), b"\xff\xfe\x00@\x80"),
    "very long address": UNKNOWN_USER.replace(ADDRESSEE.encode(), b"a" * 100_000 + b"@x.example"),
    "thousand recipients": UNKNOWN_USER.replace(
        b"Action: failed", b"Action: failed\r\n\r\nStatus: 5\r\n" * 1000
    ),
    "cut off": UNKNOWN_USER[: len(UNKNOWN_USER) // 2],
}


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    return environ | {"BOUNCES_TOKEN": TOKEN}


def hand_in(
    client: FlaskClient, body: bytes, kind: str = "message/rfc822", token: str = TOKEN
) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
    return client.post("/returned-mails", data=body, headers=headers)


def test_report_when_handed_in_twice_and_in_parts_then_noted_once(
    app: Flask, registry: Session, mail: OutboxMail
) -> None:
    registry.close()
    client = app.test_client()
    header, _blank, parts = UNKNOWN_USER.replace(b"\r\n", b"\n").partition(b"\n\n")
    boundary = header.partition(b'boundary="')[2].partition(b'"')[0].decode()
    answers = [
        hand_in(client, UNKNOWN_USER),
        hand_in(client, UNKNOWN_USER),
        hand_in(client, parts, f'multipart/report; report-type=delivery-status; boundary="{boundary}"'),
    ]
    assert [answer.get_json() for answer in answers] == [
        {"noted": {"permanent": 1}},
        {"noted": {"known": 1}},
        {"noted": {"known": 1}},
    ]
    with unit_of_work(registry):
        assert registry.scalar(sa.select(sa.func.count()).select_from(MailBounce)) == 1


def test_body_when_hostile_then_answered_and_nothing_noted_twice(
    app: Flask, registry: Session, mail: OutboxMail
) -> None:
    registry.close()
    client = app.test_client()
    for name, body in {**HOSTILE, **CRAFTED}.items():
        for kind in ("message/rfc822", 'multipart/report; boundary="b"', "multipart/report"):
            assert hand_in(client, body, kind).status_code == (413 if len(body) > LONGEST else 200), name
    with unit_of_work(registry):
        kinds = registry.scalars(sa.select(MailBounce.kind)).all()
        assert len(kinds) == len(set(kinds))
        assert faults_in(registry, sa.true()) == []


@SQLITE
def test_stranger_when_without_the_token_then_nothing_is_here(app: Flask, client: FlaskClient) -> None:
    assert hand_in(client, UNKNOWN_USER, token=TOKEN[:-1]).status_code == 404
    assert client.post("/returned-mails", data=UNKNOWN_USER).status_code == 404
    answer = hand_in(client, UNKNOWN_USER, "application/json")
    assert answer.status_code == 415
    assert "message/rfc822" in answer.get_json()["error"]
    assert client.get("/returned-mails").status_code == 405
    assert "Set-Cookie" not in answer.headers


@SQLITE
def test_service_when_no_token_is_set_then_nobody_hands_anything_in(app: Flask, client: FlaskClient) -> None:
    app.extensions["settings"] = type(app.extensions["settings"])()
    assert hand_in(client, UNKNOWN_USER, token="").status_code == 404


@SQLITE
def test_report_when_it_cannot_be_noted_then_kept_told_and_answered(
    app: Flask, settings: Settings, registry: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_arguments: object) -> None:
        raise RuntimeError("a fault of the reader")

    monkeypatch.setattr(returned_mails, "note_message", failing)
    registry.close()
    answer = hand_in(app.test_client(), UNKNOWN_USER)
    assert answer.get_json() == {"noted": {"put-aside": 1}}
    with unit_of_work(registry):
        [fault] = faults_in(registry, sa.true())
    kept = settings.var_dir / fault.what
    assert kept.read_bytes() == UNKNOWN_USER
    assert kept.stat().st_mode & 0o777 == 0o600


@SQLITE
@pytest.mark.parametrize(
    ("made", "days", "noted"),
    [
        ("now", 1, "permanent"),
        ("now", 300, "permanent"),
        ("before", 13, "permanent"),
        ("before", 15, "unknown"),
    ],
)
def test_message_id_when_it_could_be_guessed_then_believed_only_while_mails_come_back(
    app: Flask, registry: Session, mail: OutboxMail, made: str, days: int, noted: str
) -> None:
    with unit_of_work(registry):
        old = f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:40]}@commission.example>"
        mail.message_id = message_id_of(mail.key, "commission.example") if made == "now" else old
        mail.sent_at = now() - dt.timedelta(days=days)
        assert (mail.message_id == old) is (made == "before")
        raw = UNKNOWN_USER.replace(ID, mail.message_id.encode())
    registry.close()
    assert hand_in(app.test_client(), raw).get_json() == {"noted": {noted: 1}}


@SQLITE
def test_message_id_is_the_same_for_a_key_and_another_under_another_secret(app: Flask) -> None:
    key = "deadline:7/deadline-overdue/once/user:3"
    with app.app_context():
        first = message_id_of(key, "register.example")
        assert first == message_id_of(key, "register.example")
        assert first != message_id_of(key.replace(":3", ":4"), "register.example")
        app.secret_key = "another secret"
        assert first != message_id_of(key, "register.example")
    assert first.endswith("@register.example>")
