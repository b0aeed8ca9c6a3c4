"""Deliver the outbox: claim, send, mark. No transaction is open while a mail server is spoken to."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from casetracker import db
from casetracker.alerts import claims
from casetracker.alerts.addresses import envelope_sender
from casetracker.alerts.claims import ClaimedMail
from casetracker.alerts.composing import compose_claimed
from casetracker.alerts.intents import TO_STRANGERS
from casetracker.alerts.rendering import RenderingError
from casetracker.alerts.subscriptions.mails import codes_in
from casetracker.alerts.transport import (
    Refused,
    Transport,
    TransportError,
    TryLater,
    Unreachable,
    open_transport,
)
from config.settings import Settings

log = structlog.get_logger(__name__)

BATCH = 50
# So many send at once when a whole batch waits: each has a connection of its own to the mail server.
SENDERS = 3
LEASE = dt.timedelta(minutes=5)
# A mail is not begun so late in its lease that somebody else could begin it too: an SMTP conversation
# has a handful of answers to wait for, each within the timeout.
ANSWERS = 8
# Waits in seconds between tries to record that a mail was sent. An unrecorded mail is sent twice, so
# it is worth waiting for a database that is just being restarted.
MARKING_WAITS = (0.5, 1, 2, 4, 8)


@dataclass
class Delivered:
    """What became of the mails of one pass."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    released: int = 0

    def __add__(self, other: Delivered) -> Delivered:
        ours, theirs = dataclasses.astuple(self), dataclasses.astuple(other)
        return Delivered(*(one + more for one, more in zip(ours, theirs, strict=True)))


def deliver(
    settings: Settings,
    process: str,
    *,
    transport: Transport | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Delivered:
    """Send every mail whose time has come; needs an application context.

    *process* names this sender in the claims. Ends early when *should_stop* says so, or when the mail
    server cannot be reached: what was claimed and not tried is given back.
    """
    sender = _Sender(settings, process, transport or open_transport(settings), should_stop)
    batch = sender.claim()
    if len(batch) < BATCH or transport is not None or not settings.smtp_host:
        return sender.run(batch)
    # Very many wait: while one sender waits for the mail server or the database, others work.
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def help_out(_number: int) -> Delivered:
        with app.app_context():
            other = _Sender(settings, process, open_transport(settings), should_stop)
            return other.run(other.claim())

    with ThreadPoolExecutor(SENDERS - 1) as pool:
        helping = pool.map(help_out, range(SENDERS - 1))
        return sum(helping, sender.run(batch))


class _Sender:
    """Claims, sends and marks mails one after the other: at most one of them is sent and not marked."""

    def __init__(
        self, settings: Settings, process: str, transport: Transport, should_stop: Callable[[], bool]
    ) -> None:
        self.settings, self.process = settings, process
        self.transport, self.should_stop = transport, should_stop
        self.done = Delivered()
        self.margin = dt.timedelta(seconds=ANSWERS * settings.smtp_timeout_seconds)
        self.lease = LEASE + self.margin
        # Kept from mail to mail, like that to the mail server.
        self._marking: sa.Connection | None = None

    def claim(self) -> list[ClaimedMail]:
        """Return what this sender alone may send now."""
        if self.should_stop():
            return []
        with db.unit_of_work() as session:
            return claims.claim_mails(session, db.now(), self.process, limit=BATCH, lease=self.lease)

    def run(self, batch: list[ClaimedMail]) -> Delivered:
        """Send a batch, and what can be claimed after it; return what became of all of them."""
        try:
            while batch and self.send_all(batch):
                batch = self.claim()
        finally:
            self.transport.close()
            self._close_marking()
        return self.done

    def send_all(self, batch: list[ClaimedMail]) -> bool:
        """Send the mails of a batch; False when the rest was given back."""
        for place, mail in enumerate(batch):
            if self.should_stop() or db.now() > mail.until - self.margin:
                return self._give_back(batch[place:], db.now())
            try:
                self._send(mail)
            except Unreachable as error:
                log.warning("mail_server_unreachable", error=_told(mail, error), waiting=len(batch) - place)
                self._retry(mail, _told(mail, error))
                return self._give_back(batch[place + 1 :], db.now() + claims.LADDER[0])
        return True

    def _send(self, mail: ClaimedMail) -> None:
        try:
            letter = compose_claimed(mail, self.settings)
            self.transport.send(letter, envelope_sender(self.settings, mail.message_id))
        except RenderingError as error:
            log.error("mail_not_rendered", mail=mail.id, intent=mail.intent, error=str(error))
            self._fail(mail, error.reason)
        except Refused as error:
            log.warning("mail_refused", mail=mail.id, error=_told(mail, error))
            self._fail(mail, _told(mail, error))
        except Unreachable:
            raise
        except TryLater as error:
            self._retry(mail, _told(mail, error))
        else:
            self._sent(mail)

    def _sent(self, mail: ClaimedMail) -> None:
        for wait in MARKING_WAITS:
            try:
                kept = self._mark_sent(mail)
                break
            except OperationalError as error:
                log.warning("mail_not_marked", mail=mail.id, error=str(error.orig))
                time.sleep(wait)
        else:
            kept = self._mark_sent(mail)
        self.done.sent += 1
        if not kept:
            # Somebody may send it again, with the same Message-ID.
            log.error("mail_sent_after_lease", mail=mail.id, message_id=mail.message_id)

    def _mark_sent(self, mail: ClaimedMail) -> bool:
        try:
            self._marking = self._marking or db.connect_for_statements()
            return claims.mark_sent(self._marking, mail, db.now())
        except OperationalError:
            # The next try is on another connection.
            self._close_marking()
            raise

    def _close_marking(self) -> None:
        if self._marking is not None:
            self._marking.close()
            self._marking = None

    def _fail(self, mail: ClaimedMail, reason: str) -> None:
        with db.unit_of_work() as session:
            claims.mark_failed(session, mail, reason)
        self.done.failed += 1

    def _retry(self, mail: ClaimedMail, reason: str) -> None:
        with db.unit_of_work() as session:
            claims.mark_for_retry(session, mail, db.now(), reason)
        if mail.attempts >= claims.MOST_TRIES:
            log.error("mail_given_up", mail=mail.id, error=reason)
            self.done.failed += 1
        else:
            self.done.retried += 1

    def _give_back(self, mails: list[ClaimedMail], next_attempt_at: dt.datetime) -> bool:
        with db.unit_of_work() as session:
            for mail in mails:
                claims.release(session, mail, next_attempt_at)
        self.done.released += len(mails)
        return False


def _told(mail: ClaimedMail, error: TransportError) -> str:
    """Return what a mail server answered; to a stranger only its codes: it may quote the address."""
    if mail.intent not in TO_STRANGERS:
        return str(error)
    return codes_in(str(error)) or type(error).__name__
