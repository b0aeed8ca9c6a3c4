"""Decide what subscribers are told: look at state, so a pass may come late, twice or on several machines.

First each public change is noted once for each subscription that it concerns, then what is noted and untold
goes into one mail. Actions never commit.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from casetracker.alerts.addressees import stem_of
from casetracker.alerts.intents import SUBSCRIPTION_NEWS
from casetracker.alerts.subscriptions.actions import mail_to
from casetracker.alerts.subscriptions.models import Subscription, SubscriptionNotice
from casetracker.alerts.subscriptions.noticing import note_changes
from casetracker.lawbook import DEFAULT_ZONE

log = structlog.get_logger(__name__)

# "At once" is one mail for what comes together, not one for each row of an import.
PAUSE = dt.timedelta(minutes=10)
# The digest of a day goes out in the morning of the capital.
ZONE = ZoneInfo(DEFAULT_ZONE)
DIGEST_HOUR = 8
MOST_MAILS = 500


def tell_subscribers(session: Session, now: dt.datetime, *, domain: str = "localhost") -> int:
    """Note what became public, and put what is due into the outbox; return how many mails that made."""
    note_changes(session, now)
    return put_mails(session, now, domain=domain)


def put_mails(session: Session, now: dt.datetime, *, domain: str) -> int:
    """Put what is noted and untold into one mail for each subscription whose time has come."""
    untold = sa.exists().where(
        SubscriptionNotice.subscription_id == Subscription.id,
        SubscriptionNotice.mail_key.is_(None),
        # What happens after the hour of the digest is told in that of the next day.
        sa.or_(Subscription.rhythm == "at-once", SubscriptionNotice.changed_at < _morning(now)),
    )
    waiting = (
        sa.select(Subscription)
        .where(Subscription.state == "active", _is_due(now), untold)
        .order_by(Subscription.id)
        .limit(MOST_MAILS)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    made = 0
    for subscription in session.scalars(waiting).all():
        made += _put_mail(session, subscription, now, domain)
    if made:
        log.info("subscribers_told", mails=made)
    return made


def _put_mail(session: Session, subscription: Subscription, now: dt.datetime, domain: str) -> bool:
    untold = (
        SubscriptionNotice.subscription_id == subscription.id,
        SubscriptionNotice.mail_key.is_(None),
    )
    last = session.scalar(sa.select(sa.func.max(SubscriptionNotice.id)).where(*untold))
    if last is None:
        return False
    what = f"through:{last}"
    mark = sa.update(SubscriptionNotice).where(*untold, SubscriptionNotice.id <= last)
    session.execute(mark.values(mail_key=stem_of(subscription) + what))
    session.add(mail_to(subscription, SUBSCRIPTION_NEWS, what, now=now, domain=domain))
    subscription.told_at = now
    session.flush()
    return True


def _morning(now: dt.datetime) -> dt.datetime:
    """Return the hour of the digest of the day."""
    local = now.astimezone(ZONE).replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return local.astimezone(dt.UTC)


def _is_due(now: dt.datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a mail may be made now: at once, or the digest of the day."""
    at_once = sa.and_(
        Subscription.rhythm == "at-once",
        sa.or_(Subscription.told_at.is_(None), Subscription.told_at <= now - PAUSE),
    )
    local = now.astimezone(ZONE)
    if local.hour < DIGEST_HOUR:
        return at_once
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    daily = sa.and_(
        Subscription.rhythm == "daily",
        sa.or_(Subscription.told_at.is_(None), Subscription.told_at < midnight.astimezone(dt.UTC)),
    )
    return sa.or_(at_once, daily)
