"""What may be entered of a hearing: the shape. What fits together is checked by ``hearings``."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import marshmallow as ma
from flask_babel import gettext as _

from casetracker.cases.fields import Answer, Choice, CleanText, Count, LocalMoment, Told, clean
from casetracker.cases.inputs import LONGEST_LINE, LONGEST_REASON, OPTIONAL, Strict

LONGEST_LINK = 500
SPACES = re.compile(r"\s")


class WebAddress(Told):
    """An address of the web that a reader can open: https, with a host."""

    def read(self, value: Any) -> str:
        """Return the address as it was written."""
        text = clean(value) if isinstance(value, str) else ""
        if not _is_address(text):
            raise ma.ValidationError(
                _("“%(value)s” is no address. Write it like https://example.org/room.", value=text[:60])
            )
        return text


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    plain = parts.scheme == "https" and bool(host) and not SPACES.search(text) and len(text) <= LONGEST_LINK
    # Who the link is for must not stand in it, and a password never.
    return plain and parts.username is None


class HearingSchema(Strict):
    """A hearing as it is set; ``with_cases`` are the references of further cases that are heard in it."""

    starts_at = LocalMoment(required=True)
    minutes = Count(**OPTIONAL)
    place = CleanText(longest=LONGEST_LINE, required=True)
    room = CleanText(longest=100, **OPTIONAL)
    link = WebAddress(**OPTIONAL)
    link_is_public = Answer(load_default=False, allow_none=True)
    is_open = Answer(required=True)
    closed_ground = Choice("closed-ground", **OPTIONAL)
    closed_reason = CleanText(longest=LONGEST_REASON, **OPTIONAL)
    agenda = CleanText(longest=LONGEST_REASON, **OPTIONAL)
    language = Choice("language", required=True)
    with_cases = CleanText(longest=1000, **OPTIONAL)


class MovedHearingSchema(Strict):
    """When and where a hearing will be instead, and why."""

    starts_at = LocalMoment(required=True)
    minutes = Count(**OPTIONAL)
    place = CleanText(longest=LONGEST_LINE, required=True)
    room = CleanText(longest=100, **OPTIONAL)
    link = WebAddress(**OPTIONAL)
    link_is_public = Answer(load_default=False, allow_none=True)
    reason = CleanText(longest=LONGEST_REASON, required=True)


class AdjournedHearingSchema(Strict):
    """Why a hearing was adjourned, and when it goes on; left out: without a day."""

    next_starts_at = LocalMoment(**OPTIONAL)
    minutes = Count(**OPTIONAL)
    place = CleanText(longest=LONGEST_LINE, **OPTIONAL)
    room = CleanText(longest=100, **OPTIONAL)
    reason = CleanText(longest=LONGEST_REASON, required=True)


class CancelledHearingSchema(Strict):
    """Why a hearing will not be."""

    reason = CleanText(longest=LONGEST_REASON, required=True)


class HearingResultSchema(Strict):
    """How a hearing ended, other than by being adjourned or cancelled; a reason when that is corrected."""

    result = Choice("recorded-result", required=True)
    ended_at = LocalMoment(**OPTIONAL)
    note = CleanText(longest=LONGEST_REASON, **OPTIONAL)
    reason = CleanText(longest=LONGEST_REASON, **OPTIONAL)
