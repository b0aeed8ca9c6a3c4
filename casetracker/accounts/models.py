"""Users and API tokens."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.db import Base
from casetracker.registry.models import Body

ROLES = ("clerk", "lawyer", "publisher", "supervisor", "administrator", "auditor")


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
    session_salt: Mapped[str] = mapped_column(sa.String(32))
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[dt.datetime | None]
    last_login_at: Mapped[dt.datetime | None]

    body: Mapped[Body] = relationship(lazy="joined")

    @property
    def is_active(self) -> bool:
        """Tell whether the user may be logged in."""
        return self.is_enabled

    def get_id(self) -> str:
        """Return what the session cookie holds: the id and a salt, so that sessions can be revoked."""
        return f"{self.id}.{self.session_salt}"

    @property
    def ref(self) -> str:
        """Return the reference that audit rows carry."""
        return f"user:{self.id}"


class ApiToken(Base):
    """A token for integrations: acts as its user; only a hash is stored."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    last_used_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(lazy="joined")
