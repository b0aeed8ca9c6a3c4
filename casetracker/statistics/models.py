"""What is counted of each published case: one narrow row, so that 100 000 of them are counted at once."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casetracker.db import Base

# What is tallied together, besides the election: few combinations each, however many cases there are.
TALLIES: dict[str, tuple[str, ...]] = {
    "endings": (
        *("shown", "is_decided", "result", "ground", "remedy", "is_late", "open_session", "reasoned"),
    ),
    "places": ("shown", "forum", "body_level", "region", "result", "timeliness"),
    "people": ("shown", "subject", "complainant_kind", "result", "timeliness"),
    "limits": ("shown", "timeliness", "due_at"),
    "durations": ("shown", "is_decided", "decided_days"),
    "lags": ("lag_days",),
}


class CaseFigures(Base):
    """The figures of one public case; ``following`` keeps them what the projection says."""

    __tablename__ = "case_figures"
    # A tally reads one of these in its order, and nothing else: nothing is sorted to be counted.
    __table_args__ = (
        *(sa.Index(f"ix_case_figures_{name}", "election_id", *columns) for name, columns in TALLIES.items()),
        sa.Index(
            "ix_case_figures_took", "election_id", "shown", "is_decided", "decided_seconds", "decided_days"
        ),
        sa.Index("ix_case_figures_lasted", "election_id", "lag_seconds", "lag_days"),
    )

    public_case_id: Mapped[int] = mapped_column(sa.ForeignKey("public_cases.id"), primary_key=True)
    # False for a tombstone, of which only the time of publication still counts.
    shown: Mapped[bool]
    election_id: Mapped[str] = mapped_column(sa.String(40), index=True)
    body_id: Mapped[str] = mapped_column(sa.String(80), index=True)
    body_level: Mapped[str] = mapped_column(sa.String(30))
    forum: Mapped[str] = mapped_column(sa.String(20))
    region: Mapped[str | None] = mapped_column(sa.String(9), index=True)
    subject: Mapped[str] = mapped_column(sa.String(40))
    complainant_kind: Mapped[str] = mapped_column(sa.String(30))
    received_on: Mapped[dt.date]
    is_late: Mapped[bool]
    # The limit that the law gave, in days: to file from the contested act on, to decide from receipt on.
    filing_days: Mapped[int | None]
    review_days: Mapped[int | None]
    # How it ended, of the shown decision that ended it.
    result: Mapped[str] = mapped_column(sa.String(40))
    ground: Mapped[str | None] = mapped_column(sa.String(40))
    remedy: Mapped[str | None] = mapped_column(sa.String(40))
    is_decided: Mapped[bool]
    decided_on: Mapped[dt.date | None]
    decided_days: Mapped[int | None]
    decided_seconds: Mapped[int | None]
    timeliness: Mapped[str] = mapped_column(sa.String(20))
    due_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    open_session: Mapped[bool | None]
    reasoned: Mapped[bool | None]
    can_be_contested: Mapped[bool | None]
    # Of the last decision that ended it, whether or not it is still shown.
    lag_days: Mapped[int | None]
    lag_seconds: Mapped[int | None]
