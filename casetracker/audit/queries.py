"""Read the audit chain: page by page, from the newest row back, and when it was last checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.audit.models import AuditCheck, AuditRow
from casetracker.audit.verifying import ChainFault, chain_faults

__all__ = ["LOOKS", "PAGE_SIZE", "ChainFault", "Wanted", "chain_faults", "entries", "last_check"]

PAGE_SIZE = 50
# What shows somebody personal data.
LOOKS = ("identity.looked-at", "person.searched", "document.opened")


@dataclass(frozen=True)
class Wanted:
    """Which rows are wanted; what is None or False does not narrow."""

    actor: str | None = None
    action: str | None = None
    thing: str | None = None
    from_at: dt.datetime | None = None
    until_at: dt.datetime | None = None
    only_looks: bool = False

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """Return what a row must fulfil."""
        found: list[sa.ColumnElement[bool]] = []
        for column, value in (
            (AuditRow.actor, self.actor),
            (AuditRow.action, self.action),
            (AuditRow.thing, self.thing),
        ):
            if value is not None:
                found.append(column == value)
        if self.from_at is not None:
            found.append(AuditRow.at >= self.from_at)
        if self.until_at is not None:
            found.append(AuditRow.at < self.until_at)
        if self.only_looks:
            found.append(AuditRow.action.in_(LOOKS))
        return found


def entries(
    session: Session,
    reach: sa.ColumnElement[bool],
    wanted: Wanted,
    *,
    before: int | None = None,
    limit: int | None = PAGE_SIZE,
) -> Sequence[AuditRow]:
    """Return rows inside a reach, the newest first: those before a number when one is given.

    *reach* is a condition on ``AuditRow``, from ``cases.audit_reach``. A list of any length is read page by
    page, each with the last number of the one before it; *limit* None returns all at once.
    """
    conditions = [reach, *wanted.conditions(), *([AuditRow.seq < before] if before is not None else [])]
    statement = sa.select(AuditRow).where(*conditions).order_by(AuditRow.seq.desc()).limit(limit)
    return session.scalars(statement).all()


def last_check(session: Session) -> AuditCheck | None:
    """Return the last check of the whole chain, or None when it was never checked."""
    return session.scalars(sa.select(AuditCheck).order_by(AuditCheck.id.desc()).limit(1)).one_or_none()
