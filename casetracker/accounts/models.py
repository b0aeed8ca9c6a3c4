"""Users, the ways in which they prove who they are, and where they are logged in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.db import Base
from casetracker.registry.models import Body
from casetracker.sealing.columns import seal_column

ROLES = ("clerk", "lawyer", "publisher", "supervisor", "administrator", "auditor")
# What an API token may do: look, or everything that its user may.
TOKEN_SCOPES = ("read", "write")
LOGIN_WAYS = ("password", "passkey", "provider")
LINK_KINDS = ("invitation", "password-reset")
# What a calendar shows: one's own cases, those of a body and all below it, one case.
FEED_KINDS = ("mine", "body", "case")


class User(UserMixin, Base):
    """A person who logs in; scope is a body and all below it."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    password_hash: Mapped[str] = mapped_column(sa.String(300))
    role: Mapped[str] = mapped_column(sa.String(20))
    body_id: Mapped[str] = mapped_column(sa.ForeignKey("bodies.id"), index=True)
    language: Mapped[str] = mapped_column(sa.String(2), default="kk")
    is_enabled: Mapped[bool] = mapped_column(default=True)
    # Until the person has chosen a password by the link of the invitation.
    is_invited: Mapped[bool] = mapped_column(default=False)
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[dt.datetime | None]
    last_login_at: Mapped[dt.datetime | None]

    body: Mapped[Body] = relationship(lazy="joined")

    @property
    def is_active(self) -> bool:
        """Tell whether the user may be logged in."""
        return self.is_enabled

    @property
    def ref(self) -> str:
        """Return the reference that audit rows carry."""
        return f"user:{self.id}"


class UserSession(Base):
    """One browser in which a user is logged in; of its token only a hash is stored."""

    __tablename__ = "user_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    way: Mapped[str] = mapped_column(sa.String(20))
    address: Mapped[str] = mapped_column(sa.String(60))
    agent: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    # None while the second step is still to come: such a session opens nothing.
    completed_at: Mapped[dt.datetime | None]
    second_factor_at: Mapped[dt.datetime | None]
    # When the person last proved who they are; what weakens the account asks again.
    confirmed_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class TotpDevice(Base):
    """The app that makes a user's codes; ``last_step`` is the newest code that was accepted."""

    __tablename__ = "totp_devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), unique=True)
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    created_at: Mapped[dt.datetime]
    last_step: Mapped[int] = mapped_column(default=0)


seal_column(TotpDevice.sealed)


class Passkey(Base):
    """A key of a device or security key; ``challenge_at`` is when the newest accepted challenge was given."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    credential_id: Mapped[str] = mapped_column(sa.String(1400), unique=True)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    name: Mapped[str] = mapped_column(sa.String(100))
    transports: Mapped[list[Any]]
    created_at: Mapped[dt.datetime]
    challenge_at: Mapped[dt.datetime]
    last_used_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class RecoveryCode(Base):
    """A code that replaces the second factor once; only a hash is stored."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[dt.datetime | None]


class AccountLink(Base):
    """A link sent by mail with which a password is chosen, once; only a hash of its token is stored."""

    __tablename__ = "account_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    # When it was used, or a newer one took its place.
    spent_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class ApiToken(Base):
    """A token for integrations: acts as its user; only a hash is stored."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    scope: Mapped[str] = mapped_column(sa.String(10), default="write")
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    last_used_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class CalendarFeed(Base):
    """An address that a calendar subscribes to: reads as its user; only a hash of its token is stored."""

    __tablename__ = "calendar_feeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    body_id: Mapped[str | None] = mapped_column(sa.ForeignKey("bodies.id"))
    case_reference: Mapped[str | None] = mapped_column(sa.String(100))
    language: Mapped[str] = mapped_column(sa.String(2))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    last_used_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(lazy="joined")
    body: Mapped[Body | None] = relationship(lazy="joined")


class AnsweredRequest(Base):
    """A request that a token sent with a key of its own: sent again, it gets the same answer."""

    __tablename__ = "answered_requests"
    __table_args__ = (sa.UniqueConstraint("token_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_id: Mapped[int] = mapped_column(sa.ForeignKey("api_tokens.id"))
    key: Mapped[str] = mapped_column(sa.String(100))
    # Of where it was sent, If-Match and its body: the same key with another one is refused.
    digest: Mapped[str] = mapped_column(sa.String(64))
    # Who answers it; without a status it is being answered just now.
    claim: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any]]
    body: Mapped[dict[str, Any]]
    answered_at: Mapped[dt.datetime] = mapped_column(index=True)
