"""Which column of a journal is which field: known headings in two languages, or the field's own name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from casetracker.cases.inputs import ComplaintSchema
from casetracker.exchange.errors import ImportFileError
from casetracker.exchange.journal import COLUMNS

COMPLAINT_FIELDS = tuple(ComplaintSchema().fields)
REQUIRED = frozenset(name for name, field in ComplaintSchema().fields.items() if field.required)
# What a journal tells in words and no field of a complaint holds: it is kept at the end of the text.
TOLD_IN_WORDS = ("region", "respondent")
JOURNAL_FIELDS = (
    *("registered_number", "outcome", "inadmissibility_ground", "replied_on"),
    *("correction_number", "corrected_on", *TOLD_IN_WORDS),
)
# Running numbers of a page: known, so that they are not reported as unknown, and of no further use.
WITHOUT_USE = ("number",)
HEADING_LANGUAGES = ("kk", "ru")
# A row with fewer known headings is a title or a row of data.
FEWEST_HEADINGS = 3
HEADING_LOOKED_FOR_IN = 20


def plain(heading: Any) -> str:
    """Return a heading without the differences that people do not see."""
    return " ".join(unicodedata.normalize("NFC", str(heading or "")).casefold().split())


def _known_headings() -> dict[str, str]:
    known = {name: name for name in (*COMPLAINT_FIELDS, *JOURNAL_FIELDS, *WITHOUT_USE)}
    for field, heading in COLUMNS:
        for name in (heading, *heading.split(" / ")):
            known[plain(name)] = field
    return known


KNOWN = _known_headings()
HEADINGS = dict(COLUMNS)


def heading_in(field: str, language: str) -> str:
    """Return the journal's heading of a field in Kazakh, or in Russian for any other language."""
    parts = HEADINGS[field].split(" / ")
    return parts[0] if language == "kk" else parts[-1]


@dataclass(frozen=True)
class Columns:
    """The columns of a table: by place, the field; by field, the heading as the file has it."""

    fields: Mapping[int, str]
    headings: Mapping[str, str]
    unknown: tuple[str, ...]
    width: int


def known_in(cells: Iterable[Any]) -> int:
    """Return how many cells of a row are known headings."""
    return sum(plain(cell) in KNOWN for cell in cells)


def find_headings(rows: Sequence[Sequence[Any]]) -> int | None:
    """Return the place of the row of headings among the first rows of a table, or None."""
    best = max(range(len(rows)), key=lambda place: (known_in(rows[place]), -place), default=None)
    return best if best is not None and known_in(rows[best]) >= FEWEST_HEADINGS else None


def no_headings() -> ImportFileError:
    """Return the error of a table in which no row of headings was found."""
    return ImportFileError(
        _(
            "No row of headings was found in the first %(rows)d rows. Expected columns such as: %(columns)s.",
            rows=HEADING_LOOKED_FOR_IN,
            columns="; ".join(HEADINGS[field] for field in ("received_at", "subject", "text")),
        )
    )


def read_columns(cells: Sequence[Any]) -> Columns:
    """Return the columns that a row of headings tells.

    Raises :class:`ImportFileError` when two columns are the same field.
    """
    fields: dict[int, str] = {}
    headings: dict[str, str] = {}
    unknown: list[str] = []
    for place, cell in enumerate(cells):
        heading = " ".join(str(cell or "").split())
        field = KNOWN.get(plain(heading))
        if field in headings:
            raise ImportFileError(
                _(
                    "Two columns mean the same: “%(one)s” and “%(other)s”. Remove one of them.",
                    one=headings[field],
                    other=heading,
                )
            )
        if field:
            fields[place], headings[field] = field, heading
        elif heading:
            unknown.append(heading)
    return Columns(fields, headings, tuple(unknown), len(cells))


def check_required(columns: Columns, given: Iterable[str]) -> None:
    """Raise :class:`ImportFileError` naming each needed column that is neither there nor *given*."""
    missing = REQUIRED - set(columns.headings) - set(given)
    if missing:
        named = [HEADINGS.get(field, field) for field in COMPLAINT_FIELDS if field in missing]
        raise ImportFileError(
            _("Columns are missing: %(columns)s. Add them to the row of headings.", columns="; ".join(named))
        )
