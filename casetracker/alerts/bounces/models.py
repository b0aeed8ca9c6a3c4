"""That a mail came back, or was delayed on its way."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.accounts.models import User
from casetracker.alerts.models import OutboxMail
from casetracker.db import Base

# The address does not take mail; this mail was given up on its way; it is still being tried.
PERMANENT, EXPIRED, DELAYED = "permanent", "expired", "delayed"


class MailBounce(Base):
    """What a mail server reported of one mail; the same report again is the same row.

    Nothing that a server said about a subscriber is kept but the status.
    """

    __tablename__ = "mail_bounces"
    __table_args__ = (sa.UniqueConstraint("mail_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(sa.ForeignKey("outbox_mails.id"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    status: Mapped[str] = mapped_column(sa.String(20))
    told: Mapped[str] = mapped_column(sa.String(300))
    at: Mapped[dt.datetime]
    # When somebody said that the address takes mail again, and who.
    cleared_at: Mapped[dt.datetime | None]
    cleared_by: Mapped[str | None] = mapped_column(sa.String(120))

    mail: Mapped[OutboxMail] = relationship()
    user: Mapped[User | None] = relationship()
