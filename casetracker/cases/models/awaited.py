"""What cases wait for, beside the facts that it follows from: so that few are found among very many."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casetracker.db import Base

# A decision waits to be served or published; a case lacks a clock, or the verified law for one, or stands
# still although the court has decided.
SERVICE, PUBLICATION, CLOCK, LAW, COURT = "service", "publication", "clock", "law", "court"
KINDS = (SERVICE, PUBLICATION, CLOCK, LAW, COURT)


class Awaited(Base):
    """One thing that a case, or one decision of it, waits for.

    Nobody writes these rows by hand: they follow from events, services, stays and publications, and are made
    anew with them in the same transaction. ``since`` is when the decision was taken, ``body_id`` that of the
    case. Of a case whose court has decided ``decision_id`` is the first decision of the court in force.
    """

    __tablename__ = "awaited"
    __table_args__ = (
        # In the order of the lists, with all that narrowing them down and counting them reads.
        sa.Index("ix_awaited_what_since", "what", "since", "decision_id", "case_id", "body_id"),
        sa.Index("ix_awaited_what_case_id", "what", "case_id"),
        sa.Index("ix_awaited_case_id", "case_id"),
        sa.Index("ix_awaited_decision_id", "decision_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(sa.String(20))
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    body_id: Mapped[str] = mapped_column(sa.ForeignKey("bodies.id"))
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decisions.id"))
    since: Mapped[dt.datetime | None]
