"""Bodies and elections."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.db import Base

COMMISSION_LEVELS = ("central", "territorial-region", "territorial-district", "precinct")
COURT_LEVELS = ("first-instance", "appeal", "cassation", "supreme", "constitutional")
# Bodies that are neither commission nor court: each kind is a level of its own.
OTHER_KINDS = ("prosecutor", "law-enforcement")
BODY_KINDS = (
    *("commission", "administrative-court", "district-court", "appeal-court", "cassation-court"),
    *("supreme-court", "constitutional"),
    *OTHER_KINDS,
)
ELECTION_KINDS = (
    *("presidential", "senate", "mazhilis", "kurultai", "maslikhat", "akim"),
    *("local-body", "referendum"),
)


class Named:
    """A name in each of the three languages."""

    name_kk: Mapped[str]
    name_ru: Mapped[str]
    name_en: Mapped[str]

    def name(self, language: str) -> str:
        """Return the name in *language* (``kk``, ``ru`` or ``en``)."""
        return str(getattr(self, f"name_{language}"))


class Body(Named, Base):
    """A commission, court, prosecutor or law-enforcement body; the tree of ``parent_id`` is that of scope."""

    __tablename__ = "bodies"

    id: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(30), index=True)
    level: Mapped[str] = mapped_column(sa.String(30), index=True)
    parent_id: Mapped[str | None] = mapped_column(sa.ForeignKey("bodies.id"), index=True)
    # The ids from the top down to this body, each followed by a slash: "this body and all below it"
    # is then one prefix.
    path: Mapped[str] = mapped_column(sa.String(400), index=True)
    region: Mapped[str | None] = mapped_column(sa.String(9), index=True)
    zone: Mapped[str] = mapped_column(sa.String(40))
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    address: Mapped[str | None]
    email: Mapped[str | None] = mapped_column(sa.String(254))
    generated: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None]
    # Code and names as ``registry.spelling`` folds them: what the search of bodies reads.
    words: Mapped[str] = mapped_column(default="", server_default="")

    parent: Mapped[Body | None] = relationship(remote_side=[id])

    @property
    def places(self) -> list[str]:
        """Return the ids of this body and of all above it, from the top down."""
        return self.path.strip("/").split("/")

    @property
    def is_court(self) -> bool:
        """Tell whether it is a court, whose decisions enter into force and for which commissions wait."""
        return self.level in COURT_LEVELS

    def exists_on(self, day: dt.date) -> bool:
        """Tell whether the body existed on *day*."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Election(Named, Base):
    """An election or referendum with the dates that clocks hang on."""

    __tablename__ = "elections"

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(20), index=True)
    called_on: Mapped[dt.date | None]
    voting_on: Mapped[dt.date] = mapped_column(index=True)
    results_on: Mapped[dt.date | None]
    results_at: Mapped[dt.datetime | None]
    zone: Mapped[str] = mapped_column(sa.String(40))
    overrides: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sources: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # When staff last changed its dates: from then on the files of the registry no longer overwrite them,
    # and a form that was opened before is out of date.
    changed_at: Mapped[dt.datetime | None]
    # That the rules hold although the election was called after the verified law:
    # {"on": day, "source": text, "digest": of the rules confirmed, "by": actor}; who and when is audited.
    law_confirmation: Mapped[dict[str, Any] | None]
    # How many months after the results the identities of its cases are kept; None: as the settings say.
    retention_months: Mapped[int | None]
