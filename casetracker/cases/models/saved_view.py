"""A search of the board that somebody keeps under a name."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casetracker.db import Base


class SavedView(Base):
    """The filters of the board as its address holds them, for one user."""

    __tablename__ = "saved_views"
    __table_args__ = (sa.UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    query: Mapped[str] = mapped_column(sa.String(2000))
    # The board opens with it; at most one of a user's views.
    is_default: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
