"""Subscriptions of the public, and what each of them is told of."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from casetracker.db import Base
from casetracker.sealing.box import SealBox
from casetracker.sealing.columns import seal_column

KINDS = ("case", "body", "search")
RHYTHMS = ("at-once", "daily")
# unconfirmed: only the mail that asks for the confirmation may be sent; ended: the address is erased.
STATES = ("unconfirmed", "active", "ended")
ENDINGS = ("unsubscribed", "replaced", "never-confirmed", "undeliverable")
MARK_KIND = "subscriber"


class Subscription(Base):
    """Somebody wants to be told what becomes public; the address is sealed, and erased when it ends.

    ``sealed`` holds the address and the token of the links in mails; ``mark`` is the address as the blind
    index knows it, made with the key that ``mark_key`` names. ``looked_at`` is how far changes of the
    public projection were looked at, ``told_at`` when a mail was last made.
    """

    __tablename__ = "subscriptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    # The slug of a case, or the id of a body; '' for a search.
    target: Mapped[str] = mapped_column(sa.String(100), index=True)
    # The arguments of the address of a search: words and filters.
    asked: Mapped[dict[str, Any]]
    language: Mapped[str] = mapped_column(sa.String(2))
    rhythm: Mapped[str] = mapped_column(sa.String(10))
    state: Mapped[str] = mapped_column(sa.String(20), index=True)
    sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    mark: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    mark_key: Mapped[str | None] = mapped_column(sa.String(16))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]
    looked_at: Mapped[dt.datetime | None]
    told_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    ending: Mapped[str | None] = mapped_column(sa.String(20))

    @property
    def ref(self) -> str:
        """Return the reference that audit rows and the outbox carry: it tells no address."""
        return f"subscription:{self.id}"


class SubscriptionNotice(Base):
    """One public change that one subscription is told of, once; ``mail_key`` names the mail that tells it."""

    __tablename__ = "subscription_notices"
    __table_args__ = (
        sa.UniqueConstraint("subscription_id", "change"),
        sa.Index("ix_subscription_notices_mail_key", "mail_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(sa.ForeignKey("subscriptions.id"))
    change: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[str] = mapped_column(sa.String(30))
    # What is told is read from the projection when the mail is made: what was withdrawn is not told.
    slug: Mapped[str] = mapped_column(sa.String(100))
    hearing_uid: Mapped[str | None] = mapped_column(sa.String(36))
    changed_at: Mapped[dt.datetime]
    mail_key: Mapped[str | None] = mapped_column(sa.String(300))

    subscription: Mapped[Subscription] = relationship()


def contact_of(box: SealBox, subscription: Subscription) -> tuple[str, str]:
    """Return the address and the token of a subscription that has not ended; raises ``InvalidToken``."""
    content = json.loads(box.open(subscription.sealed or b""))
    return str(content["address"]), str(content["token"])


def seal_contact(box: SealBox, subscription: Subscription, address: str, token: str) -> None:
    """Keep the address and the token sealed, and the address as a mark."""
    subscription.sealed = box.seal(json.dumps({"address": address, "token": token}).encode())
    _mark(box, subscription, address)


def marks_of(box: SealBox, address: str) -> list[str]:
    """Return the marks by which subscriptions of an address are found, whichever key made them."""
    return box.marks(MARK_KIND, address)


def _mark(box: SealBox, subscription: Subscription, address: str) -> None:
    subscription.mark, subscription.mark_key = marks_of(box, address)[0], box.key_names[0]


def _mark_anew(_session: Session, box: SealBox, subscription: Any, content: bytes) -> None:
    _mark(box, subscription, json.loads(content)["address"])


seal_column(
    Subscription.sealed, is_current=lambda box: Subscription.mark_key == box.key_names[0], follow=_mark_anew
)
