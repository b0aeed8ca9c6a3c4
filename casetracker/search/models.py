"""What can be found: one narrow row per published decision, or per published case without one."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.db import Base
from casetracker.publication.models import PublicCase, PublicDecision

# A stream of stems: words with blanks between on SQLite (FTS5 reads them), lexemes with places on PostgreSQL.
STEMS = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")


class SearchEntry(Base):
    """What a search may ask of a decision or case; its texts stay in the public projection."""

    __tablename__ = "search_entries"
    __table_args__ = (
        sa.UniqueConstraint("public_case_id", "ordinal"),
        sa.Index("ix_search_entries_dated_on_id", "dated_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    public_case_id: Mapped[int] = mapped_column(sa.ForeignKey("public_cases.id"))
    public_decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("public_decisions.id"), index=True)
    # The decision's place in its case; 0 for the case itself.
    ordinal: Mapped[int]
    slug: Mapped[str] = mapped_column(sa.String(100))
    reference: Mapped[str] = mapped_column(sa.String(100))
    election_id: Mapped[str] = mapped_column(sa.String(40))
    body_id: Mapped[str] = mapped_column(sa.String(80))
    body_level: Mapped[str] = mapped_column(sa.String(30))
    region: Mapped[str | None] = mapped_column(sa.String(9))
    subject: Mapped[str] = mapped_column(sa.String(40))
    outcome: Mapped[str | None] = mapped_column(sa.String(40))
    status: Mapped[str] = mapped_column(sa.String(30))
    reasoned: Mapped[bool | None]
    open_session: Mapped[bool | None]
    received_on: Mapped[dt.date]
    decided_on: Mapped[dt.date | None]
    # The day of the decision, or of receipt while there is none: what results are sorted by.
    dated_on: Mapped[dt.date]
    # When the next running limit to decide ends, of a pending case.
    due_at: Mapped[dt.datetime | None]
    # Whether the limits to decide were met, once the case has ended.
    timeliness: Mapped[str | None] = mapped_column(sa.String(20))
    year: Mapped[int]
    language: Mapped[str] = mapped_column(sa.String(2))
    stems: Mapped[str] = mapped_column(STEMS, deferred=True)
    title_stems: Mapped[str] = mapped_column(STEMS, deferred=True)
    analyser_version: Mapped[str] = mapped_column(sa.String(20), index=True)

    case: Mapped[PublicCase] = relationship()
    decision: Mapped[PublicDecision | None] = relationship()
