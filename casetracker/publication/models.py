"""The public projection: separate, redacted rows that hold nothing private and point to nothing private.

There is deliberately no foreign key into the case file: public code can be given a role on the
database that sees these tables only.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.db import Base


class PublicCase(Base):
    """A case as the public sees it."""

    __tablename__ = "public_cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(100), unique=True)
    reference: Mapped[str] = mapped_column(sa.String(100), unique=True)
    state: Mapped[str] = mapped_column(sa.String(20))
    election_id: Mapped[str] = mapped_column(sa.String(40), index=True)
    body_id: Mapped[str] = mapped_column(sa.String(80), index=True)
    body_level: Mapped[str] = mapped_column(sa.String(30))
    region: Mapped[str | None] = mapped_column(sa.String(9))
    procedure: Mapped[str] = mapped_column(sa.String(60))
    subject: Mapped[str] = mapped_column(sa.String(40))
    status: Mapped[str] = mapped_column(sa.String(30))
    complainant_kind: Mapped[str] = mapped_column(sa.String(30))
    summary: Mapped[str]
    language: Mapped[str] = mapped_column(sa.String(2))
    contested_kind: Mapped[str] = mapped_column(sa.String(20))
    contested_on: Mapped[dt.date | None]
    contested_body_id: Mapped[str | None] = mapped_column(sa.String(80))
    contested_number: Mapped[str | None] = mapped_column(sa.String(80))
    received_at: Mapped[dt.datetime]
    receipt_known: Mapped[bool] = mapped_column(default=True)
    zone: Mapped[str] = mapped_column(sa.String(40))
    is_late: Mapped[bool]
    clocks: Mapped[list[Any]]
    # When the newest clock that is told was set: what was set later is still to be followed.
    clocks_at: Mapped[dt.datetime]
    timeline: Mapped[list[Any]]
    published_at: Mapped[dt.datetime] = mapped_column(index=True)
    updated_at: Mapped[dt.datetime] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    withdrawn_reason: Mapped[str | None]
    withdrawn_ground: Mapped[str | None] = mapped_column(sa.String(30))
    withdrawn_at: Mapped[dt.datetime | None]
    # When a new version was published and why, the newest last: {at, version, reason, parts}.
    corrections: Mapped[list[Any]] = mapped_column(default=list)

    decisions: Mapped[list[PublicDecision]] = relationship(
        back_populates="case", order_by="PublicDecision.taken_at, PublicDecision.ordinal"
    )
    documents: Mapped[list[PublicDocument]] = relationship(
        back_populates="case", order_by="PublicDocument.number", cascade="all, delete-orphan"
    )

    @property
    def newest_final(self) -> PublicDecision | None:
        """Return the decision that ended the case, the last one, unless it was withdrawn."""
        finals = [it for it in self.decisions if it.kind == "final" and it.withdrawn_at is None]
        return max(finals, key=lambda it: (it.taken_at, it.ordinal), default=None)


class PublicDecision(Base):
    """A decision as the public sees it: the redacted texts."""

    __tablename__ = "public_decisions"
    __table_args__ = (sa.UniqueConstraint("public_case_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_case_id: Mapped[int] = mapped_column(sa.ForeignKey("public_cases.id"), index=True)
    # Its place in the case: what it is called in addresses, whatever is published of the others.
    ordinal: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(20), default="final")
    ruling: Mapped[str | None] = mapped_column(sa.String(40))
    # Of the decision in which it corrects a slip.
    corrects_ordinal: Mapped[int | None]
    number: Mapped[str] = mapped_column(sa.String(80))
    taken_at: Mapped[dt.datetime] = mapped_column(index=True)
    open_session: Mapped[bool | None]
    outcome: Mapped[str | None] = mapped_column(sa.String(40))
    inadmissibility_ground: Mapped[str | None] = mapped_column(sa.String(40))
    refusal_ground: Mapped[str | None] = mapped_column(sa.String(40))
    ground_text: Mapped[str] = mapped_column(default="")
    ground_citations: Mapped[list[Any]] = mapped_column(default=list)
    facts: Mapped[str]
    provisions: Mapped[str]
    cited: Mapped[list[Any]] = mapped_column(default=list)
    application: Mapped[str]
    operative: Mapped[str]
    remedy: Mapped[str] = mapped_column(sa.String(40))
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    appeal_route: Mapped[str]
    reasoned: Mapped[bool | None]
    language: Mapped[str] = mapped_column(sa.String(2))
    published_at: Mapped[dt.datetime] = mapped_column(index=True)
    lag_seconds: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    # The tombstone of one decision; that of the whole case stands in the case.
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_ground: Mapped[str | None] = mapped_column(sa.String(30))
    withdrawn_reason: Mapped[str | None]

    case: Mapped[PublicCase] = relationship(back_populates="decisions")


class PublicHearing(Base):
    """A hearing as the public sees it from the moment it is set, whether or not its cases are published.

    What is told of a case is what it is about and of what kind its complainant is: never a name.
    """

    __tablename__ = "public_hearings"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(sa.String(36), unique=True)
    election_id: Mapped[str] = mapped_column(sa.String(40), index=True)
    body_id: Mapped[str] = mapped_column(sa.String(80), index=True)
    body_level: Mapped[str] = mapped_column(sa.String(30))
    region: Mapped[str | None] = mapped_column(sa.String(9), index=True)
    starts_at: Mapped[dt.datetime] = mapped_column(index=True)
    ends_at: Mapped[dt.datetime | None]
    zone: Mapped[str] = mapped_column(sa.String(40))
    place: Mapped[str] = mapped_column(sa.String(300))
    room: Mapped[str | None] = mapped_column(sa.String(100))
    link: Mapped[str | None] = mapped_column(sa.String(500))
    is_open: Mapped[bool]
    closed_ground: Mapped[str | None] = mapped_column(sa.String(40))
    language: Mapped[str] = mapped_column(sa.String(2))
    result: Mapped[str | None] = mapped_column(sa.String(30))
    # The hearing that took the place of this one when it was adjourned.
    next_uid: Mapped[str | None] = mapped_column(sa.String(36))
    sequence: Mapped[int] = mapped_column(default=0)
    set_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime] = mapped_column(index=True)

    cases: Mapped[list[PublicHearingCase]] = relationship(
        back_populates="hearing", order_by="PublicHearingCase.reference", cascade="all, delete-orphan"
    )


class PublicHearingCase(Base):
    """One of the cases that are heard in a hearing, by its reference."""

    __tablename__ = "public_hearing_cases"
    __table_args__ = (sa.UniqueConstraint("public_hearing_id", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_hearing_id: Mapped[int] = mapped_column(sa.ForeignKey("public_hearings.id"), index=True)
    reference: Mapped[str] = mapped_column(sa.String(100), index=True)
    subject: Mapped[str] = mapped_column(sa.String(40))
    complainant_kind: Mapped[str] = mapped_column(sa.String(30))
    contested_body_id: Mapped[str | None] = mapped_column(sa.String(80))

    hearing: Mapped[PublicHearing] = relationship(back_populates="cases")


class PublicDocument(Base):
    """A redacted document as the public gets it: a copy of its own, found by the hash of its bytes."""

    __tablename__ = "public_documents"
    __table_args__ = (sa.UniqueConstraint("public_case_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_case_id: Mapped[int] = mapped_column(sa.ForeignKey("public_cases.id"), index=True)
    # Its permanent number: no other document of the case ever gets it.
    number: Mapped[int]
    # Of the decision with which it was published; 0: with the case alone.
    decision_ordinal: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(sa.String(200))
    language: Mapped[str] = mapped_column(sa.String(2))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    pages: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    published_at: Mapped[dt.datetime]

    case: Mapped[PublicCase] = relationship(back_populates="documents")


class PublicMatter(Base):
    """A chain of published cases about one thing, under a number that no other chain ever gets.

    What belongs to it is told by the public links alone: two cases that only an unpublished one connects are
    in no matter together.
    """

    __tablename__ = "public_matters"

    id: Mapped[int] = mapped_column(primary_key=True)
    # The case that keeps the number: where its chain goes, the number goes.
    anchor_id: Mapped[int] = mapped_column(sa.ForeignKey("public_cases.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("public_matters.id"))
    # Since when the anchor is linked with nothing.
    ended_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    anchor: Mapped[PublicCase] = relationship()
    cases: Mapped[list[PublicCase]] = relationship(
        secondary="public_matter_cases",
        order_by="PublicCase.received_at, PublicCase.id",
        viewonly=True,
    )
    links: Mapped[list[PublicLink]] = relationship(
        secondary="public_matter_cases",
        secondaryjoin="PublicMatterCase.public_case_id == PublicLink.from_id",
        order_by="PublicLink.id",
        viewonly=True,
    )


class PublicMatterCase(Base):
    """To which matter a public case belongs; a case that is linked with nothing belongs to none."""

    __tablename__ = "public_matter_cases"

    public_case_id: Mapped[int] = mapped_column(
        sa.ForeignKey("public_cases.id"), primary_key=True, autoincrement=False
    )
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("public_matters.id"), index=True)


class PublicLink(Base):
    """How two public cases hang together, from the lower to the upper one as in the case file."""

    __tablename__ = "public_links"
    __table_args__ = (sa.UniqueConstraint("kind", "from_id", "to_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("public_cases.id"), index=True)
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("public_cases.id"), index=True)
    # Of the decision of the lower case that the next instance is about.
    decision_ordinal: Mapped[int | None]
    told_at: Mapped[dt.datetime]

    lower: Mapped[PublicCase] = relationship(foreign_keys=[from_id], viewonly=True)
    upper: Mapped[PublicCase] = relationship(foreign_keys=[to_id], viewonly=True)


# Everything that public pages tell of cases: a change of any of them is another state of the projection.
PROJECTION = (
    *(PublicCase, PublicDecision, PublicDocument, PublicHearing, PublicHearingCase),
    *(PublicLink, PublicMatter, PublicMatterCase),
)
