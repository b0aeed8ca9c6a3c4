"""A piece of work: compute the open clocks again, because something that they rest on changed."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casetracker.db import Base

CAUSES = ("election-changed", "law-confirmed", "law-changed")
RECOMPUTATION_STATES = ("waiting", "running", "done", "dropped")


class Recomputation(Base):
    """A walk through open cases in the order of their ids; ``cursor`` is the last one that is done.

    ``election_id`` None walks through the cases of every election. A crash between any two lines leaves
    the cursor where the last batch was committed, and the next pass goes on from there. A request that was
    overtaken by one for newer rules is ``dropped``.
    """

    __tablename__ = "recomputations"
    __table_args__ = (sa.Index("ix_recomputations_state_id", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(sa.String(40))
    election_id: Mapped[str | None] = mapped_column(sa.ForeignKey("elections.id"), index=True)
    # Why, in the words of whoever asked; told to nobody outside the staff.
    reason: Mapped[str] = mapped_column(sa.String(500))
    # The rules and calendar it was asked for; None when facts changed, which hold by any rules.
    law_fingerprint: Mapped[str | None] = mapped_column(sa.String(64))
    requested_at: Mapped[dt.datetime]
    requested_by: Mapped[str] = mapped_column(sa.String(120))
    state: Mapped[str] = mapped_column(sa.String(20))
    cursor: Mapped[int] = mapped_column(default=0)
    seen: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    # Cases that could not be computed; each says so in its own timeline.
    failed: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
