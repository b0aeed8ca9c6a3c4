"""The page of the open data: the dumps that can be taken away, and what their fields mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from casetracker.exchange.opendata.fields import Resource
from casetracker.exchange.opendata.shelf import Dump, KeptFile
from casetracker.lawbook import DEFAULT_ZONE
from casetracker.web.rendering import fmt_date, fmt_datetime, fmt_number
from config.open_data_settings import LICENCES

Shown = dict[str, Any]
KILOBYTE = 1024


def open_data_page(dumps: Sequence[Dump], tables: Sequence[Resource], licence: str) -> Shown:
    """Return what the page shows."""
    name, address = LICENCES[licence]
    return {
        "newest": _dump(dumps[0]) if dumps else None,
        "earlier": [_dump(dump) for dump in dumps[1:]],
        "licence": {"name": name, "href": address},
        "tables": [_table(table) for table in tables],
    }


def _dump(dump: Dump) -> Shown:
    return {
        "day": fmt_date(dt.date.fromisoformat(dump.day)),
        "made": fmt_datetime(dump.made_at, DEFAULT_ZONE),
        "files": [_file(dump, file) for file in dump.files],
        "size": _size(sum(file.size for file in dump.files)),
    }


def _file(dump: Dump, file: KeptFile) -> Shown:
    return {
        "name": file.name,
        "href": url_for("public.download_dump", day=dump.day, file=file.name),
        "rows": fmt_number(file.rows) if file.rows is not None else "",
        "size": _size(file.size),
        "sha256": file.sha256,
    }


def _size(size: int) -> str:
    return _("%(size)s KB", size=fmt_number(-(-size // KILOBYTE)))


def _table(table: Resource) -> Shown:
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "fields": table.fields,
    }
