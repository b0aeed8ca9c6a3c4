"""The chain of audit rows and its head."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casetracker.db import Base


class AuditRow(Base):
    """One thing that was done, chained to the row before it."""

    __tablename__ = "audit_rows"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(sa.String(120), index=True)
    action: Mapped[str] = mapped_column(sa.String(60), index=True)
    thing: Mapped[str] = mapped_column(sa.String(200), index=True)
    details: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class AuditHead(Base):
    """The end of the chain: locked by every writer, and the witness that no row was cut off."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


class AuditCheck(Base):
    """A check of the whole chain: how far it reached then, and how many rows did not hold.

    It stands beside the chain, so that a chain that was cut or written anew contradicts it.
    """

    __tablename__ = "audit_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))
    faults: Mapped[int]
    first_fault: Mapped[int | None]
