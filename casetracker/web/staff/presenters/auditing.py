"""Rows of the audit chain in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from casetracker.audit.models import AuditRow
from casetracker.audit.queries import LOOKS
from casetracker.cases.audit_reach import CASE, USER
from casetracker.web.rendering import UNKNOWN, label

Shown = dict[str, Any]

# Details that hold slugs, and whose labels those are; details that hold references of users.
SLUGS = {"role": "party-role", "fields": "party-field", "by": "mark-kind", "outcome": "outcome"}
SLUGS |= {"facts": "case-fact", "cause": "recomputation-cause"}
PEOPLE = ("reviewed_by", "confirmed_by", "assignee")


def shown_entries(rows: Sequence[AuditRow], names: Mapping[str, str]) -> list[Shown]:
    """Return rows as their page shows them; *names* are those of the users among actors and things."""
    return [
        {
            "seq": row.seq,
            "at": row.at,
            "actor": _person(row.actor, names),
            "action": label("audit-action", row.action),
            "is_look": row.action in LOOKS,
            "thing": row.thing.removeprefix(CASE)
            if row.thing.startswith(CASE)
            else _person(row.thing, names),
            "href": _case_url(row.thing),
            "details": [
                (label("audit-detail", key), _told(key, value, names)) for key, value in row.details.items()
            ],
        }
        for row in rows
    ]


def _person(ref: str, names: Mapping[str, str]) -> str:
    if not ref.startswith(USER):
        return ref
    return _("%(name)s (%(reference)s)", name=names[ref], reference=ref) if ref in names else ref


def _case_url(thing: str) -> str:
    """Return the address of the case: its row was only shown because the case is in scope."""
    parts = thing.removeprefix(CASE).lower().split("/")
    if not thing.startswith(CASE) or len(parts) != 3:
        return ""
    election, body, serial = parts
    return url_for("staff.show_case", election=election, slug=f"{body}-{serial}")


def _told(key: str, value: Any, names: Mapping[str, str]) -> str:
    """Return a detail in words: slugs by their labels, people by their names."""
    if key in SLUGS:
        values = value if isinstance(value, list) else [value]
        return ", ".join(
            label(SLUGS[key], each) if isinstance(each, str) else _value(each) for each in values
        )
    return _person(value, names) if key in PEOPLE and isinstance(value, str) else _value(value)


def _value(value: Any) -> str:
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_value(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_value(inner) for inner in value) or UNKNOWN
    return str(value)
