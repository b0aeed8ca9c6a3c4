"""A publication on its way: prepared by one person, checked and published by another."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.cases.models import Case, Decision
from casetracker.db import Base

# draft: being prepared; checked: its author is done, a second person is to look; corrected: another version
# of it was published since.
STATES = ("draft", "checked", "published", "corrected", "withdrawn")
OPEN = ("draft", "checked")


class Publication(Base):
    """One version of what the public is to see of a case, and who did what with it.

    ``texts`` holds, by field, the marks of the original and, when somebody wrote the text by hand, that
    text; ``documents`` the documents that go with it and the areas that are covered in them.
    """

    __tablename__ = "publications"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decisions.id"), index=True)
    state: Mapped[str] = mapped_column(sa.String(20), index=True)
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    documents: Mapped[list[Any]] = mapped_column(default=list)
    # Of the originals that the marks belong to: when one changed, the marks point at something else.
    source_hash: Mapped[str] = mapped_column(sa.String(64))
    # The published version that this one was begun from; 0: none.
    base_version: Mapped[int]
    # Why a new version is published: told in public.
    correction: Mapped[str | None] = mapped_column(sa.String(30))
    # Everybody who wrote in it: none of them may publish it.
    authors: Mapped[list[Any]] = mapped_column(default=list)
    remarks: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[dt.datetime]
    checked_at: Mapped[dt.datetime | None]
    checked_by: Mapped[str | None] = mapped_column(sa.String(120))
    published_at: Mapped[dt.datetime | None]
    published_by: Mapped[str | None] = mapped_column(sa.String(120))
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(sa.String(120))
    public_version: Mapped[int | None]
    version: Mapped[int] = mapped_column()

    case: Mapped[Case] = relationship()
    decision: Mapped[Decision | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
