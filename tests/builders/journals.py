"""Journals of applications as files, with rows that can be imported unless changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import current_app
from openpyxl import Workbook
from sqlalchemy.orm import Session

from casetracker.exchange.imports import Report, Terms, import_journal
from casetracker.exchange.journal import COLUMNS, extract_workbook
from casetracker.exchange.tables import open_journal
from casetracker.runtime import lawbook
from tests.builders.cases import vault
from tests.builders.registry import PRESIDENTIAL

FIELDS = tuple(field for field, _heading in COLUMNS)
ROW: dict[str, Any] = {
    "number": "1",
    "registered_number": "01-07/15",
    "received_at": "2022-11-21T10:00",  # Monday after voting day
    "channel": "paper",
    "language": "ru",
    "complainant_kind": "observer",
    "complainant_name": "Образцов Проба",
    "election": PRESIDENTIAL,
    "body": "CEC",
    "region": "Астана",
    "procedure": "commission-complaint",
    "subject": "observers",
    "contested_kind": "act",
    "contested_on": "2022-11-20",
    "contested_body": "PEC-ASTANA-372",
    "respondent": "Участковая избирательная комиссия № 372",
    "contested_number": None,
    "text": "Наблюдателя удалили с участка во время подсчёта.",
    "relief": "Признать действие незаконным.",
    "outcome": None,
    "inadmissibility_ground": None,
    "replied_on": None,
}
REPLY = {"outcome": "refused", "replied_on": "2022-11-23"}


def row(**changes: Any) -> dict[str, Any]:
    """Return a row; give ``registered_number`` to tell several apart."""
    return ROW | changes


def as_csv(
    rows: Iterable[Mapping[str, Any]],
    *,
    fields: Sequence[str] = FIELDS,
    separator: str = ";",
    encoding: str = "utf-8",
    plain_names: bool = False,
) -> bytes:
    """Return the journal as delimited text, with the journal's headings or the plain names of fields."""
    headings = dict(COLUMNS)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow([field if plain_names else headings.get(field, field) for field in fields])
    writer.writerows([each.get(field) for field in fields] for each in rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the journal as a workbook with a banner and headings, as commissions write it."""
    return saved(extract_workbook(rows))


def saved(workbook: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def imported(session: Session, content: bytes, name: str = "journal.csv", **terms: Any) -> Report:
    """Import a file of this content; the registry must be stored. Not committed."""
    if not current_app:
        raise RuntimeError("a journal is imported inside an application context")
    with open_journal(io.BytesIO(content), name) as journal:
        return import_journal(session, lawbook(), vault(), journal, Terms("test", **terms))
