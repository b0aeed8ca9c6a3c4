"""The outbox, and the heartbeat of the scheduler."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casetracker.db import Base

MAIL_STATES = ("pending", "sending", "sent", "failed", "cancelled")


class OutboxMail(Base):
    """One mail that was decided on; ``key`` makes a second decision for the same thing impossible."""

    __tablename__ = "outbox_mails"
    __table_args__ = (sa.Index("ix_outbox_mails_state_next_attempt_at", "state", "next_attempt_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(300), unique=True)
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    intent: Mapped[str] = mapped_column(sa.String(60), index=True)
    case_reference: Mapped[str | None] = mapped_column(sa.String(100), index=True)
    body_id: Mapped[str | None] = mapped_column(sa.String(80), index=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    recipient: Mapped[str] = mapped_column(sa.String(254))
    language: Mapped[str] = mapped_column(sa.String(2))
    variables: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(sa.String(20))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    next_attempt_at: Mapped[dt.datetime]
    claimed_by: Mapped[str | None] = mapped_column(sa.String(120))
    claimed_until: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    last_error: Mapped[str | None]


class Heartbeat(Base):
    """When a process of a name last said that it is alive and leading."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    process: Mapped[str] = mapped_column(sa.String(120))
    at: Mapped[dt.datetime]
