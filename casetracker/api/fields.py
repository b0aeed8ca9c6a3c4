"""Fields of the API's own parameters, telling their errors as those of ``cases.fields`` do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import marshmallow as ma
from flask_babel import gettext as _

from casetracker.cases.fields import Told, clean

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
LONGEST_NUMBER = 9


class Asked(Told):
    """A parameter of an address, a header or a question: when it is named, it must have a value."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_options: Any) -> Any:
        return self.read(value)


class OneOf(Asked):
    """One of a few words; the error names them."""

    def __init__(self, allowed: Iterable[str], **options: Any) -> None:
        super().__init__(**options)
        self.allowed = tuple(allowed)

    def read(self, value: Any) -> str:
        """Return the word."""
        if value not in self.allowed:
            sentence = _(
                "“%(value)s” is not known. Choose one of: %(allowed)s.",
                value=clean(str(value))[:60],
                allowed=", ".join(self.allowed),
            )
            raise ma.ValidationError(sentence)
        return str(value)


class Name(Asked):
    """The id of a thing: ASCII letters, digits and the few signs that ids are written with."""

    PATTERN = "[A-Za-z0-9._/+-]"

    def __init__(self, *, longest: int, **options: Any) -> None:
        super().__init__(**options)
        self.pattern = re.compile(f"{self.PATTERN}{{1,{longest}}}", re.ASCII)

    def read(self, value: Any) -> str:
        """Return the id."""
        if not isinstance(value, str) or not self.pattern.fullmatch(value):
            shown = clean(str(value))[:40]
            raise ma.ValidationError(
                _("“%(value)s” is not an id. Take one from a list of this API.", value=shown)
            )
        return value


class Words(Asked):
    """What is searched for: any text that is not too long, taken as it is."""

    def __init__(self, *, longest: int, **options: Any) -> None:
        super().__init__(**options)
        self.longest = longest

    def read(self, value: Any) -> str:
        """Return the text."""
        text = str(value)
        if len(text) > self.longest:
            sentence = _(
                "This is too long: %(length)d characters. At most %(longest)d are allowed.",
                length=len(text),
                longest=self.longest,
            )
            raise ma.ValidationError(sentence)
        return text


class Number(Asked):
    """A whole number within bounds, as it stands in an address."""

    def __init__(self, *, least: int, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def read(self, value: Any) -> int:
        """Return the number."""
        text = str(value)
        fits = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
        if not fits or not self.least <= int(text) <= self.most:
            sentence = _("Write a whole number from %(least)d to %(most)d.", least=self.least, most=self.most)
            raise ma.ValidationError(sentence)
        return int(text)


class Day(Asked):
    """A civil date, in the one form 2022-11-20."""

    def read(self, value: Any) -> dt.date:
        """Return the date."""
        if isinstance(value, str) and DAY.fullmatch(value):
            try:
                return dt.date.fromisoformat(value)
            except ValueError:
                pass
        shown = clean(str(value))[:40]
        raise ma.ValidationError(_("“%(value)s” is not a date. Write it like 2022-11-20.", value=shown))


class Moment(Asked):
    """A civil date, a local date and time, or an instant with its offset."""

    def read(self, value: Any) -> dt.date | dt.datetime:
        """Return the date or the moment, naive or aware as it was written."""
        if isinstance(value, str) and (DAY.fullmatch(value) or INSTANT.fullmatch(value)):
            try:
                kind = dt.date if len(value) == len("2022-11-20") else dt.datetime
                return kind.fromisoformat(value)
            except ValueError:
                pass
        sentence = _(
            "“%(value)s” is not a date or time. Write it like %(day)s, %(local)s or %(instant)s.",
            value=clean(str(value))[:40],
            day="2022-11-20",
            local="2022-11-20T14:30",
            instant="2022-11-20T14:30+06:00",
        )
        raise ma.ValidationError(sentence)


class Hour(Asked):
    """A local time of day at which a last day ends, as the law's files write it."""

    pattern = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)

    def read(self, value: Any) -> str:
        """Return the hour."""
        if not isinstance(value, str) or not self.pattern.fullmatch(value):
            shown = clean(str(value))[:40]
            raise ma.ValidationError(_("“%(value)s” is not a time. Write it like 18:00.", value=shown))
        return value


class RequestKey(Asked):
    """A key that the caller makes up, so that a request sent twice is done once."""

    pattern = re.compile(r"[!-~]{1,100}")

    def read(self, value: Any) -> str:
        """Return the key."""
        if not isinstance(value, str) or not self.pattern.fullmatch(value):
            raise ma.ValidationError(
                _("Write 1 to 100 ASCII letters, digits or signs, without blanks: a UUID is a good key.")
            )
        return value
