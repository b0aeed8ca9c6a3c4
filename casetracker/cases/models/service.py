"""The service of a decision on one party."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.db import Base

if TYPE_CHECKING:
    from casetracker.cases.models.decision import Decision
    from casetracker.cases.models.party import Party


class DecisionService(Base):
    """When and how a party was given a copy of a decision; its limit to contest it starts with that."""

    __tablename__ = "decision_services"
    __table_args__ = (sa.UniqueConstraint("decision_id", "party_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decisions.id"), index=True)
    party_id: Mapped[int] = mapped_column(sa.ForeignKey("parties.id"), index=True)
    served_at: Mapped[dt.datetime]
    how: Mapped[str] = mapped_column(sa.String(20))
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(sa.String(120))

    decision: Mapped[Decision] = relationship(back_populates="services")
    party: Mapped[Party] = relationship()
