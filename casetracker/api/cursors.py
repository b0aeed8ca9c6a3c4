"""Cursors: where a list was left, told in a word that only this list understands."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import marshmallow as ma
from flask_babel import gettext as _

from casetracker.api.fields import Asked

Key = str | int | dt.date | dt.datetime
Reader = Callable[[Any], Key]
# The largest id that a database has.
LARGEST_NUMBER = 2**31 - 1
# Whole numbers up to here are the same in every reader of JSON.
LARGEST_PLACE = 2**53 - 1


def cursor_of(*keys: Key) -> str:
    """Return the cursor of what comes after a thing, by the keys that put it in its place."""
    told = [key.isoformat() if isinstance(key, dt.date) else key for key in keys]
    packed = json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


class Cursor(Asked):
    """A cursor that :func:`cursor_of` made, read as its keys; any other is refused."""

    pattern = re.compile(r"[A-Za-z0-9_-]{2,400}", re.ASCII)

    def __init__(self, *readers: Reader, **options: Any) -> None:
        super().__init__(**options)
        self.readers = readers

    def read(self, value: Any) -> tuple[Key, ...]:
        """Return the keys."""
        try:
            return self._keys(value)
        except (ValueError, binascii.Error, RecursionError) as error:
            sentence = _(
                "This is not a cursor of this list. Take it from “next” of the page before, unchanged, "
                "or leave it out to begin anew."
            )
            raise ma.ValidationError(sentence) from error

    def _keys(self, value: Any) -> tuple[Key, ...]:
        if not isinstance(value, str) or not self.pattern.fullmatch(value):
            raise ValueError("not written as a cursor")
        told = json.loads(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode())
        if not isinstance(told, list) or len(told) != len(self.readers):
            raise ValueError("not the keys of this list")
        return tuple(read(key) for read, key in zip(self.readers, told, strict=True))


def text(key: Any) -> str:
    """Read a key that is text; a database cannot look for a NUL or half a letter."""
    if not isinstance(key, str) or not key.isprintable() or len(key) > 100:
        raise ValueError("not a text")
    return key


def number(key: Any) -> int:
    """Read a key that is a number."""
    if type(key) is not int or not 0 <= key <= LARGEST_NUMBER:
        raise ValueError("not a number")
    return key


def place(key: Any) -> int:
    """Read a number by which things stand in order; it is only compared, never sent to a database."""
    if type(key) is not int or not 0 <= key <= LARGEST_PLACE:
        raise ValueError("not a place")
    return key


def day(key: Any) -> dt.date:
    """Read a key that is a civil date."""
    return dt.date.fromisoformat(text(key))


def instant(key: Any) -> dt.datetime:
    """Read a key that is an instant."""
    found = dt.datetime.fromisoformat(text(key))
    if found.tzinfo is None or not 1900 <= found.year <= 2200:
        raise ValueError("not an instant")
    return found.astimezone(dt.UTC)
