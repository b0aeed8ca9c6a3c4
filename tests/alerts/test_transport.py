"""Both transports: whole files or nothing, and SMTP with its ways to fail before any mail is sent."""

from __future__ import annotations

import dataclasses
import socket
from pathlib import Path

import pytest

from casetracker.alerts.letters import Letter, written
from casetracker.alerts.transport import (
    FileTransport,
    Refused,
    SmtpTransport,
    TryLater,
    Unreachable,
    open_transport,
)
from config.settings import Settings, TestSettings
from tests.support.mail import AnyPortController, SmtpServer

SENDER, RECIPIENT = "register@commission.example", "lawyer@commission.example"


def letter(message_id: str = "<one@commission.example>", text: str = "Мерзім") -> Letter:
    headers = [("Message-ID", message_id), ("From", SENDER), ("To", RECIPIENT)]
    return Letter(message_id, RECIPIENT, written(headers, text, text))


@pytest.fixture
def smtp(smtp_server: SmtpServer) -> Settings:
    return TestSettings(smtp_host=smtp_server.host, smtp_port=smtp_server.port, smtp_timeout_seconds=1.0)


def test_settings_choose_the_transport(smtp: Settings, tmp_path: Path) -> None:
    assert isinstance(open_transport(smtp), SmtpTransport)
    assert isinstance(open_transport(TestSettings(var_dir=tmp_path)), FileTransport)


def test_file_of_a_mail_that_is_sent_again_is_replaced(tmp_path: Path) -> None:
    transport = FileTransport(tmp_path / "mail")
    for text in ("first", "second"):
        transport.send(letter(text=text), SENDER)
    transport.send(letter("<two@commission.example>"), SENDER)
    assert len(list((tmp_path / "mail").iterdir())) == 2
    kept = transport.path_of("<one@commission.example>").read_bytes()
    assert kept == letter(text="second").content


def test_folder_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    with pytest.raises(Unreachable, match="mail"):
        FileTransport(tmp_path / "mail").send(letter(), SENDER)


def test_connection_is_kept_from_mail_to_mail(smtp: Settings, smtp_server: SmtpServer) -> None:
    transport = SmtpTransport(smtp)
    transport.send(letter(), SENDER)
    first = transport._connection
    smtp_server.plan("550 5.1.1 No such user")
    with pytest.raises(Refused):
        transport.send(letter(), SENDER)
    smtp_server.plan("451 4.3.0 Later")
    with pytest.raises(TryLater):
        transport.send(letter(), SENDER)
    transport.send(letter(), SENDER)
    assert transport._connection is first
    transport.close()
    assert len(smtp_server.received) == 2


def test_connection_that_the_server_closes_is_made_anew(smtp: Settings, smtp_server: SmtpServer) -> None:
    transport = SmtpTransport(smtp)
    smtp_server.plan("421 4.3.2 Shutting down")
    with pytest.raises(Unreachable, match="421"):
        transport.send(letter(), SENDER)
    transport.send(letter(), SENDER)
    transport.close()
    assert len(smtp_server.received) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"smtp_security": "starttls"},  # the server does not offer it: no mail in the clear instead
        {"smtp_security": "tls"},  # the server speaks no TLS
        {"smtp_user": "register", "smtp_password": "secret"},  # the server offers no login
        {"smtp_port": 1},  # nobody listens there
        {"smtp_host": "no-such-host.invalid"},
    ],
)
def test_server_that_cannot_be_used_takes_nothing_and_is_tried_again(
    smtp: Settings, smtp_server: SmtpServer, changes: dict[str, str]
) -> None:
    transport = SmtpTransport(dataclasses.replace(smtp, **changes))  # type: ignore[arg-type]
    with pytest.raises(Unreachable):
        transport.send(letter(), SENDER)
    transport.close()
    assert smtp_server.received == []


def test_server_that_never_greets_runs_into_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = TestSettings(
            smtp_host="127.0.0.1", smtp_port=silent.getsockname()[1], smtp_timeout_seconds=0.2
        )
        with pytest.raises(Unreachable, match="timed out"):
            SmtpTransport(settings).send(letter(), SENDER)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_server_that_wants_a_login_first_says_nothing_about_the_mail(smtp: Settings) -> None:
    handler = SmtpServer()
    controller = AnyPortController(handler, auth_required=True, auth_require_tls=False)
    controller.start()
    try:
        settings = dataclasses.replace(smtp, smtp_port=controller.port)
        with pytest.raises(Unreachable, match="530"):
            SmtpTransport(settings).send(letter(), SENDER)
    finally:
        controller.stop()


def test_address_that_is_not_latin_is_written_to_where_the_server_can(
    smtp: Settings, smtp_server: SmtpServer
) -> None:
    address = "заңгер@комиссия.example"
    headers = [("Message-ID", "<one@commission.example>"), ("To", address)]
    transport = SmtpTransport(smtp)
    transport.send(Letter("<one@commission.example>", address, written(headers, "t", "h")), SENDER)
    transport.close()
    (received,) = smtp_server.received
    assert received.recipients == (address,)
    assert received.message["To"] == address
