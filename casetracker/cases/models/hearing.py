"""A hearing of a court or a session of a commission in which cases are heard."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.db import Base

if TYPE_CHECKING:
    from casetracker.cases.models.case import Case

HEARING_RESULTS = ("held", "held-in-absence", "adjourned", "no-show", "no-quorum", "cancelled")
# After these the cases have been heard: a decision can have been taken there.
HEARD = ("held", "held-in-absence")

hearing_cases = sa.Table(
    "hearing_cases",
    Base.metadata,
    sa.Column("hearing_id", sa.ForeignKey("hearings.id"), primary_key=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), primary_key=True, index=True),
)


class Hearing(Base):
    """One sitting: when, where, open or closed, and how it ended.

    ``case_id`` is the case under which it was set; ``cases`` are all that are heard in it, that one among
    them. ``result`` is None until it is recorded. An adjourned hearing stays as it was; the next one names
    it in ``follows_id``. ``uid`` and ``sequence`` are what calendars know it by.
    """

    __tablename__ = "hearings"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(sa.String(36), unique=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    starts_at: Mapped[dt.datetime] = mapped_column(index=True)
    # As expected when it was set.
    ends_at: Mapped[dt.datetime | None]
    zone: Mapped[str] = mapped_column(sa.String(40))
    place: Mapped[str] = mapped_column(sa.String(300))
    room: Mapped[str | None] = mapped_column(sa.String(100))
    link: Mapped[str | None] = mapped_column(sa.String(500))
    # Otherwise the link is for those who take part.
    link_is_public: Mapped[bool] = mapped_column(default=False)
    is_open: Mapped[bool] = mapped_column(default=True)
    closed_ground: Mapped[str | None] = mapped_column(sa.String(40))
    # The ground in a sentence, for the file; the public is told the coded ground.
    closed_reason: Mapped[str | None] = mapped_column(sa.String(500))
    # What is on the agenda, for the file and the notices: it may name people, so it is never public.
    agenda: Mapped[str | None] = mapped_column(sa.String(500))
    language: Mapped[str] = mapped_column(sa.String(2))
    result: Mapped[str | None] = mapped_column(sa.String(30))
    result_note: Mapped[str | None] = mapped_column(sa.String(500))
    follows_id: Mapped[int | None] = mapped_column(sa.ForeignKey("hearings.id"), index=True)
    sequence: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[dt.datetime | None]
    set_at: Mapped[dt.datetime]
    set_by: Mapped[str] = mapped_column(sa.String(120))
    updated_at: Mapped[dt.datetime]

    case: Mapped[Case] = relationship(foreign_keys=[case_id])
    cases: Mapped[list[Case]] = relationship(
        secondary=hearing_cases, back_populates="hearings", order_by="Case.id"
    )
    follows: Mapped[Hearing | None] = relationship(remote_side=[id])

    @property
    def is_ahead(self) -> bool:
        """Tell whether nothing was recorded of how it ended: it is still to come, or its result is owed."""
        return self.result is None
