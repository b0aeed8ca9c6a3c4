"""Write any list as a table: each column says what it is called and how a row fills it; rows are streamed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from casetracker import labels
from casetracker.audit.actions import record
from casetracker.streaming import each_row


@dataclass(frozen=True)
class Column:
    """A column: its heading, and what of a row stands in it."""

    heading: str | LazyString
    fill: Callable[[Any], Any]


@dataclass(frozen=True)
class Table:
    """A list that can be written.

    Attributes:
        statement: gives rows whose fields the columns read; narrowed to what was asked for, and in order.
    """

    name: str
    title: str | LazyString
    columns: Sequence[Column]
    statement: sa.Select[Any]

    def headings(self) -> list[str]:
        """Return the headings in the language of the reader."""
        return [str(column.heading) for column in self.columns]


def plain(heading: str | LazyString, name: str) -> Column:
    """Return a column that shows a field as it is stored."""
    return Column(heading, lambda row: getattr(row, name))


def labelled(heading: str | LazyString, kind: str, name: str) -> tuple[Column, Column]:
    """Return two columns of a slug: the words for a reader, and the slug for a program."""

    def words(row: Any) -> str | None:
        slug = getattr(row, name)
        return labels.label(kind, slug) if slug else None

    return Column(heading, words), Column(name.replace("_", "-"), lambda row: getattr(row, name))


def local(heading: str | LazyString, name: str, zone: str | Callable[[Any], str]) -> tuple[Column, Column]:
    """Return two columns of an instant: the local time, and how far its zone is from UTC."""

    def moment(row: Any) -> dt.datetime | None:
        instant: dt.datetime | None = getattr(row, name)
        return instant.astimezone(ZoneInfo(zone if isinstance(zone, str) else zone(row))) if instant else None

    def offset(row: Any) -> str | None:
        told = moment(row)
        return f"UTC{told.isoformat()[-6:]}" if told else None

    return Column(heading, lambda row: _wall(moment(row))), Column(_l("Zone"), offset)


def _wall(moment: dt.datetime | None) -> dt.datetime | None:
    return moment.replace(tzinfo=None, microsecond=0) if moment else None


def yes_or_no(heading: str | LazyString, name: str) -> Column:
    """Return a column of a fact that is true or not."""

    def words(row: Any) -> str | None:
        value = getattr(row, name)
        return None if value is None else (_("Yes") if value else _("No"))

    return Column(heading, words)


def note_export(session: Session, table: Table, *, ending: str, asked: str, actor: str) -> int:
    """Record who takes a list out, what was asked for and how many rows it has; return that number."""
    counted = sa.select(sa.func.count()).select_from(table.statement.order_by(None).subquery())
    rows = int(session.scalar(counted) or 0)
    details = {"filter": asked, "format": ending, "rows": rows}
    record(session, actor=actor, action="list.exported", thing=f"list:{table.name}", details=details)
    return rows


def rows_of(session: Session, table: Table) -> Iterator[list[Any]]:
    """Give the rows as they are written; never more than some at once are in memory."""
    for row in each_row(session, table.statement):
        yield [column.fill(row) for column in table.columns]
