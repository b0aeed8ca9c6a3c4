"""What a complaint's text is like, as numbers that can be looked up."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casetracker.db import Base


class CaseSketch(Base):
    """One number of the sketch of a case's text (``cases.likeness``)."""

    __tablename__ = "case_sketches"

    # The number first: whoever looks asks which cases have it, the newest first.
    number: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False)
