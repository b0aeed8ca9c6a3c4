"""What may be typed on each page of the guided filing; the last page checks all of it once more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from flask_babel import gettext as _

from casetracker.cases.fields import Answer, Choice, CivilDate, CleanText
from casetracker.cases.inputs import LONGEST_LINE, OPTIONAL, Strict

LANGUAGES = ("kk", "ru")
LONGEST_ADDRESS = 254
ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)


class Email(CleanText):
    """An address that mail can be sent to."""

    def read(self, value: Any) -> str | None:
        """Return the address in small letters."""
        text = (super().read(value) or "").lower()
        if text and not (len(text) <= LONGEST_ADDRESS and text.isascii() and ADDRESS.fullmatch(text)):
            raise ma.ValidationError(_("This is not an e-mail address. Write it like name@host.kz."))
        return text or None


class Proceeding(Choice):
    """A language in which a complaint is examined."""

    def __init__(self, **options: Any) -> None:
        super().__init__("language", **options)
        self.allowed = LANGUAGES


class WhatSchema(Strict):
    """What happened, and in which election."""

    election = CleanText(longest=40, required=True)
    contested = CleanText(longest=60, required=True)
    contested_kind = Choice("contested-kind", required=True)
    subject = Choice("subject", required=True)


class WhoseSchema(Strict):
    """Whose act it is, when it happened, and who complains."""

    against = CleanText(longest=60, required=True)
    contested_body = CleanText(longest=200, **OPTIONAL)
    contested_number = CleanText(longest=80, **OPTIONAL)
    on = CivilDate(required=True)
    by = Choice("party-kind", required=True)


class WhereSchema(Strict):
    """To whom the complaint goes."""

    body = CleanText(longest=200, required=True)


class WhoSchema(Strict):
    """Who files, how to reach them, and in which language they want to be answered."""

    name = CleanText(longest=LONGEST_LINE, required=True)
    contact = CleanText(longest=LONGEST_LINE, required=True)
    organisation = CleanText(longest=LONGEST_LINE, **OPTIONAL)
    standing = CleanText(longest=1000, **OPTIONAL)
    email = Email(longest=300, **OPTIONAL)
    language = Proceeding(required=True)
    confidential = Answer(**OPTIONAL)


class TextSchema(Strict):
    """The complaint itself, and what is asked for."""

    text = CleanText(longest=50_000, required=True)
    relief = CleanText(longest=5000, **OPTIONAL)


# The pages in their order.
PAGES: Mapping[str, type[Strict]] = {
    "what": WhatSchema,
    "whose": WhoseSchema,
    "where": WhereSchema,
    "who": WhoSchema,
    "text": TextSchema,
}
PAGE_OF = {name: page for page, schema in PAGES.items() for name in schema().fields}
