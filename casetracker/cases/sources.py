"""What a stay rests on, as it can be told in public: a case's reference, or a document's number and day.

Free words could name a person, and what explains a clock is published with it.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import marshmallow as ma
from flask_babel import gettext as _

from casetracker.cases.fields import YEARS, Told, clean

REFERENCE = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*/[0-9A-Z]+(?:-[0-9A-Z]+)*/[0-9]{4,}")
# Groups of digits, with a few letters at most: "12/3-Б", "7194-22-00-4а/12", "НҚ-15". No name is that short
# and stands beside a digit.
GROUP = r"(?:[0-9]{1,8}[^\W\d_]{0,3}|[^\W\d_]{1,3}[0-9]{0,8})"
NUMBER = rf"{GROUP}(?:[-/.]{GROUP}){{0,7}}"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}"
SIGN = r"(?:№|No\.?|N)\s*"
DOCUMENT = re.compile(
    rf"(?:{SIGN})?(?P<number>{NUMBER})(?:\s*,\s*|\s+(?:от\s+|of\s+)?)(?P<day>{DAY})"
    rf"|(?P<day_first>{DAY})(?:\s*,\s*|\s+){SIGN}(?P<number_after>{NUMBER})",
    re.IGNORECASE,
)
# More digits than this between two slashes are the telephone number or the identification number of somebody.
MOST_DIGITS = 9


class DocumentSource(Told):
    """A case's reference, or the number and the day of a document; in one way of writing."""

    def read(self, value: Any) -> str:
        """Return ``2022-PRES/SIAC-ASTANA/0001`` or ``№ 12/3-Б, 2022-11-23``."""
        text = " ".join(clean(value).split()) if isinstance(value, str) else ""
        source = reference_in(text) or _document(text)
        if source is None:
            raise ma.ValidationError(
                _(
                    "“%(value)s” cannot be told in public. Write the reference of a case, like "
                    "2022-PRES/SIAC-ASTANA/0001, or the number and the date of a document, like "
                    "№ 12/3-Б, 2022-11-23, without names.",
                    value=text[:60],
                )
            )
        return source


def reference_in(text: str) -> str | None:
    """Return the text as a case's reference when it has the shape of one."""
    return text.upper() if REFERENCE.fullmatch(text.upper()) else None


def document_source(number: str, day: dt.date) -> str:
    """Return a document's number and day as they are told."""
    return f"№ {number}, {day.isoformat()}"


def _document(text: str) -> str | None:
    found = DOCUMENT.fullmatch(text)
    if found is None:
        return None
    number, day = found["number"] or found["number_after"], _day(found["day"] or found["day_first"])
    if day is None or not any(mark.isdigit() for mark in number):
        return None
    if any(sum(mark.isdigit() for mark in part) > MOST_DIGITS for part in number.split("/")):
        return None
    return document_source(number, day)


def _day(text: str) -> dt.date | None:
    try:
        if "." in text:
            day, month, year = (int(part) for part in text.split("."))
            found = dt.date(year, month, day)
        else:
            found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None
