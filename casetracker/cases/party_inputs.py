"""What may be entered of a party, and what is wrong with an individual identification number."""

from __future__ import annotations

import re
from typing import Any

import marshmallow as ma
from flask_babel import gettext as _

from casetracker.cases.fields import Answer, Choice, CleanText
from casetracker.cases.inputs import LONGEST_LINE, LONGEST_REASON, OPTIONAL, Strict

LONGEST_STANDING = 1000
IIN_LENGTH = 12
FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


class Iin(CleanText):
    """An individual identification number: twelve digits, of which the last checks the others."""

    def read(self, value: Any) -> str | None:
        """Return the digits."""
        text = re.sub(r"[\s-]", "", super().read(value) or "")
        if text and not is_iin(text):
            raise ma.ValidationError(
                _("This is no IIN: it has twelve digits, and the last one must fit the others. Check it.")
            )
        return text or None


class PartySchema(Strict):
    """A party of a case as it is entered; what fits together is checked by ``parties``."""

    role = Choice("party-role", required=True)
    kind = Choice("party-kind", required=True)
    organisation = CleanText(longest=LONGEST_LINE, **OPTIONAL)
    body = CleanText(longest=80, **OPTIONAL)
    name = CleanText(longest=LONGEST_LINE, **OPTIONAL)
    contact = CleanText(longest=LONGEST_LINE, **OPTIONAL)
    iin = Iin(longest=20, **OPTIONAL)
    represents = CleanText(longest=10, **OPTIONAL)
    standing = CleanText(longest=LONGEST_STANDING, **OPTIONAL)
    standing_found = Answer(**OPTIONAL)


class PartyCorrectionSchema(PartySchema):
    """A party as it should have been entered; of the person, what is left empty stays as it was recorded."""

    reason = CleanText(longest=LONGEST_REASON, required=True)


def is_iin(text: str) -> bool:
    """Tell whether twelve digits have the check digit that such a number has."""
    if len(text) != IIN_LENGTH or not (text.isascii() and text.isdigit()):
        return False
    digits = [int(each) for each in text]
    check = _remainder(digits, FIRST_WEIGHTS)
    if check == 10:
        check = _remainder(digits, SECOND_WEIGHTS)
    return check == digits[-1]


def _remainder(digits: list[int], weights: tuple[int, ...]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11
