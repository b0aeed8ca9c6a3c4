"""Subscribe, confirm, end: a mail goes to nobody who did not confirm. Actions never commit."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker.accounts.tokens import new_token, token_hash
from casetracker.alerts.addressees import cancel_waiting, stem_of
from casetracker.alerts.addresses import recipient_address
from casetracker.alerts.intents import SUBSCRIPTION_CONFIRMATION
from casetracker.alerts.message_ids import message_id_of
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.subscriptions.models import (
    RHYTHMS,
    Subscription,
    SubscriptionNotice,
    marks_of,
    seal_contact,
)
from casetracker.alerts.subscriptions.noticing import OVERLAP, note_known
from casetracker.audit.actions import record
from casetracker.registry.errors import InvalidInput
from casetracker.sealing.box import SealBox

VISITOR = "visitor"
KEEPER = "system:subscriptions"
LONGEST_ADDRESS = 254
CONFIRM_WITHIN = dt.timedelta(days=2)
# So many mails that ask to confirm go to one address in a day, whoever asks for them and from where.
MOST_ASKED = 5
A_DAY = dt.timedelta(days=1)
MOST_PER_PASS = 500


def subscribe(
    session: Session,
    box: SealBox,
    *,
    kind: str,
    target: str,
    asked: Mapping[str, Any],
    address: str,
    rhythm: str,
    language: str,
    now: dt.datetime,
    domain: str,
) -> Subscription | None:
    """Note what somebody wants to be told, and ask by mail whether it was them.

    None, without any mail, when the address was asked too often today: the page says the same, so that nobody
    learns who subscribed. Raises :class:`InvalidInput`.
    """
    email = _address(address)
    if rhythm not in RHYTHMS:
        raise InvalidInput({"rhythm": [_("Choose how often you want to be told.")]})
    if _is_asked_too_often(session, box, email, now):
        return None
    token = new_token()
    subscription = Subscription(
        kind=kind,
        target=target,
        asked=dict(asked),
        language=language,
        rhythm=rhythm,
        state="unconfirmed",
        token_hash=token_hash(token),
        created_at=now,
    )
    seal_contact(box, subscription, email, token)
    session.add(subscription)
    session.flush()
    session.add(mail_to(subscription, SUBSCRIPTION_CONFIRMATION, "confirm", now=now, domain=domain))
    return subscription


def _address(typed: str) -> str:
    email = typed.replace("\x00", "").strip().lower()
    fits = len(email) <= LONGEST_ADDRESS and email.isascii() and recipient_address(email) is not None
    if not fits or "." not in email.rpartition("@")[2]:
        raise InvalidInput(
            {"email": [_("This is not an e-mail address. Write it like name@host.kz.")]},
        )
    return email


def _is_asked_too_often(session: Session, box: SealBox, email: str, now: dt.datetime) -> bool:
    asked = sa.select(sa.func.count()).where(
        Subscription.mark.in_(marks_of(box, email)), Subscription.created_at > now - A_DAY
    )
    return int(session.scalar(asked) or 0) >= MOST_ASKED


def mail_to(
    subscription: Subscription, intent: str, what: str, *, now: dt.datetime, domain: str
) -> OutboxMail:
    """Return a mail of the outbox to a subscriber: neither the address nor anything public stands in it.

    The key holds part of the token's hash, so that the Message-ID cannot be guessed.
    """
    key = f"{stem_of(subscription)}{what}"
    return OutboxMail(
        key=key,
        message_id=message_id_of(key, domain),
        intent=intent,
        recipient=subscription.ref,
        language=subscription.language,
        variables={"subscription_id": subscription.id},
        state="pending",
        created_at=now,
        next_attempt_at=now,
    )


def confirm(session: Session, subscription: Subscription, *, now: dt.datetime) -> bool:
    """Begin to tell a subscriber what becomes public from now on; False when it is too late.

    An older subscription of the same address to the same thing ends: the newest rhythm counts. Confirming
    again changes nothing.
    """
    if subscription.state == "active":
        return True
    if subscription.state != "unconfirmed" or now >= subscription.created_at + CONFIRM_WITHIN:
        return False
    for older in _same(session, subscription):
        end(session, older, "replaced", now=now)
    subscription.state = "active"
    subscription.confirmed_at, subscription.looked_at = now, now - OVERLAP
    session.flush()
    note_known(session, subscription)
    record(session, actor=VISITOR, action="subscription.confirmed", thing=subscription.ref)
    return True


def _same(session: Session, subscription: Subscription) -> list[Subscription]:
    wanted = sa.select(Subscription).where(
        Subscription.mark == subscription.mark,
        Subscription.state == "active",
        Subscription.kind == subscription.kind,
        Subscription.target == subscription.target,
        Subscription.id != subscription.id,
    )
    mine = _canonical(subscription)
    return [other for other in session.scalars(wanted.with_for_update()) if _canonical(other) == mine]


def _canonical(subscription: Subscription) -> str:
    return json.dumps(subscription.asked, sort_keys=True)


def end(session: Session, subscription: Subscription, ending: str, *, now: dt.datetime) -> None:
    """End a subscription: its address is erased, and what waits to be sent is not sent. Again: no change."""
    if subscription.state == "ended":
        return
    subscription.state, subscription.ended_at, subscription.ending = "ended", now, ending
    subscription.sealed = subscription.mark = subscription.mark_key = None
    session.flush()
    cancel_waiting(session, subscription, ending)
    untold = sa.delete(SubscriptionNotice).where(
        SubscriptionNotice.subscription_id == subscription.id, SubscriptionNotice.mail_key.is_(None)
    )
    session.execute(untold)
    details = {"ending": ending}
    actor = VISITOR if ending in ("unsubscribed", "replaced") else KEEPER
    record(session, actor=actor, action="subscription.ended", thing=subscription.ref, details=details)


def forget_unconfirmed(session: Session, now: dt.datetime) -> int:
    """Erase the addresses that nobody confirmed in time; return how many there were."""
    wanted = sa.select(Subscription).where(
        Subscription.state == "unconfirmed", Subscription.created_at <= now - CONFIRM_WITHIN
    )
    late = session.scalars(wanted.order_by(Subscription.id).limit(MOST_PER_PASS).with_for_update()).all()
    for subscription in late:
        end(session, subscription, "never-confirmed", now=now)
    return len(late)
