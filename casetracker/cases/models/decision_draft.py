"""A decision that is being written: what was typed so far, kept for whoever goes on with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casetracker.db import Base


class DecisionDraft(Base):
    """The one draft of a case; no fact and no event of it until the decision is recorded."""

    __tablename__ = "decision_drafts"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    # Field by field as it was typed, finished or not.
    typed: Mapped[dict[str, Any]]
    updated_at: Mapped[dt.datetime]
    updated_by: Mapped[str] = mapped_column(sa.String(120))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
