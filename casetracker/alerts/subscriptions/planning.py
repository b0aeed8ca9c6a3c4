"""Decide what subscribers are told: look at state, so a pass may come late, twice or on several machines.

First each public change is noted once for each subscription that it concerns (a unique key), then what is
noted and untold goes into one mail. Actions never commit.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from casetracker.alerts.addressees import stem_of
from casetracker.alerts.intents import SUBSCRIPTION_NEWS
from casetracker.alerts.subscriptions.actions import mail_to
from casetracker.alerts.subscriptions.changes import TOMBSTONES, Change, changes_since, found_by
from casetracker.alerts.subscriptions.models import Subscription, SubscriptionNotice

log = structlog.get_logger(__name__)

# Whoever publishes takes the moment first and commits later: so far back it is looked at again.
OVERLAP = dt.timedelta(minutes=15)
# "At once" is one mail for what comes together, not one for each row of an import.
PAUSE = dt.timedelta(minutes=10)
# The digest of a day goes out in the morning of the capital.
ZONE = ZoneInfo("Asia/Almaty")
DIGEST_HOUR = 8
MOST_MAILS = 500
CHUNK = 500


def tell_subscribers(session: Session, now: dt.datetime, *, domain: str = "localhost") -> int:
    """Note what became public, and put what is due into the outbox; return how many mails that made."""
    note_changes(session, now)
    return put_mails(session, now, domain=domain)


def note_changes(session: Session, now: dt.datetime) -> None:
    """Note each public change for each subscription that it concerns, once."""
    active = Subscription.state == "active"
    since = session.scalar(sa.select(sa.func.min(Subscription.looked_at)).where(active))
    if since is None:
        return
    changes = changes_since(session, since)
    if changes:
        matcher = _Matcher(session, changes)
        subscriptions = session.scalars(sa.select(Subscription).where(active).order_by(Subscription.id)).all()
        rows = [row for each in subscriptions for row in matcher.rows_of(each)]
        for start in range(0, len(rows), CHUNK):
            _insert(session, rows[start : start + CHUNK])
    looked = sa.update(Subscription).where(active, Subscription.looked_at < now - 2 * OVERLAP)
    session.execute(looked.values(looked_at=now - OVERLAP))


class _Matcher:
    """Which changes concern which subscription; the same search is run once for all who asked for it."""

    def __init__(self, session: Session, changes: Sequence[Change]) -> None:
        self.session, self.changes = session, changes
        self.by_slug: dict[str, list[Change]] = defaultdict(list)
        self.by_body: dict[str, list[Change]] = defaultdict(list)
        for change in changes:
            self.by_slug[change.slug].append(change)
            self.by_body[change.body_id].append(change)
        self.withdrawn = [change for change in changes if change.kind in TOMBSTONES]
        self._found: dict[str, list[Change]] = {}

    def rows_of(self, subscription: Subscription) -> list[dict[str, object]]:
        """Return the notices of a subscription, as rows."""
        since = subscription.confirmed_at
        return [
            {
                "subscription_id": subscription.id,
                "change": change.key,
                "kind": change.kind,
                "slug": change.slug,
                "hearing_uid": change.hearing_uid,
                "changed_at": change.at,
            }
            for change in self._concerning(subscription)
            if since is not None and change.at > since
        ]

    def _concerning(self, subscription: Subscription) -> list[Change]:
        if subscription.kind == "case":
            return self.by_slug.get(subscription.target, [])
        if subscription.kind == "body":
            return self.by_body.get(subscription.target, [])
        return self._searched(subscription) + self._told_and_withdrawn(subscription)

    def _searched(self, subscription: Subscription) -> list[Change]:
        name = json.dumps(subscription.asked, sort_keys=True)
        if name not in self._found:
            self._found[name] = found_by(self.session, subscription.asked, self.changes)
        return self._found[name]

    def _told_and_withdrawn(self, subscription: Subscription) -> list[Change]:
        """A search finds no more what was withdrawn: whoever was told of it is told that it is gone."""
        if not self.withdrawn:
            return []
        slugs = [change.slug for change in self.withdrawn]
        told = sa.select(SubscriptionNotice.slug).where(
            SubscriptionNotice.subscription_id == subscription.id, SubscriptionNotice.slug.in_(slugs)
        )
        known = set(self.session.scalars(told))
        return [change for change in self.withdrawn if change.slug in known]


def _insert(session: Session, rows: list[dict[str, object]]) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(SubscriptionNotice).values(rows)
    session.execute(statement.on_conflict_do_nothing(index_elements=["subscription_id", "change"]))


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
