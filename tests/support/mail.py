"""A real SMTP server that keeps what it is sent and can be told to misbehave."""

from __future__ import annotations

import asyncio
import email
import email.policy
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import Enum
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession

ACCEPT = "250 2.0.0 Message accepted"


class Misbehaviour(Enum):
    """What a server may do instead of answering."""

    HANG = "hang"
    DROP_BEFORE_ACCEPT = "drop before accept"
    DROP_AFTER_ACCEPT = "drop after accept"


@dataclass(frozen=True)
class ReceivedMail:
    """One message that the server took responsibility for."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage


@dataclass
class SmtpServer:
    """The handler of the server; ``plan`` says what the next messages meet, then all is accepted."""

    host: str = "127.0.0.1"
    port: int = 0
    received: list[ReceivedMail] = field(default_factory=list)
    attempts: int = 0
    _plan: deque[str | Misbehaviour] = field(default_factory=deque)
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    def plan(self, *answers: str | Misbehaviour) -> None:
        """Meet the next messages with *answers*: an SMTP reply such as ``451 4.3.0 Later``, or worse."""
        self._plan.extend(answers)

    def environ(self) -> dict[str, str]:
        """Return the settings that make the service send its mail here."""
        return {"SMTP_HOST": self.host, "SMTP_PORT": str(self.port), "SMTP_SECURITY": "none"}

    def wait_for(self, count: int, timeout: float = 10) -> list[ReceivedMail]:
        """Return what was received, once that is *count* messages or more."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.received) >= count, timeout):
                raise AssertionError(f"{len(self.received)} of {count} mails arrived in {timeout} s")
            return list(self.received)

    async def handle_DATA(self, server: SMTP, _session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        """Answer one message as planned (the name is aiosmtpd's)."""
        self.attempts += 1
        answer = self._plan.popleft() if self._plan else ACCEPT
        if answer is Misbehaviour.HANG:
            await asyncio.sleep(3600)
        if answer in {ACCEPT, Misbehaviour.DROP_AFTER_ACCEPT}:
            self._keep(envelope)
        if isinstance(answer, Misbehaviour):
            cast(asyncio.Transport, server.transport).abort()
            return "421 4.4.2 Connection dropped"
        return answer

    def _keep(self, envelope: Envelope) -> None:
        content = cast(bytes, envelope.original_content)
        message = email.message_from_bytes(content, policy=email.policy.default)
        mail = ReceivedMail(envelope.mail_from or "", tuple(envelope.rcpt_tos), message)
        with self._arrived:
            self.received.append(mail)
            self._arrived.notify_all()


class AnyPortController(Controller):
    """A controller that lets the system choose the port."""

    async def _create_server(self) -> asyncio.AbstractServer:
        server = await self.loop.create_server(self._factory_invoker, host=self.hostname, port=0)
        self.port = server.sockets[0].getsockname()[1]
        return cast(asyncio.AbstractServer, server)

    def __init__(self, handler: SmtpServer, **options: Any) -> None:
        super().__init__(handler, hostname=handler.host, port=0, **options)


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    """Give a running SMTP server."""
    handler = SmtpServer()
    controller = AnyPortController(handler, enable_SMTPUTF8=True)
    controller.start()
    handler.port = controller.port
    try:
        yield handler
    finally:
        controller.stop()
