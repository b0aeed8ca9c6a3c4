"""The page on which a person says which column is which field, and which value which slug."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from casetracker import labels
from casetracker.exchange.columns import REQUIRED
from casetracker.exchange.jobs import check_reading
from casetracker.exchange.mapping import FIELDS, FIXED, Reading
from casetracker.exchange.models import ImportJob
from casetracker.exchange.surveying import survey, values_not_understood
from casetracker.exchange.values import KINDS, folded
from casetracker.lawbook import LawBook
from casetracker.registry.queries import list_elections
from casetracker.web.rendering import language

FIELD_NAMES = {
    "registered_number": _l("Number in the journal"),
    "received_at": _l("Received"),
    "filed_at": _l("Filed"),
    "channel": _l("How it came in"),
    "language": _l("Language"),
    "complainant_kind": _l("Who complains: kind"),
    "complainant_name": _l("Name of the complainant"),
    "complainant_contact": _l("Contact of the complainant"),
    "complainant_organisation": _l("Organisation of the complainant"),
    "election": _l("Election or referendum"),
    "body": _l("Body that registers (code)"),
    "region": _l("Region (kept in the text)"),
    "procedure": _l("Procedure"),
    "subject": _l("Subject"),
    "contested_kind": _l("Contested: decision, action or inaction"),
    "contested_on": _l("Day of the contested act"),
    "contested_body": _l("Body whose act is contested (code)"),
    "respondent": _l("Against whom (kept in the text)"),
    "contested_number": _l("Number of the contested act"),
    "text": _l("Text of the complaint"),
    "relief": _l("What the complainant asks for"),
    "outcome": _l("Outcome"),
    "inadmissibility_ground": _l("Ground of inadmissibility"),
    "replied_on": _l("Day of the reply"),
    "correction_number": _l("Number of the correction of the decision"),
    "corrected_on": _l("Day of the correction of the decision"),
}


def field_name(name: str) -> str:
    """Return what a person reads for a field."""
    return str(FIELD_NAMES.get(name, name))


def mapping_page(
    session: Session, book: LawBook, job: ImportJob, file: io.BytesIO, typed: Mapping[str, str] | None
) -> dict[str, Any]:
    """Return what the page of the columns shows; *typed* is a form that was refused."""
    reading = Reading.of(job.mapping)
    seen = survey(file, job.file_name)
    if typed is not None:
        reading = replace(reading, columns=_columns(reading, typed))
    columns = [
        {
            "name": f"column-{place}",
            "heading": heading or _("Column %(number)d without a heading", number=place + 1),
            "samples": seen.samples.get(place, []),
            "field": reading.columns.get(place, ""),
        }
        for place, heading in enumerate(reading.headings)
    ]
    return {
        "columns": columns,
        "field_options": [("", _("Do not import")), *((name, field_name(name)) for name in FIELDS)],
        "fixed": [_fixed(session, book, name, reading) for name in FIXED],
        "unknown_values": _unknown_values(file, job, reading),
        "values": typed if typed is not None else _kept_values(reading),
        "other_sheets": seen.other_sheets,
        "required": [field_name(name) for name in FIELDS if name in REQUIRED],
    }


def _fixed(session: Session, book: LawBook, name: str, reading: Reading) -> dict[str, Any]:
    if name == "election":
        options = [(it.code, it.name(language())) for it in list_elections(session)]
    elif name == "procedure":
        options = [(slug, procedure.names[language()]) for slug, procedure in book.procedures.items()]
    elif name == "body":
        options = []
    else:
        options = labels.choices(KINDS[name])
    has_column = name in reading.columns.values()
    return {"name": f"fixed-{name}", "label": field_name(name), "options": options, "has_column": has_column}


def _kept_values(reading: Reading) -> dict[str, str]:
    told = {
        _value_name(field, plain): slug
        for field, slugs in reading.values.items()
        for plain, slug in slugs.items()
    }
    return {f"fixed-{name}": value for name, value in reading.fixed.items()} | told


def _unknown_values(file: io.BytesIO, job: ImportJob, reading: Reading) -> list[dict[str, Any]]:
    try:
        found = values_not_understood(file, job.file_name, reading)
    except Exception:
        # Two columns that mean the same are told first.
        return []
    return [
        {
            "field": field,
            "label": field_name(field),
            "options": labels.choices(KINDS[field]),
            "texts": [(_value_name(field, folded(text)), text) for text in texts],
        }
        for field, texts in found.items()
    ]


def _value_name(field: str, plain: str) -> str:
    return f"value-{field}-{plain}"


def read_mapping(
    book: LawBook, job: ImportJob, form: Mapping[str, str]
) -> tuple[Reading, dict[str, list[str]]]:
    """Return the mapping that a form holds, and what is wrong with it."""
    reading = Reading.of(job.mapping)
    fixed = {name: form.get(f"fixed-{name}", "").strip()[:80] for name in FIXED}
    fixed = {name: value for name, value in fixed.items() if value}
    values = {name: dict(told) for name, told in reading.values.items()}
    for key, slug in form.items():
        kind, _dash, rest = key.partition("-")
        field, _dash, plain = rest.partition("-")
        if kind == "value" and field in KINDS and slug in labels.KINDS[KINDS[field]]:
            values.setdefault(field, {})[plain[:100]] = slug
    changed = replace(reading, columns=_columns(reading, form), fixed=fixed, values=values)
    return changed, check_reading(book, fixed)


def _columns(reading: Reading, form: Mapping[str, str]) -> dict[int, str]:
    chosen = {place: form.get(f"column-{place}", "") for place in range(len(reading.headings))}
    return {place: name for place, name in chosen.items() if name in FIELDS}
