"""What is stored of a document; its bytes lie in the store, under the SHA-256 of what they are."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.cases.models import Case, Decision
from casetracker.db import Base

SCAN_STATES = ("off", "waiting", "clean", "infected")
TEXT_STATES = ("none", "waiting", "done", "failed")
STANDING = sa.text("withdrawn_at IS NULL")


class Document(Base):
    """One file in a case; withdrawn it stays, as what remains of it.

    ``scan_state`` is ``off`` when no scanner was set up; what is ``waiting`` or ``infected`` is served to
    nobody. ``redacts_id`` is the original of a redacted version, which is a document of its own.
    """

    __tablename__ = "documents"
    __table_args__ = (
        # The same content twice in a case is one document, also when it is sent twice at once.
        sa.Index(
            "uq_documents_case_id_sha256",
            "case_id",
            "sha256",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        sa.Index("ix_documents_scan_state_id", "scan_state", "id"),
        sa.Index("ix_documents_text_state_id", "text_state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decisions.id"), index=True)
    redacts_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(30))
    language: Mapped[str] = mapped_column(sa.String(2))
    # May be published; False: for the staff of the case only.
    is_public: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(sa.String(200))
    content_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    added_at: Mapped[dt.datetime]
    added_by: Mapped[str] = mapped_column(sa.String(120))

    scan_state: Mapped[str] = mapped_column(sa.String(20))
    scanned_at: Mapped[dt.datetime | None]
    # What the scanner calls what it found.
    scan_found: Mapped[str | None] = mapped_column(sa.String(200))

    text_state: Mapped[str] = mapped_column(sa.String(20))
    # A slug of labels.TEXT_PROBLEMS.
    text_problem: Mapped[str | None] = mapped_column(sa.String(40))
    text_tries: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int | None]

    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(sa.String(120))
    withdrawn_reason: Mapped[str | None] = mapped_column(sa.String(500))

    case: Mapped[Case] = relationship()
    decision: Mapped[Decision | None] = relationship()
    redacts: Mapped[Document | None] = relationship(remote_side=[id])

    @property
    def is_standing(self) -> bool:
        """Tell whether the document was not withdrawn."""
        return self.withdrawn_at is None

    @property
    def is_servable(self) -> bool:
        """Tell whether its content may be given to anybody."""
        return self.is_standing and self.scan_state in ("off", "clean")


class DocumentText(Base):
    """The text that was read out of a document, apart from it so that lists stay light."""

    __tablename__ = "document_texts"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), primary_key=True)
    text: Mapped[str]
    # "layer" when the file holds it as text, "ocr" when at least one page was recognised from its picture.
    method: Mapped[str] = mapped_column(sa.String(20))
    # The text was longer than is kept.
    is_cut: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[dt.datetime]
