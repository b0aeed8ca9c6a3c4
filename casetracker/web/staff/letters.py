"""The text of a mail that was written as a file because no mail server is set."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage

from casetracker.alerts.transport import FileTransport, mail_folder
from config.settings import Settings


@dataclass(frozen=True)
class Letter:
    """What the recipient reads."""

    subject: str
    text: str


def letter_of(settings: Settings, message_id: str) -> Letter | None:
    """Return a mail as it was written; None when it went to a mail server or was not sent yet."""
    if settings.smtp_host:
        return None
    try:
        content = FileTransport(mail_folder(settings)).path_of(message_id).read_bytes()
    except OSError:
        return None
    message = email.message_from_bytes(content, EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain",))
    return Letter(str(message["Subject"]), body.get_content() if body else "")
