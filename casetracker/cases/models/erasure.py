"""The erasure of identities whose period has ended: reviewed by one person, confirmed by another."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.db import Base
from casetracker.registry.models import Body, Election

ERASURE_STATES = ("reviewed", "dropped", "confirmed", "done")


class Erasure(Base):
    """An erasure of the identities of an election before a body and all below it.

    ``cursor`` is the last identity that was looked at: a crash leaves it where the last batch was
    committed. ``last_identity_id`` bounds the walk to what the reviewer could have counted.
    """

    __tablename__ = "erasures"
    __table_args__ = (sa.Index("ix_erasures_election_id_state", "election_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[str] = mapped_column(sa.ForeignKey("elections.id"))
    body_id: Mapped[str] = mapped_column(sa.ForeignKey("bodies.id"))
    state: Mapped[str] = mapped_column(sa.String(20))
    found: Mapped[int]
    last_identity_id: Mapped[int]
    reviewed_by: Mapped[str] = mapped_column(sa.String(120))
    reviewed_at: Mapped[dt.datetime]
    confirmed_by: Mapped[str | None] = mapped_column(sa.String(120))
    confirmed_at: Mapped[dt.datetime | None]
    cursor: Mapped[int] = mapped_column(default=0)
    erased: Mapped[int] = mapped_column(default=0)
    # Identities of cases that were opened again meanwhile.
    kept: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[dt.datetime | None]

    election: Mapped[Election] = relationship()
    body: Mapped[Body] = relationship()
