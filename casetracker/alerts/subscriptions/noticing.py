"""Note each public change for each subscription that it concerns, once: a unique key says so."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from casetracker.alerts.addressees import stem_of
from casetracker.alerts.subscriptions.changes import TOMBSTONES, Change, changes_since, found_by
from casetracker.alerts.subscriptions.models import Subscription, SubscriptionNotice

# Whoever publishes takes the moment first and commits later: so far back it is looked at again.
OVERLAP = dt.timedelta(minutes=15)
CHUNK = 500
# What could be seen before a subscription was confirmed goes into no mail.
KNOWN = "known"


def note_known(session: Session, subscription: Subscription) -> None:
    """Note as told what was public when a subscription was confirmed: what is committed after that is news.

    A change may have been stamped before the confirmation and be committed after it: so changes of some time
    before are looked at, too, and those that could be seen already are left out by their key.
    """
    changes = changes_since(session, subscription.confirmed_at - OVERLAP) if subscription.confirmed_at else []
    rows = _Matcher(session, changes).rows_of(subscription) if changes else []
    _insert(session, [row | {"mail_key": stem_of(subscription) + KNOWN} for row in rows])


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
        _insert(session, [row for each in subscriptions for row in matcher.rows_of(each)])
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
            if since is not None and change.at > since - OVERLAP
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
    for start in range(0, len(rows), CHUNK):
        statement = insert(SubscriptionNotice).values(rows[start : start + CHUNK])
        session.execute(statement.on_conflict_do_nothing(index_elements=["subscription_id", "change"]))
