"""Confirm and end the address of who filed a case: nothing but the question is sent before. Never commits."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.alerts.addressees import cancel_waiting
from casetracker.audit.actions import record
from casetracker.filing.models import FilingContact

VISITOR = "visitor"
KEEPER = "system:filings"
CONFIRM_WITHIN = dt.timedelta(days=2)
MOST_PER_PASS = 500
UNSUBSCRIBED = "unsubscribed"


def is_too_late(contact: FilingContact, now: dt.datetime) -> bool:
    """Tell whether the time to confirm an address has passed."""
    return contact.state == "unconfirmed" and now >= contact.created_at + CONFIRM_WITHIN


def confirm(session: Session, contact: FilingContact, *, now: dt.datetime) -> bool:
    """Begin to tell what happens to the case; False when it is too late. Again: no change."""
    if contact.state == "active":
        return True
    if contact.state != "unconfirmed" or is_too_late(contact, now):
        return False
    contact.state, contact.confirmed_at = "active", now
    session.flush()
    record(session, actor=VISITOR, action="filing-contact.confirmed", thing=contact.ref)
    return True


def end(session: Session, contact: FilingContact, ending: str, *, now: dt.datetime) -> None:
    """End the mails: the address is erased, and what waits to be sent is not sent. Again: no change."""
    if contact.state == "ended":
        return
    contact.state, contact.ended_at, contact.ending, contact.sealed = "ended", now, ending, None
    session.flush()
    cancel_waiting(session, contact, ending)
    actor = VISITOR if ending == UNSUBSCRIBED else KEEPER
    record(session, actor=actor, action="filing-contact.ended", thing=contact.ref, details={"ending": ending})


def forget_unconfirmed(session: Session, now: dt.datetime) -> int:
    """Erase the addresses that nobody confirmed in time; return how many there were."""
    wanted = sa.select(FilingContact).where(
        FilingContact.state == "unconfirmed", FilingContact.created_at <= now - CONFIRM_WITHIN
    )
    late = session.scalars(wanted.order_by(FilingContact.id).limit(MOST_PER_PASS).with_for_update()).all()
    for contact in late:
        end(session, contact, "never-confirmed", now=now)
    return len(late)
