"""A field of a dump: its name, its type as Frictionless Table Schema knows it, and what it means."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa


@dataclass(frozen=True)
class Field:
    """One column.

    Attributes:
        fill: gives the value of a row, as JSON knows it; an instant or a date is ISO text already.
    """

    name: str
    type: str
    description: str
    fill: Callable[[Any], Any]
    required: bool = False

    def described(self) -> dict[str, Any]:
        """Return the field as a Table Schema describes it."""
        told: dict[str, Any] = {"name": self.name, "type": self.type, "description": self.description}
        return told | ({"constraints": {"required": True}} if self.required else {})


@dataclass(frozen=True)
class Resource:
    """One table of a dump.

    Attributes:
        statement: gives its rows in an order that does not change.
        key: the fields that no two rows share.
        refers: field -> (resource, field) of what it names.
    """

    name: str
    title: str
    description: str
    fields: Sequence[Field]
    statement: sa.Select[Any]
    key: Sequence[str]
    refers: Sequence[tuple[str, str, str]] = ()


def text(
    name: str, description: str, fill: Callable[[Any], Any] | None = None, *, must: bool = False
) -> Field:
    """Return a field of text."""
    return Field(name, "string", description, fill or _attribute(name), must)


def number(name: str, description: str, *, must: bool = False) -> Field:
    """Return a field of a whole number."""
    return Field(name, "integer", description, _attribute(name), must)


def truth(name: str, description: str, *, must: bool = False) -> Field:
    """Return a field that is true or false; empty where nobody knows."""
    return Field(name, "boolean", description, _attribute(name), must)


def day(name: str, description: str, *, must: bool = False) -> Field:
    """Return a field of a civil date."""

    def fill(row: Any) -> str | None:
        value: dt.date | None = getattr(row, name)
        return value.isoformat() if value else None

    return Field(name, "date", description, fill, must)


def instant(name: str, description: str, *, must: bool = False) -> Field:
    """Return a field of an instant, in UTC and to the second."""

    def fill(row: Any) -> str | None:
        value: dt.datetime | None = getattr(row, name)
        return in_utc(value) if value else None

    return Field(name, "datetime", description, fill, must)


def several(name: str, description: str, fill: Callable[[Any], Any] | None = None) -> Field:
    """Return a field of a JSON array."""
    return Field(name, "array", description, fill or _attribute(name), True)


def in_utc(moment: dt.datetime) -> str:
    """Return an instant as RFC 3339 writes it, in UTC."""
    return moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def cell(value: Any) -> str:
    """Return a value as a cell of CSV shows it: an array as JSON, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def _attribute(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row, name)
