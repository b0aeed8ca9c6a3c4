"""An interval in which the proceedings of a case stood still."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.db import Base

if TYPE_CHECKING:
    from casetracker.cases.models.case import Case

ENDINGS = ("resumed", "ended")


class CaseStay(Base):
    """One stay: its ground, the document it rests on, and how it ended.

    ``ending`` is None while the case stands still; ``ended`` closes the clocks for good. ``source`` is told
    in public with the clock: a reference or the number of a document, never a name.
    """

    __tablename__ = "stays"
    __table_args__ = (sa.Index("ix_stays_ending_from_at", "ending", "from_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    ground: Mapped[str] = mapped_column(sa.String(30))
    from_at: Mapped[dt.datetime]
    source: Mapped[str] = mapped_column(sa.String(200))
    # The case before a court for which this one waits.
    court_case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(sa.String(120))
    until_at: Mapped[dt.datetime | None]
    ending: Mapped[str | None] = mapped_column(sa.String(20))
    ending_source: Mapped[str | None] = mapped_column(sa.String(200))
    ending_recorded_at: Mapped[dt.datetime | None]
    ending_recorded_by: Mapped[str | None] = mapped_column(sa.String(120))

    case: Mapped[Case] = relationship(back_populates="stays", foreign_keys=[case_id])
    court_case: Mapped[Case | None] = relationship(foreign_keys=[court_case_id])
