"""A decision with its four parts of reasoning: one that ends a case, one on the way, or a correction."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.db import Base

if TYPE_CHECKING:
    from casetracker.cases.models.case import Case
    from casetracker.cases.models.hearing import Hearing
    from casetracker.cases.models.service import DecisionService


FINAL, INTERIM, CORRECTION = "final", "interim", "correction"


class Decision(Base):
    """What the body decided, on which facts and provisions, and how they apply.

    Only a final one ends the case and has an outcome. An interim one is about what its ``ruling`` says; a
    correction mends a slip in the decision that it ``corrects``, whose outcome, number and day stay.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        sa.Index("ix_decisions_taken_at", "taken_at"),
        sa.UniqueConstraint("case_id", "ordinal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    # Its place among the decisions of its case, from 1: what it is called in public addresses.
    ordinal: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(20), default=FINAL)
    ruling: Mapped[str | None] = mapped_column(sa.String(40))
    corrects_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decisions.id"), index=True)
    number: Mapped[str] = mapped_column(sa.String(80))
    taken_at: Mapped[dt.datetime]
    open_session: Mapped[bool | None]
    outcome: Mapped[str | None] = mapped_column(sa.String(40), index=True)
    inadmissibility_ground: Mapped[str | None] = mapped_column(sa.String(40))
    refusal_ground: Mapped[str | None] = mapped_column(sa.String(40))
    # Which requirement was not met, in a sentence, and the articles of the ground as they were read then.
    ground_text: Mapped[str] = mapped_column(default="")
    ground_citations: Mapped[list[Any]] = mapped_column(default=list)
    facts: Mapped[str] = mapped_column(default="")
    provisions: Mapped[str] = mapped_column(default="")
    # The provisions one by one: citations as the law book writes them, with what the decision quotes.
    cited: Mapped[list[Any]] = mapped_column(default=list)
    application: Mapped[str] = mapped_column(default="")
    operative: Mapped[str]
    remedy: Mapped[str] = mapped_column(sa.String(40))
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    votes_absent: Mapped[int | None]
    dissent: Mapped[str | None]
    appeal_route: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(sa.String(2))
    served_at: Mapped[dt.datetime | None]
    # What ends the stay of a commission's case that waited for a court (election law, Article 20(9)).
    in_force_on: Mapped[dt.date | None]
    # False when only the outcome is known (from a journal, say): whether the decision gives reasons
    # cannot be told then, and nobody may be accused of giving none.
    text_known: Mapped[bool] = mapped_column(default=True)
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(sa.String(120))

    # Where it was taken; whether the session was open follows from it.
    hearing_id: Mapped[int | None] = mapped_column(sa.ForeignKey("hearings.id"), index=True)

    case: Mapped[Case] = relationship(back_populates="decisions")
    hearing: Mapped[Hearing | None] = relationship()
    corrects: Mapped[Decision | None] = relationship(remote_side="Decision.id")
    services: Mapped[list[DecisionService]] = relationship(
        back_populates="decision", order_by="DecisionService.id"
    )

    @property
    def is_reasoned(self) -> bool | None:
        """Tell whether facts, provisions and how they apply are all there.

        None without the text, and for what does not end a case: nobody owes reasons for each ruling.
        """
        if not self.text_known or self.kind != FINAL:
            return None
        has_provisions = bool(self.cited) or bool(self.provisions.strip())
        return has_provisions and all(part.strip() for part in (self.facts, self.application))
