"""Ask who gave an address whether it is theirs: once, again on wish, and never so often that it floods.

Whoever files may type a stranger's address. A mail that would be one too many for an address waits for its
time in the outbox; what the pages say is the same for every address. Actions never commit.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from casetracker.alerts.addressees import stem_of
from casetracker.alerts.filers.actions import CONFIRM_WITHIN
from casetracker.alerts.intents import FILING_CONFIRMATION
from casetracker.alerts.message_ids import message_id_of
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.tellings import CHUNK, insert_new
from casetracker.filing.models import FilingContact, contact_of
from casetracker.sealing.box import SealBox

# So many of these mails go to one address in each span, whoever asks for them and from where.
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MOST_IN_AN_HOUR, MOST_IN_A_DAY = 5, 20
LIMITS = ((MOST_IN_AN_HOUR, HOUR), (MOST_IN_A_DAY, DAY))
AGAIN_AFTER = dt.timedelta(hours=1)
# Of one complaint.
MOST_TIMES = 3


def ask_all(session: Session, box: SealBox, now: dt.datetime, domain: str) -> int:
    """Put into the outbox the mails that ask and were not made yet; return how many."""
    wanted = sa.select(FilingContact).where(
        FilingContact.state == "unconfirmed", FilingContact.created_at > now - CONFIRM_WITHIN
    )
    contacts = session.scalars(wanted.order_by(FilingContact.id)).all()
    known = _known_keys(session, [_key(contact, 1) for contact in contacts])
    waiting = [contact for contact in contacts if _key(contact, 1) not in known]
    if not waiting:
        return 0
    mailboxes = _Mailboxes(session, box, now)
    return insert_new(session, [row for it in waiting for row in mailboxes.rows(it, 1, domain)])


def ask_again(session: Session, box: SealBox, contact: FilingContact, now: dt.datetime, domain: str) -> bool:
    """Put one more mail that asks into the outbox; False when it is not time for one. *contact* is locked."""
    may_at = may_ask_again_at(session, contact)
    if may_at is None or now < may_at:
        return False
    number = len(_asked(session, contact)) + 1
    return bool(insert_new(session, _Mailboxes(session, box, now).rows(contact, number, domain)))


def may_ask_again_at(session: Session, contact: FilingContact) -> dt.datetime | None:
    """Return from when on another mail may be asked for; None when none is sent any more.

    It looks at the mails of this complaint alone: of the address it tells nothing.
    """
    asked = _asked(session, contact)
    may_at = max([contact.created_at, *asked]) + AGAIN_AFTER
    is_over = contact.state != "unconfirmed" or len(asked) >= MOST_TIMES
    return None if is_over or may_at >= contact.created_at + CONFIRM_WITHIN else may_at


def mail_row(
    contact: FilingContact, intent: str, what: str, events: list[int], now: dt.datetime, domain: str
) -> dict[str, Any]:
    """Return a mail to who filed, as a row of the outbox: what it tells is its key."""
    key = stem_of(contact) + what
    return {
        "key": key,
        "message_id": message_id_of(key, domain),
        "intent": intent,
        "recipient": contact.ref,
        "language": contact.language,
        "variables": {"contact_id": contact.id, "events": events},
        "state": "pending",
        "attempts": 0,
        "created_at": now,
        "next_attempt_at": now,
    }


class _Mailboxes:
    """When each address was asked of late, or will be."""

    def __init__(self, session: Session, box: SealBox, now: dt.datetime) -> None:
        self.box, self.now = box, now
        self._times: dict[str, list[dt.datetime]] = defaultdict(list)
        mails = sa.select(OutboxMail.recipient, OutboxMail.next_attempt_at).where(
            OutboxMail.intent == FILING_CONFIRMATION,
            OutboxMail.state != "cancelled",
            OutboxMail.next_attempt_at > now - DAY,
        )
        times: dict[str, list[dt.datetime]] = defaultdict(list)
        for recipient, at in session.execute(mails):
            times[recipient].append(at)
        # An address that was erased had a mail that it answered, or none for two days.
        kept = FilingContact.sealed.is_not(None), FilingContact.created_at > now - CONFIRM_WITHIN - DAY
        for contact in session.scalars(sa.select(FilingContact).where(*kept)) if times else ():
            self._times[self._address(contact)] += times.get(contact.ref, [])

    def rows(self, contact: FilingContact, number: int, domain: str) -> list[dict[str, Any]]:
        """Return the mail that asks, at its time; nothing when nobody could confirm any more by then."""
        times = self._times[self._address(contact)]
        at = _first_free(times, self.now)
        if at >= contact.created_at + CONFIRM_WITHIN:
            return []
        times.append(at)
        row = mail_row(contact, FILING_CONFIRMATION, _what(number), [], self.now, domain)
        return [row | {"next_attempt_at": at}]

    def _address(self, contact: FilingContact) -> str:
        try:
            return contact_of(self.box, contact)[0]
        except InvalidToken:
            return contact.ref


def _first_free(times: list[dt.datetime], now: dt.datetime) -> dt.datetime:
    """Return the first moment from *now* on at which one more mail keeps to every limit."""
    at = now
    while (free_at := max(_free_at(times, at, most, span) for most, span in LIMITS)) > at:
        at = free_at
    return at


def _free_at(times: list[dt.datetime], at: dt.datetime, most: int, span: dt.timedelta) -> dt.datetime:
    # What is still to come counts as well: nobody overtakes.
    within = sorted(time for time in times if time > at - span)
    return within[-most] + span if len(within) >= most else at


def _asked(session: Session, contact: FilingContact) -> list[dt.datetime]:
    """Return when each mail was made that asked this contact."""
    keys = [_key(contact, number) for number in range(1, MOST_TIMES + 1)]
    return list(session.scalars(sa.select(OutboxMail.created_at).where(OutboxMail.key.in_(keys))))


def _known_keys(session: Session, keys: list[str]) -> set[str]:
    known: set[str] = set()
    for start in range(0, len(keys), CHUNK):
        some = sa.select(OutboxMail.key).where(OutboxMail.key.in_(keys[start : start + CHUNK]))
        known.update(session.scalars(some))
    return known


def _key(contact: FilingContact, number: int) -> str:
    return stem_of(contact) + _what(number)


def _what(number: int) -> str:
    return "confirm" if number == 1 else f"confirm:{number}"
