"""Who takes part in a case; who they are stands apart, encrypted."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.db import Base

if TYPE_CHECKING:
    from casetracker.cases.models.case import Case


class Identity(Base):
    """The personal data of a party: encrypted bytes, read only through ``cases.identities``."""

    __tablename__ = "identities"

    id: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    created_at: Mapped[dt.datetime]


class Party(Base):
    """A complainant, respondent, third party or proxy, by role and kind only."""

    __tablename__ = "parties"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(20))
    kind: Mapped[str] = mapped_column(sa.String(30))
    organisation: Mapped[str | None] = mapped_column(sa.String(300))
    body_id: Mapped[str | None] = mapped_column(sa.ForeignKey("bodies.id"))
    identity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("identities.id"))
    standing_claimed: Mapped[str | None]
    standing_found: Mapped[bool | None]

    case: Mapped[Case] = relationship(back_populates="parties")
    identity: Mapped[Identity | None] = relationship()
