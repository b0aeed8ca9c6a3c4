"""Fields of what people enter: each error is a sentence in the reader's language that says the way out."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

import marshmallow as ma
from flask_babel import gettext as _

from casetracker import labels

LONGEST_TEXT = 100_000
# Control characters, and marks without width: they turn the writing direction or split a word in two,
# and so can disguise a text or hide a name from redaction.
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
YEARS = range(1995, 2100)


def clean(text: str) -> str:
    """Return the text in NFC with plain line ends and without invisible control characters.

    Raises :class:`marshmallow.ValidationError` for characters that no database can hold.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ma.ValidationError(
            _("The text holds broken characters. Type it again or paste it as plain text.")
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return INVISIBLE.sub("", unicodedata.normalize("NFC", text)).strip()


class Told(ma.fields.Field[Any]):
    """A field that is empty when nothing was typed, and whose errors are sentences."""

    def make_error(self, key: str, **_values: Any) -> ma.ValidationError:
        """Return the error as a sentence."""
        if key in {"required", "null"}:
            return ma.ValidationError(_("Fill in this field."))
        return ma.ValidationError(_("This value cannot be read."))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if value is None or value == "" or (isinstance(value, str) and not value.strip()):
            if self.required:
                raise self.make_error("required")
            return None
        return self.read(value)

    def read(self, value: Any) -> Any:
        """Return the value that something not empty stands for, or raise a ValidationError."""
        raise self.make_error("invalid")


class CleanText(Told):
    """A text, cleaned, with a largest length."""

    def __init__(self, *, longest: int = LONGEST_TEXT, **options: Any) -> None:
        super().__init__(**options)
        self.longest = longest

    def read(self, value: Any) -> str | None:
        """Return the cleaned text; None when nothing visible is left of one that may be empty."""
        if not isinstance(value, str):
            raise self.make_error("invalid")
        text = clean(value)
        if len(text) > self.longest:
            raise ma.ValidationError(
                _(
                    "This is too long: %(length)d characters. At most %(longest)d are allowed.",
                    length=len(text),
                    longest=self.longest,
                )
            )
        if not text and self.required:
            raise self.make_error("required")
        return text or None


class Choice(Told):
    """A slug of a known list; the error names what is allowed."""

    def __init__(self, kind: str, **options: Any) -> None:
        super().__init__(**options)
        self.allowed = tuple(labels.KINDS[kind])

    def read(self, value: Any) -> str:
        """Return the slug."""
        if value not in self.allowed:
            raise ma.ValidationError(
                _(
                    "“%(value)s” is not known. Choose one of: %(allowed)s.",
                    value=clean(str(value))[:60],
                    allowed=", ".join(self.allowed),
                )
            )
        return str(value)


class CivilDate(Told):
    """A civil date, ISO 8601."""

    def read(self, value: Any) -> dt.date:
        """Return the date."""
        day = _moment(value, dt.date)
        if day is None:
            raise ma.ValidationError(
                _("“%(value)s” is not a date. Write it like 2022-11-20.", value=clean(str(value))[:40])
            )
        return day


class LocalMoment(Told):
    """A moment: with an offset it is an instant; without one it is local time of the body."""

    def read(self, value: Any) -> dt.datetime:
        """Return the moment, aware or naive as it was written."""
        moment = _moment(value, dt.datetime)
        if not isinstance(moment, dt.datetime):
            raise ma.ValidationError(
                _(
                    "“%(value)s” is not a date and time. Write it like 2022-11-20T14:30.",
                    value=clean(str(value))[:40],
                )
            )
        return moment


class Count(Told):
    """A whole number from 0 to 1000."""

    def read(self, value: Any) -> int:
        """Return the number."""
        text = str(value).strip()
        if (
            isinstance(value, bool)
            or not (text.isascii() and text.isdigit())
            or len(text) > 4
            or int(text) > 1000
        ):
            raise ma.ValidationError(_("Write a whole number from 0 to 1000."))
        return int(text)


class Answer(Told):
    """Yes, no, or not known."""

    WORDS = {"yes": True, "true": True, "no": False, "false": False}  # noqa: RUF012

    def read(self, value: Any) -> bool:
        """Return the answer."""
        word = str(value).strip().lower()
        if word not in self.WORDS:
            raise ma.ValidationError(_("Answer yes, no, or leave it open."))
        return self.WORDS[word]


def _moment(value: Any, kind: type[dt.date]) -> dt.date | None:
    """Return the date or moment, or None when it is none or lies in a year that cannot be meant."""
    if not isinstance(value, str) or not value.isascii():
        return None
    try:
        moment = kind.fromisoformat(value.strip())
    except ValueError:
        return None
    return moment if moment.year in YEARS else None
