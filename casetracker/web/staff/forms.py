"""What is typed into the forms of the staff side, read field by field; nothing typed is ever lost."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from casetracker.cases.fields import CleanText, clean
from casetracker.cases.inputs import Strict

LONGEST_QUERY = 200
LONGEST_REASON = 500
# No list is longer; a number beyond what a database can count to is not looked up.
LAST_PAGE = 1_000_000


class ReasonSchema(Strict):
    """Why somebody wants to see who a party is."""

    reason = CleanText(longest=LONGEST_REASON, required=True)


def typed(schema: ma.Schema, form: Mapping[str, str]) -> dict[str, Any]:
    """Return what a form holds for the fields of *schema*; buttons and tokens are left out."""
    return {name: form.get(name, "") for name in schema.fields}


def plain_words(text: str) -> str:
    """Return a search text as any database can take it."""
    try:
        return clean(text)[:LONGEST_QUERY]
    except ma.ValidationError:
        return ""


def page_of(arguments: Mapping[str, str]) -> int:
    """Return the number of the page of a list that is asked for, from 1; 1 when it cannot be read."""
    text = arguments.get("page", "")
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def form_id_of(form: Mapping[str, str]) -> str:
    """Return the id of this one filling-in of a form, by which sending it twice is recognised."""
    try:
        return str(uuid.UUID(form.get("form_id", "")))
    except ValueError:
        return new_form_id()


def new_form_id() -> str:
    """Return an id for a new filling-in of a form."""
    return str(uuid.uuid4())


def version_of(form: Mapping[str, str]) -> int:
    """Return the version of the case that the person saw; what cannot be read was never current."""
    return number_of(form.get("version", ""))


def number_of(text: str) -> int:
    """Return the number that a hidden field holds; -1 for what cannot be read."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
