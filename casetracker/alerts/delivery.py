"""Deliver the outbox: claim, send, mark. No transaction is open while a mail server is spoken to."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage, MIMEPart

import structlog
from flask_babel import force_locale
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from casetracker import db
from casetracker.alerts import claims, reasons
from casetracker.alerts.account_mails import render_link_mail
from casetracker.alerts.addresses import envelope_sender, recipient_of
from casetracker.alerts.calendar_entries import Known
from casetracker.alerts.calendar_part import ics_part
from casetracker.alerts.claims import ClaimedMail
from casetracker.alerts.intents import PERSONAL, SUBSCRIBERS
from casetracker.alerts.planning import OVERDUE, STAYED
from casetracker.alerts.rendering import Rendered, RenderingError, compose, render_mail
from casetracker.alerts.subscriptions.mails import codes_in, subscriber_message
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

BATCH = 20
LEASE = dt.timedelta(minutes=5)
# A mail is not begun so late in its lease that somebody else could begin it too: an SMTP conversation
# has a handful of answers to wait for, each within the timeout.
ANSWERS = 8
# Waits in seconds between tries to record that a mail was sent. An unrecorded mail is sent twice, so
# it is worth waiting for a database that is just being restarted.
MARKING_WAITS = (0.5, 1, 2, 4, 8)


def compose_claimed(mail: ClaimedMail, settings: Settings) -> EmailMessage:
    """Return the message of a claimed mail. Raises :class:`RenderingError`, whatever is wrong with it."""
    try:
        return _composed(mail, settings)
    except (RenderingError, SQLAlchemyError):
        raise
    except Exception as error:
        # One mail that cannot be made must never hold up the others that were claimed with it.
        raise RenderingError(reasons.NOT_RENDERED, f"{mail.intent}: {type(error).__name__}") from error


def _composed(mail: ClaimedMail, settings: Settings) -> EmailMessage:
    if mail.intent in SUBSCRIBERS:
        return subscriber_message(mail, settings)
    at = db.now()
    return compose(
        _rendered(mail, settings, at),
        settings,
        recipient=mail.recipient,
        message_id=mail.message_id,
        language=mail.language,
        at=at,
        calendar=_calendar(mail, settings),
    )


def _calendar(mail: ClaimedMail, settings: Settings) -> MIMEPart | None:
    """Return the time limit for the recipient's calendar; a mail about what is over brings none."""
    facts = mail.variables
    if "known" not in facts or mail.intent == OVERDUE:
        return None
    state = "stayed" if mail.intent == STAYED else "running"
    try:
        known = Known.from_dict(facts["known"])
        with force_locale(mail.language):
            return ics_part(
                mail.case_reference or "", facts, known, mail.language, settings.base_url, state=state
            )
    except Exception:
        # The mail matters more than what it brings along.
        log.exception("calendar_part_failed", mail=mail.id)
        return None


def _rendered(mail: ClaimedMail, settings: Settings, at: dt.datetime) -> Rendered:
    if mail.intent in PERSONAL:
        return render_link_mail(mail.intent, mail.language, mail.variables, settings)
    told = (mail.intent, mail.language, mail.case_reference, mail.variables)
    return render_mail(*told, settings.base_url, at)


@dataclass
class Delivered:
    """What became of the mails of one pass."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    released: int = 0


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
    sender = _Sender(settings, transport or open_transport(settings), should_stop)
    try:
        while not should_stop():
            with db.unit_of_work() as session:
                batch = claims.claim_mails(session, db.now(), process, limit=BATCH, lease=sender.lease)
            if not batch or not sender.send_all(batch):
                break
    finally:
        sender.transport.close()
    return sender.done


class _Sender:
    def __init__(self, settings: Settings, transport: Transport, should_stop: Callable[[], bool]) -> None:
        self.settings, self.transport, self.should_stop = settings, transport, should_stop
        self.done = Delivered()
        self.margin = dt.timedelta(seconds=ANSWERS * settings.smtp_timeout_seconds)
        self.lease = LEASE + self.margin

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
            message = compose_claimed(mail, self.settings)
            sender = envelope_sender(self.settings, mail.message_id)
            self.transport.send(message, sender, recipient_of(message))
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
        with db.unit_of_work() as session:
            return claims.mark_sent(session, mail, db.now())

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
    """Return what a mail server answered; to a subscriber only its codes: it may quote the address."""
    if mail.intent not in SUBSCRIBERS:
        return str(error)
    return codes_in(str(error)) or type(error).__name__
