"""Take note of mails that came back. Actions never commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.bounces.models import DELAYED, EXPIRED, PERMANENT, MailBounce
from casetracker.alerts.bounces.reading import Report, Reported
from casetracker.alerts.filers.actions import end as end_contact
from casetracker.alerts.intents import FILERS, SUBSCRIBERS, TO_STRANGERS
from casetracker.alerts.message_ids import is_believed
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.subscriptions.actions import end
from casetracker.alerts.subscriptions.models import Subscription, contact_of
from casetracker.audit.actions import record
from casetracker.filing import models as filing
from casetracker.sealing.box import SealBox

READER = "system:bounces"
UNKNOWN, KNOWN = "unknown", "known"


def note_report(session: Session, box: SealBox, report: Report, *, now: dt.datetime) -> Iterator[str]:
    """Note what a report says of our mails; yield what became of each recipient that it names.

    That is a kind of ``MailBounce``, ``known`` when it was noted before, or ``unknown``: no mail of ours,
    or not to this address. That a list passes our mail on to somebody who cannot be reached says nothing of
    the address of the list.
    """
    mails = [mail for mail in _mails_of(session, report) if is_believed(mail, now)]
    if not mails:
        yield UNKNOWN
    for mail in mails:
        owner = _owner_of(session, box, mail)
        for reported in report.recipients:
            if owner and owner in reported.addresses and _kind(reported):
                yield _note(session, mail, reported, _kind(reported), now)
                break
        else:
            yield UNKNOWN


def _mails_of(session: Session, report: Report) -> Sequence[OutboxMail]:
    named: list[sa.ColumnElement[bool]] = [OutboxMail.message_id.in_(report.message_ids)]
    named += [OutboxMail.message_id.startswith(f"<{first}@") for first in report.returned_to]
    wanted = sa.select(OutboxMail).where(sa.or_(*named)).order_by(OutboxMail.id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).all()


def _owner_of(session: Session, box: SealBox, mail: OutboxMail) -> str | None:
    """Return the address that a mail went to; None when that is not known any more."""
    if mail.intent in FILERS:
        return _address_of_filer(session, box, mail)
    if mail.intent not in SUBSCRIBERS:
        return mail.recipient.lower()
    subscription = _subscription_of(session, mail)
    if subscription is None or subscription.state == "ended":
        return None
    try:
        return contact_of(box, subscription)[0].lower()
    except (InvalidToken, KeyError, ValueError):
        return None


def _address_of_filer(session: Session, box: SealBox, mail: OutboxMail) -> str | None:
    contact = _contact_of(session, mail)
    if contact is None or contact.state == "ended":
        return None
    try:
        return filing.contact_of(box, contact)[0].lower()
    except (InvalidToken, KeyError, ValueError):
        return None


def _contact_of(session: Session, mail: OutboxMail) -> filing.FilingContact | None:
    return session.get(filing.FilingContact, mail.variables.get("contact_id"), with_for_update=True)


def _subscription_of(session: Session, mail: OutboxMail) -> Subscription | None:
    return session.get(Subscription, mail.variables.get("subscription_id"), with_for_update=True)


def _kind(reported: Reported) -> str:
    """Return what a report means for a mail; '' for what arrived, or cannot be understood."""
    if reported.action == "delayed":
        return DELAYED
    if reported.action != "failed":
        return ""
    return PERMANENT if reported.status.startswith("5.") else EXPIRED


def _note(session: Session, mail: OutboxMail, reported: Reported, kind: str, now: dt.datetime) -> str:
    before = sa.select(MailBounce.id).where(MailBounce.mail_id == mail.id, MailBounce.kind == kind)
    if session.scalar(before):
        return KNOWN
    is_public = mail.intent in TO_STRANGERS
    told = "" if is_public else reported.told
    session.add(
        MailBounce(
            mail_id=mail.id, user_id=mail.user_id, kind=kind, status=reported.status, told=told, at=now
        )
    )
    if kind != DELAYED and mail.state == "sent":
        # In front of staff as every other mail that failed, with the words of the server.
        mail.state, mail.last_error = "failed", " ".join(filter(None, (reported.status, told)))
    if kind == PERMANENT:
        _give_up(session, mail, reported, now)
    session.flush()
    return kind


def _give_up(session: Session, mail: OutboxMail, reported: Reported, now: dt.datetime) -> None:
    thing = mail.recipient if mail.user_id is None else f"user:{mail.user_id}"
    details = {"number": reported.status}
    record(session, actor=READER, action="mail.came-back", thing=thing, details=details)
    subscription = _subscription_of(session, mail) if mail.intent in SUBSCRIBERS else None
    if subscription is not None:
        end(session, subscription, "undeliverable", now=now)
    contact = _contact_of(session, mail) if mail.intent in FILERS else None
    if contact is not None:
        end_contact(session, contact, "undeliverable", now=now)


def clear_bounces(session: Session, user: User, *, actor: str, now: dt.datetime) -> int:
    """Note that the address of a user takes mail again; return how many reports that settles."""
    open_ones = sa.update(MailBounce).where(
        MailBounce.user_id == user.id, MailBounce.kind == PERMANENT, MailBounce.cleared_at.is_(None)
    )
    cleared = session.execute(
        open_ones.values(cleared_at=now, cleared_by=actor).returning(MailBounce.id)
    ).all()
    if cleared:
        record(session, actor=actor, action="mail.address-works", thing=user.ref)
    return len(cleared)
