"""A deadline of a case, with everything needed to replay how it was computed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.db import Base, now

if TYPE_CHECKING:
    from casetracker.cases.models.case import Case
    from casetracker.cases.models.party import Party

ROLES = ("filing", "review", "appeal", "forwarding")
STATES = ("running", "stayed", "met", "missed", "moot", "replaced")


class CaseDeadline(Base):
    """One clock: a civil date until 24:00 in the body's zone, and the law it rests on.

    A recomputed clock is a new row; the old one keeps its trace with the state ``replaced``. While a clock is
    ``stayed`` its dates only hold what was left on ``stayed_on``: nothing becomes late by them.
    """

    __tablename__ = "deadlines"
    __table_args__ = (
        sa.Index("ix_deadlines_state_due_at", "state", "due_at"),
        sa.Index("ix_deadlines_state_strict_at", "state", "strict_at"),
        # The desk's lists in their order, with all that narrowing them down and counting them reads: the
        # rows themselves are long.
        sa.Index(
            "ix_deadlines_role_state_due_at",
            "role",
            "state",
            "due_at",
            "id",
            "case_id",
            "immediate",
            "due_on",
        ),
        sa.Index("ix_deadlines_board", "case_id", "role", "state", "due_at", "due_on", "immediate", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(20))
    rule_id: Mapped[str] = mapped_column(sa.String(80), index=True)
    edition: Mapped[str] = mapped_column(sa.String(40))
    rule_hash: Mapped[str] = mapped_column(sa.String(64))
    citations: Mapped[list[Any]]
    trace: Mapped[list[Any]]
    disputed: Mapped[list[Any]] = mapped_column(default=list)
    strict_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    warn_on: Mapped[dt.date]
    strict_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    zone: Mapped[str] = mapped_column(sa.String(40))
    immediate: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(sa.String(20))
    started_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    reason: Mapped[str] = mapped_column(sa.String(60))
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("deadlines.id"))
    # When this row was written: the moment from which a moved clock is to be told.
    set_at: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    stayed_on: Mapped[dt.date | None]
    # Days, working days or hours, as the period of the rule is counted.
    remaining: Mapped[int | None]
    # The decision whose service started a clock of appeal.
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decisions.id"), index=True)

    # Whose limit it is, where each party's own service starts its own; None: it is everybody's.
    party_id: Mapped[int | None] = mapped_column(sa.ForeignKey("parties.id"), index=True)

    case: Mapped[Case] = relationship(back_populates="deadlines")
    party: Mapped[Party | None] = relationship()
