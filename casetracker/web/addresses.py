"""What the parts of an address may be."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

# Neither database keeps a larger number as a key, and SQLite's driver fails at one.
LARGEST_ID = 2**31 - 1


class StoredNumber(IntegerConverter):
    """A number that a database can keep; the address of a larger one is that of nothing."""

    def __init__(self, url_map: Map, max: int = LARGEST_ID, **options: int | bool) -> None:  # noqa: A002 - its name
        super().__init__(url_map, max=min(max, LARGEST_ID), **options)  # type: ignore[arg-type]


def register(app: Flask) -> None:
    """Bound every ``<int:…>`` of an address."""
    app.url_map.converters["int"] = StoredNumber
