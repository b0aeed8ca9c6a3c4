"""The outbox, what bodies and users want to be told, the heartbeat of the scheduler, and its faults."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.db import Base
from casetracker.registry.models import Body

# ``held`` waits for its recipient's digest; ``merged`` was told in one.
MAIL_STATES = ("pending", "sending", "sent", "failed", "cancelled", "held", "merged")
WAYS = ("at-once", "digest", "calendar")
SCOPES = ("assigned", "own-body", "below")


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

    @property
    def ref(self) -> str:
        """Return the reference that audit rows carry."""
        return f"mail:{self.id}"


class AlertRulesOfBody(Base):
    """What is told about the cases of a body and, unless they have rules of their own, those below it."""

    __tablename__ = "alert_rules"

    body_id: Mapped[str] = mapped_column(sa.ForeignKey("bodies.id"), primary_key=True)
    rules: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column()
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[str] = mapped_column(sa.String(120))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class AlertPreference(Base):
    """How a user wants to be told, and of which cases; without a row at once and of the own body's."""

    __tablename__ = "alert_preferences"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    way: Mapped[str] = mapped_column(sa.String(20))
    scope: Mapped[str] = mapped_column(sa.String(20))
    # The hour of the day, where the user's body is.
    digest_hour: Mapped[int]


class AlertMark(Base):
    """When a clock is to be looked at again. It only saves work: without it the clock is looked at now.

    ``notice_at`` is when its next notice begins, ``change_at`` when to look whether a change of it was told;
    None: not again.
    """

    __tablename__ = "alert_marks"

    deadline_id: Mapped[int] = mapped_column(sa.ForeignKey("deadlines.id"), primary_key=True)
    notice_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    change_at: Mapped[dt.datetime | None] = mapped_column(index=True)


class AlertPause(Base):
    """Somebody stopped the mails of a body and all below it, and why; until then they wait."""

    __tablename__ = "alert_pauses"

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[str] = mapped_column(sa.ForeignKey("bodies.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(500))
    paused_at: Mapped[dt.datetime]
    paused_by: Mapped[str] = mapped_column(sa.String(120))
    ended_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    ended_by: Mapped[str | None] = mapped_column(sa.String(120))

    body: Mapped[Body] = relationship(lazy="joined")


class Heartbeat(Base):
    """When a process of a name last said that it is alive and leading."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    process: Mapped[str] = mapped_column(sa.String(120))
    at: Mapped[dt.datetime]


class AlertFault(Base):
    """Something that alerts could not work with and went on without; the row goes when it works again.

    ``what`` names it for people: a poll, the reference of a case, a message. ``error`` holds nothing that a
    message or a case says.
    """

    __tablename__ = "alert_faults"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    what: Mapped[str] = mapped_column(sa.String(200))
    error: Mapped[str] = mapped_column(sa.String(300))
    body_id: Mapped[str | None] = mapped_column(sa.String(80))
    since: Mapped[dt.datetime]
    at: Mapped[dt.datetime]
