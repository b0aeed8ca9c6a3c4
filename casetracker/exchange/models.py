"""Imports: the work itself, its file while it is needed, and what became of each row."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casetracker.accounts.administration import COMMAND_LINE
from casetracker.db import Base
from casetracker.registry.models import Body
from casetracker.sealing.columns import seal_column

STATES = ("mapping", "previewing", "previewed", "importing", "done", "failed", "discarded")
WORKING = ("previewing", "importing")


class ImportJob(Base):
    """One file that is brought in; ``cursor`` is the number of the last row that was judged or registered.

    A batch of rows, the counts and the cursor are one transaction: a crash between any two lines leaves the
    cursor where the last batch was committed, and whoever works next goes on from there.
    """

    __tablename__ = "import_jobs"
    __table_args__ = (
        sa.Index("ix_import_jobs_state_id", "state", "id"),
        # Somebody answers for what is brought in: a user of the pages, or an operator at the command line.
        sa.CheckConstraint("(user_id IS NULL) <> (operator IS NULL)", name="sender"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[str] = mapped_column(sa.ForeignKey("bodies.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    operator: Mapped[str | None] = mapped_column(sa.String(60))
    language: Mapped[str] = mapped_column(sa.String(2))
    file_name: Mapped[str] = mapped_column(sa.String(200))
    file_hash: Mapped[str] = mapped_column(sa.String(64))
    file_size: Mapped[int]
    # Which column is which field, which value which slug, and what holds for every row (see ``mapping``).
    mapping: Mapped[dict[str, Any]]
    # The rules by which the rows were judged; by others the preview is made anew.
    law_fingerprint: Mapped[str | None] = mapped_column(sa.String(64))
    state: Mapped[str] = mapped_column(sa.String(20))
    # Why the file cannot be read, in the language of whoever sent it.
    problem: Mapped[str | None]
    total: Mapped[int] = mapped_column(default=0)
    cursor: Mapped[int] = mapped_column(default=0)
    seen: Mapped[int] = mapped_column(default=0)
    registered: Mapped[int] = mapped_column(default=0)
    duplicate: Mapped[int] = mapped_column(default=0)
    late: Mapped[int] = mapped_column(default=0)
    error: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]

    body: Mapped[Body] = relationship(lazy="joined")

    @property
    def ref(self) -> str:
        """Return the reference that audit rows carry."""
        return f"import:{self.id}"

    @property
    def actor(self) -> str:
        """Return who is told in audit rows and case files as the one who brought it in."""
        return operator_ref(self.operator) if self.operator else f"user:{self.user_id}"


def operator_ref(name: str) -> str:
    """Return the reference of an operator at the command line."""
    return f"{COMMAND_LINE}:{name}"


class ImportFile(Base):
    """The file of an import, sealed; it is deleted as soon as nobody needs it."""

    __tablename__ = "import_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(sa.ForeignKey("import_jobs.id"), unique=True)
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)


seal_column(ImportFile.sealed)


class ImportRow(Base):
    """What became of a row of the file, or would: of its content only what is wrong with it."""

    __tablename__ = "import_rows"
    __table_args__ = (sa.Index("ix_import_rows_job_id_key", "job_id", "key"),)

    job_id: Mapped[int] = mapped_column(sa.ForeignKey("import_jobs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(sa.String(20))
    is_late: Mapped[bool]
    reference: Mapped[str | None] = mapped_column(sa.String(100))
    key: Mapped[str | None] = mapped_column(sa.String(200))
    received_at: Mapped[dt.datetime | None]
    problems: Mapped[list[Any]]


class ImportMapping(Base):
    """How a body's files with certain headings are read: remembered from the last time."""

    __tablename__ = "import_mappings"
    __table_args__ = (sa.UniqueConstraint("body_id", "headings_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[str] = mapped_column(sa.ForeignKey("bodies.id"))
    headings_hash: Mapped[str] = mapped_column(sa.String(64))
    mapping: Mapped[dict[str, Any]]
    used_at: Mapped[dt.datetime]
