"""What the public is filing, the files that go with it, and the address that is told of the case."""

from __future__ import annotations

import datetime as dt
import json

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.cases.models import Case
from casetracker.db import Base
from casetracker.documents.sweeping import named_by
from casetracker.sealing.box import SealBox
from casetracker.sealing.columns import seal_column

# draft: nothing but what somebody typed; sent: it is the case ``case_id``.
STATES = ("draft", "sent")
# unconfirmed: only the mail that asks may be sent; ended: the address is erased.
CONTACT_STATES = ("unconfirmed", "active", "ended")


class Filing(Base):
    """A complaint that somebody files online, sealed as a whole until it is sent.

    ``code_hash`` is that of the code by which the person comes back; ``sealed`` holds the answers of a draft,
    and of a sent one, for a day, the tracking code: whose connection broke while sending still gets it.
    ``tried_at`` is when a complete complaint was first sent, be it that it had to wait: it was filed then.
    """

    __tablename__ = "filings"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(10))
    code_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    created_at: Mapped[dt.datetime]
    saved_at: Mapped[dt.datetime]
    # When ``sealed`` is deleted, and with it the draft; None when nothing is left to delete.
    expires_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    tried_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cases.id"), unique=True)
    # A field that no person sees was filled in: a person at the desk judges whether a program filed it.
    is_suspicious: Mapped[bool] = mapped_column(default=False)
    wants_confidentiality: Mapped[bool] = mapped_column(default=False)

    case: Mapped[Case | None] = relationship()
    files: Mapped[list[FilingFile]] = relationship(back_populates="filing", order_by="FilingFile.id")

    @property
    def ref(self) -> str:
        """Return the reference that audit rows carry."""
        return f"filing:{self.id}"


class FilingFile(Base):
    """A file of a draft; its content lies in the store of documents, its name is sealed."""

    __tablename__ = "filing_files"
    __table_args__ = (sa.UniqueConstraint("filing_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(sa.ForeignKey("filings.id"), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    sealed_name: Mapped[bytes] = mapped_column(sa.LargeBinary)
    content_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    scan_state: Mapped[str] = mapped_column(sa.String(20))
    scanned_at: Mapped[dt.datetime | None]
    added_at: Mapped[dt.datetime]

    filing: Mapped[Filing] = relationship(back_populates="files")


class FilingContact(Base):
    """The e-mail address of who filed a case, sealed with the token of its links, erased when it ends.

    ``told_event_id`` is the last event of the case that was looked at for a mail.
    """

    __tablename__ = "filing_contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), unique=True)
    state: Mapped[str] = mapped_column(sa.String(20), index=True)
    language: Mapped[str] = mapped_column(sa.String(2))
    sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]
    told_event_id: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[dt.datetime | None]
    ending: Mapped[str | None] = mapped_column(sa.String(20))

    case: Mapped[Case] = relationship()

    @property
    def ref(self) -> str:
        """Return the reference that audit rows and the outbox carry: it tells no address."""
        return f"filing-contact:{self.id}"


def contact_of(box: SealBox, contact: FilingContact) -> tuple[str, str]:
    """Return the address and the token of a contact that has not ended; raises ``InvalidToken``."""
    content = json.loads(box.open(contact.sealed or b""))
    return str(content["address"]), str(content["token"])


seal_column(Filing.sealed)
seal_column(FilingFile.sealed_name)
seal_column(FilingContact.sealed)
# What a draft names is no content that belongs to nothing.
named_by(FilingFile.sha256)
