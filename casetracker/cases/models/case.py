"""A case, the matter it belongs to, and the counter its number comes from."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.accounts.models import User
from casetracker.db import Base
from casetracker.registry.models import Body, Election
from casetracker.registry.slugs import slug_of

if TYPE_CHECKING:
    from casetracker.cases.models.clock import CaseDeadline
    from casetracker.cases.models.decision import Decision
    from casetracker.cases.models.event import Event
    from casetracker.cases.models.hearing import Hearing
    from casetracker.cases.models.link import CaseLink
    from casetracker.cases.models.party import Party
    from casetracker.cases.models.stay import CaseStay


class CaseCounter(Base):
    """The last serial given for an election and a body; its row lock makes serials gap-free."""

    __tablename__ = "case_counters"

    election_id: Mapped[str] = mapped_column(sa.ForeignKey("elections.id"), primary_key=True)
    body_id: Mapped[str] = mapped_column(sa.ForeignKey("bodies.id"), primary_key=True)
    last_serial: Mapped[int]


class Matter(Base):
    """The chain of cases about one thing: complaint, higher commission, court, appeal."""

    __tablename__ = "matters"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[dt.datetime]


class Case(Base):
    """One matter before one body."""

    __tablename__ = "cases"
    __table_args__ = (
        sa.UniqueConstraint("election_id", "body_id", "serial"),
        # What a newcomer is likely to be the same as; what the lists show first.
        sa.Index("ix_cases_contested_body_id_contested_on", "contested_body_id", "contested_on"),
        sa.Index("ix_cases_status_received_at", "status", "received_at"),
        sa.Index("ix_cases_created_by_id", "created_by", "id"),
        # All that the board narrows by, in its order: a case is looked at without reading its text.
        sa.Index(
            "ix_cases_board",
            *("received_at", "id", "body_id", "status", "procedure", "subject", "election_id"),
            *("assignee_id", "is_late"),
        ),
        # Whether a case is in a scope, and open, without reading its text.
        sa.Index("ix_cases_id_body_id", "id", "body_id", "status", "election_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(100), unique=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("matters.id"), index=True)
    election_id: Mapped[str] = mapped_column(sa.ForeignKey("elections.id"), index=True)
    body_id: Mapped[str] = mapped_column(sa.ForeignKey("bodies.id"), index=True)
    serial: Mapped[int]
    tracking_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)

    procedure: Mapped[str] = mapped_column(sa.String(60), index=True)
    subject: Mapped[str] = mapped_column(sa.String(40), index=True)
    status: Mapped[str] = mapped_column(sa.String(30), index=True)
    contested_kind: Mapped[str] = mapped_column(sa.String(20))
    contested_on: Mapped[dt.date | None]
    contested_body_id: Mapped[str | None] = mapped_column(sa.ForeignKey("bodies.id"), index=True)
    contested_number: Mapped[str | None] = mapped_column(sa.String(80))
    # When a copy of the contested judgment was served: an appeal's own limit runs from then.
    contested_served_at: Mapped[dt.datetime | None]
    text: Mapped[str]
    relief: Mapped[str | None]
    channel: Mapped[str] = mapped_column(sa.String(30))
    language: Mapped[str] = mapped_column(sa.String(2))
    filed_at: Mapped[dt.datetime]
    received_at: Mapped[dt.datetime] = mapped_column(index=True)
    # False for a proceeding taken over from sources that do not tell it: ``received_at`` is then the
    # first day that they name, and no page may call it the day of receipt.
    receipt_known: Mapped[bool] = mapped_column(default=True)
    registered_at: Mapped[dt.datetime]
    is_late: Mapped[bool] = mapped_column(default=False)
    import_key: Mapped[str | None] = mapped_column(sa.String(200), unique=True)
    created_by: Mapped[str] = mapped_column(sa.String(120))
    # Who works on it; None while nobody does.
    assignee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    version: Mapped[int] = mapped_column()

    body: Mapped[Body] = relationship(foreign_keys=[body_id], lazy="joined")
    contested_body: Mapped[Body | None] = relationship(foreign_keys=[contested_body_id])
    election: Mapped[Election] = relationship(lazy="joined")
    assignee: Mapped[User | None] = relationship(foreign_keys=[assignee_id])
    parties: Mapped[list[Party]] = relationship(back_populates="case", order_by="Party.id")
    events: Mapped[list[Event]] = relationship(back_populates="case", order_by="Event.at, Event.id")
    deadlines: Mapped[list[CaseDeadline]] = relationship(
        back_populates="case", order_by="CaseDeadline.due_at, CaseDeadline.id"
    )
    stays: Mapped[list[CaseStay]] = relationship(
        back_populates="case", order_by="CaseStay.from_at, CaseStay.id", foreign_keys="CaseStay.case_id"
    )
    links_from: Mapped[list[CaseLink]] = relationship(
        back_populates="from_case", order_by="CaseLink.id", foreign_keys="CaseLink.from_case_id"
    )
    links_to: Mapped[list[CaseLink]] = relationship(
        back_populates="to_case", order_by="CaseLink.id", foreign_keys="CaseLink.to_case_id"
    )
    decisions: Mapped[list[Decision]] = relationship(back_populates="case", order_by="Decision.id")
    hearings: Mapped[list[Hearing]] = relationship(
        secondary="hearing_cases", back_populates="cases", order_by="Hearing.starts_at, Hearing.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def final_decisions(self) -> list[Decision]:
        """Return the decisions that ended the case, the first leading: several when it was reopened."""
        return [decision for decision in self.decisions if decision.kind == "final"]

    @property
    def ref(self) -> str:
        """Return the reference that audit rows carry."""
        return f"case:{self.reference}"

    @property
    def slug(self) -> str:
        """Return the path of the public page below ``/cases/``: ``2022-pres/cec-0142``."""
        return slug_of(self.reference)
