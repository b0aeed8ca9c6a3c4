"""A complaint that somebody has begun to enter."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casetracker.db import Base


class IntakeDraft(Base):
    """What one person typed into the intake form, sealed as a whole: it names who complains.

    It is no case: nothing counts it, nothing finds its words, and after ``expires_at`` it is deleted.
    """

    __tablename__ = "intake_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    # The id of the form: registering it makes the case of this key, and ends the draft.
    form_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    # Counts how often it was saved, so that two windows do not overwrite each other in silence.
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    saved_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
