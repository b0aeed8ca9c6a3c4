"""Who takes part in a case; who they are stands apart, encrypted."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.db import Base
from casetracker.registry.models import Body

if TYPE_CHECKING:
    from casetracker.cases.models.case import Case


class Identity(Base):
    """The personal data of a party: encrypted bytes, read only through ``cases.identities``.

    A corrected identity stands beside the one that took its place until both are erased. Of an erased one
    only that there was one is left: ``sealed`` is gone, and its marks in the blind index with it.
    """

    __tablename__ = "identities"

    id: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    created_at: Mapped[dt.datetime]
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    # The name of the key that its marks were made with; None before the first rotation of older rows.
    index_key: Mapped[str | None] = mapped_column(sa.String(16))
    replaced_at: Mapped[dt.datetime | None]
    erased_at: Mapped[dt.datetime | None]

    marks: Mapped[list[IdentityMark]] = relationship(order_by="IdentityMark.id")


class IdentityMark(Base):
    """A mark of a name, IIN, e-mail address or telephone number, by which the same one is found again."""

    __tablename__ = "identity_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_id: Mapped[int] = mapped_column(sa.ForeignKey("identities.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    mark: Mapped[str] = mapped_column(sa.String(64), index=True)


class Party(Base):
    """A complainant, respondent, third party or proxy, by role and kind only.

    What they claim for their standing is sealed with who they are. A party that was entered by mistake is
    ``removed``, never deleted.
    """

    __tablename__ = "parties"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(20))
    kind: Mapped[str] = mapped_column(sa.String(30))
    organisation: Mapped[str | None] = mapped_column(sa.String(300), index=True)
    body_id: Mapped[str | None] = mapped_column(sa.ForeignKey("bodies.id"))
    identity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("identities.id"))
    standing_found: Mapped[bool | None]
    # For which party of the same case a proxy acts.
    represents_id: Mapped[int | None] = mapped_column(sa.ForeignKey("parties.id"))
    removed_at: Mapped[dt.datetime | None]

    case: Mapped[Case] = relationship(back_populates="parties")
    identity: Mapped[Identity | None] = relationship()
    body: Mapped[Body | None] = relationship()
