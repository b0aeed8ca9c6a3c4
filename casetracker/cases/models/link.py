"""How cases hang together: instances, what was forwarded, what was joined, the same matter elsewhere."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.db import Base
from casetracker.registry.models import Body

if TYPE_CHECKING:
    from casetracker.cases.models.case import Case

NEXT_INSTANCE, FORWARDED, JOINED, PARALLEL = "next-instance", "forwarded", "joined", "parallel"
KINDS = (NEXT_INSTANCE, FORWARDED, JOINED, PARALLEL)
VERTICAL = (NEXT_INSTANCE, FORWARDED)
"""What makes one case follow from another; the others stand side by side."""


class CaseLink(Base):
    """One relation between two cases, told in both.

    From the lower instance to the next one, from the body that forwarded to the one that received, from the
    commission's case to the court's, from the case that was joined to the one it was joined with. A joining
    that was undone keeps its row with the day of its end.
    """

    __tablename__ = "case_links"
    __table_args__ = (sa.UniqueConstraint("kind", "from_case_id", "to_case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    from_case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    to_case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    # The decision of the lower case that the next instance is about.
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decisions.id"), index=True)
    created_at: Mapped[dt.datetime]
    created_by: Mapped[str] = mapped_column(sa.String(120))
    ended_at: Mapped[dt.datetime | None]
    ended_by: Mapped[str | None] = mapped_column(sa.String(120))

    from_case: Mapped[Case] = relationship(foreign_keys=[from_case_id], back_populates="links_from")
    to_case: Mapped[Case] = relationship(foreign_keys=[to_case_id], back_populates="links_to")


class HandOver(Base):
    """What one body prepared for another: a case that is to be registered there, by those who work there.

    It carries the papers of the lower case by reference; nothing is registered before somebody whose scope
    holds the receiving body says when it was received.
    """

    __tablename__ = "hand_overs"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    body_id: Mapped[str] = mapped_column(sa.ForeignKey("bodies.id"), index=True)
    procedure: Mapped[str] = mapped_column(sa.String(60))
    # What the next instance is asked, and by whom; None for what is only passed on.
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decisions.id"), index=True)
    party_id: Mapped[int | None] = mapped_column(sa.ForeignKey("parties.id"))
    text: Mapped[str | None]
    relief: Mapped[str | None]
    filed_at: Mapped[dt.datetime]
    prepared_at: Mapped[dt.datetime]
    prepared_by: Mapped[str] = mapped_column(sa.String(120))
    # The case that it became.
    received_case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cases.id"), index=True)

    case: Mapped[Case] = relationship(foreign_keys=[case_id])
    received_case: Mapped[Case | None] = relationship(foreign_keys=[received_case_id])
    body: Mapped[Body] = relationship(lazy="joined")
