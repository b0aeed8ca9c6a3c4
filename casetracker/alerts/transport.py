"""How a mail leaves: by SMTP, or as a file where no mail server is set. Both look the same from outside."""

from __future__ import annotations

import hashlib
import os
import smtplib
import ssl
from pathlib import Path
from typing import Protocol

from casetracker.alerts.addresses import mail_domain
from casetracker.alerts.letters import Letter
from config.settings import Settings

LONGEST_REASON = 500
# The server closes the connection; it says nothing about the mail.
CLOSING = 421
# What an address needs whose name is not in Latin letters.
INTERNATIONAL = ("SMTPUTF8", "BODY=8BITMIME")


class TransportError(Exception):
    """A mail was not taken; the message tells why, as the other side put it."""


class Refused(TransportError):
    """The mail server will never take this mail (5xx)."""


class TryLater(TransportError):
    """The mail server did not take this mail now (4xx)."""


class Unreachable(TryLater):
    """The mail server cannot be talked to, whatever the mail: no use in trying the next one now."""


class Transport(Protocol):
    """Takes responsibility for mails, one at a time."""

    def send(self, letter: Letter, sender: str) -> None:
        """Hand over a mail. Raises :class:`Refused`, :class:`TryLater` or :class:`Unreachable`."""

    def close(self) -> None:
        """Let go of a connection, if there is one."""


def open_transport(settings: Settings) -> Transport:
    """Return the transport that the settings describe; a connection is only made with the first mail."""
    return SmtpTransport(settings) if settings.smtp_host else FileTransport(mail_folder(settings))


def mail_folder(settings: Settings) -> Path:
    """Return where mails are written while no mail server is set."""
    return settings.var_dir / "mail"


class FileTransport:
    """Writes each mail as an ``.eml`` file; a mail that is sent again replaces its own file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_of(self, message_id: str) -> Path:
        """Return the file of a mail."""
        return self.folder / f"{hashlib.sha256(message_id.encode()).hexdigest()[:24]}.eml"

    def send(self, letter: Letter, sender: str) -> None:
        """Write the file whole or not at all. Raises :class:`Unreachable` when it cannot be written."""
        path = self.path_of(letter.message_id)
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with unfinished.open("wb") as file:
                file.write(letter.content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except OSError as error:
            raise Unreachable(f"{self.folder}: {error.strerror}") from error

    def close(self) -> None:
        """Do nothing: a written file is closed."""


class SmtpTransport:
    """Speaks to a mail server over one connection that is kept from mail to mail."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._connection: smtplib.SMTP | None = None

    def send(self, letter: Letter, sender: str) -> None:
        """Hand over a mail; see :class:`Transport`."""
        connection = self._connection or self._connect()
        self._connection = connection
        try:
            options = () if letter.recipient.isascii() else INTERNATIONAL
            connection.sendmail(sender, [letter.recipient], letter.content, options)
        except smtplib.SMTPRecipientsRefused as refused:
            raise self._answered(*refused.recipients[letter.recipient]) from refused
        except smtplib.SMTPServerDisconnected as gone:
            self._drop()
            raise Unreachable(_told(gone)) from gone
        except (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError) as ours:
            # About us, not about this mail: the operator can mend it before anything is given up.
            self._drop()
            raise Unreachable(f"{ours.smtp_code} {_told(ours)}"[:LONGEST_REASON]) from ours
        except smtplib.SMTPResponseException as answer:
            raise self._answered(answer.smtp_code, answer.smtp_error) from answer
        except (smtplib.SMTPException, ValueError) as other:
            # The server lacks what this mail needs, or the mail cannot be written as the protocol asks.
            raise Refused(_told(other)) from other
        except OSError as error:
            self._drop()
            raise Unreachable(_told(error)) from error

    def _connect(self) -> smtplib.SMTP:
        """Return a connection that is ready for mail.

        A wrong password or a missing STARTTLS says nothing about the mail, so it is tried again: the
        operator can mend it before anything is given up.
        """
        try:
            connection = self._dial()
            try:
                if self.settings.smtp_security == "starttls":
                    connection.starttls(context=ssl.create_default_context())
                if self.settings.smtp_user:
                    connection.login(self.settings.smtp_user, self.settings.smtp_password)
                connection.ehlo_or_helo_if_needed()
            except BaseException:
                connection.close()
                raise
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(_told(error)) from error
        return connection

    def _dial(self) -> smtplib.SMTP:
        host, port = self.settings.smtp_host, self.settings.smtp_port
        timeout = self.settings.smtp_timeout_seconds
        # Named here because asking the resolver for the machine's own name can take many seconds.
        name = mail_domain(self.settings)
        if self.settings.smtp_security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, name, timeout=timeout, context=context)
        return smtplib.SMTP(host, port, name, timeout=timeout)

    def _answered(self, code: int, reply: bytes | str) -> TransportError:
        text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
        told = f"{code} {text}"[:LONGEST_REASON]
        if code == CLOSING:
            self._drop()
            return Unreachable(told)
        return Refused(told) if 500 <= code < 600 else TryLater(told)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        """Say goodbye to the server."""
        if self._connection is None:
            return
        try:
            self._connection.quit()
        except (OSError, smtplib.SMTPException):
            # The mails are settled; a server that does not say goodbye changes nothing.
            self._drop()
        self._connection = None


def _told(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:LONGEST_REASON]
