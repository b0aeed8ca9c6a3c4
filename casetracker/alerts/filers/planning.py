"""Decide what those who filed online are told: look at state, so a pass may come late, twice or elsewhere.

The unique key of a mail says what it tells, so each thing is told once. Actions never commit.
"""

from __future__ import annotations

import datetime as dt
from itertools import takewhile

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session, joinedload

from casetracker.alerts.filers.actions import end
from casetracker.alerts.filers.asking import ask_all, mail_row
from casetracker.alerts.intents import FILING_NEWS
from casetracker.alerts.tellings import insert_new
from casetracker.cases.models import Case, Event
from casetracker.filing.models import FilingContact
from casetracker.filing.tracking import followed_from
from casetracker.sealing.box import SealBox

log = structlog.get_logger(__name__)

ERASED = "names-erased"
# What is told, each in the words of its event: nothing of it says who complained, or of what.
TOLD = (
    *("registered", "returned-for-defects", "admitted", "stayed", "resumed", "stay-ended"),
    *("hearing-set", "hearing-moved", "hearing-adjourned", "hearing-cancelled"),
    *("interim-decision", "decision-taken", "decision-corrected", "published", "forwarded", "withdrawn"),
    *("reopened",),
)
MOST_PER_PASS = 500
# Whoever records takes the number of an event first and commits later: a younger one may still get company
# with a lower number.
SETTLED = dt.timedelta(seconds=30)


def tell_filers(session: Session, box: SealBox, now: dt.datetime, *, domain: str = "localhost") -> int:
    """Put into the outbox what asks for a confirmation, and what is new in a case; return how many mails."""
    made = ask_all(session, box, now, domain) + _tell(session, now, domain)
    if made:
        log.info("filers_told", mails=made)
    return made


def _tell(session: Session, now: dt.datetime, domain: str) -> int:
    is_active = FilingContact.state == "active"
    followed = followed_from(is_active)
    untold = sa.select(followed.c.contact_id).join(FilingContact, FilingContact.id == followed.c.contact_id)
    untold = untold.join(Event, Event.case_id == followed.c.case_id).where(
        Event.id > FilingContact.told_event_id,
        Event.kind.in_((*TOLD, ERASED)),
        Event.recorded_at <= now - SETTLED,
    )
    wanted = (
        sa.select(FilingContact)
        .where(is_active, FilingContact.id.in_(untold))
        .options(joinedload(FilingContact.case).load_only(Case.reference))
        .order_by(FilingContact.id)
        .limit(MOST_PER_PASS)
        .with_for_update(skip_locked=True, of=FilingContact)
        .execution_options(populate_existing=True)
    )
    return sum(_tell_one(session, contact, now, domain) for contact in session.scalars(wanted).all())


def _tell_one(session: Session, contact: FilingContact, now: dt.datetime, domain: str) -> int:
    followed = followed_from(FilingContact.id == contact.id)
    wanted = sa.select(Event.id, Event.kind, Event.recorded_at).where(
        Event.case_id.in_(sa.select(followed.c.case_id)),
        Event.id > contact.told_event_id,
        Event.kind.in_((*TOLD, ERASED)),
    )
    rows = session.execute(wanted.order_by(Event.id)).all()
    events = list(takewhile(lambda row: row.recorded_at <= now - SETTLED, rows))
    if not events:
        return 0
    contact.told_event_id = events[-1].id
    if any(event.kind == ERASED for event in events):
        # Who complained is not known any more, and neither is whom to tell.
        end(session, contact, "erased", now=now)
        return 0
    ids = [event.id for event in events]
    made = insert_new(session, [mail_row(contact, FILING_NEWS, f"through:{ids[-1]}", ids, now, domain)])
    session.flush()
    return made
