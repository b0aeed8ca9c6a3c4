from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest

from tests.support.mail import Misbehaviour, SmtpServer


def send(server: SmtpServer, subject: str = "Мерзім", timeout: float = 10) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "from@example.org", "to@example.org", subject
    message.set_content("Өтінішті қарау мерзімі ертең аяқталады.")
    with smtplib.SMTP(server.host, server.port, timeout=timeout) as client:
        client.send_message(message)


def test_an_accepted_message_is_kept_with_its_envelope_and_text(smtp_server: SmtpServer) -> None:
    send(smtp_server)
    (mail,) = smtp_server.wait_for(1)
    assert (mail.sender, mail.recipients) == ("from@example.org", ("to@example.org",))
    assert mail.message["Subject"] == "Мерзім"
    assert "Өтінішті" in mail.message.get_content()


@pytest.mark.parametrize("reply", ["451 4.3.0 Try again later", "550 5.1.1 No such user"])
def test_a_planned_reply_is_given_once_and_the_message_is_not_kept(
    smtp_server: SmtpServer, reply: str
) -> None:
    smtp_server.plan(reply)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(smtp_server)
    assert refused.value.smtp_code == int(reply[:3])
    assert smtp_server.received == []
    send(smtp_server)
    assert len(smtp_server.received) == 1


def test_a_hanging_server_makes_the_client_run_into_its_timeout(smtp_server: SmtpServer) -> None:
    smtp_server.plan(Misbehaviour.HANG)
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send(smtp_server, timeout=0.5)
    assert smtp_server.received == []


@pytest.mark.parametrize(
    ("misbehaviour", "kept"), [(Misbehaviour.DROP_AFTER_ACCEPT, 1), (Misbehaviour.DROP_BEFORE_ACCEPT, 0)]
)
def test_a_dropped_connection_leaves_the_client_in_doubt(
    smtp_server: SmtpServer, misbehaviour: Misbehaviour, kept: int
) -> None:
    smtp_server.plan(misbehaviour)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        send(smtp_server)
    assert len(smtp_server.received) == kept


def test_waiting_for_a_mail_that_does_not_come_fails(smtp_server: SmtpServer) -> None:
    with pytest.raises(AssertionError, match="0 of 1 mails"):
        smtp_server.wait_for(1, timeout=0.1)
