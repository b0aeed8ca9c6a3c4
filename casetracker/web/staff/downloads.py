"""Tables as files that are downloaded: streamed, never kept in memory or in a cache."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, stream_with_context

from casetracker.exchange.writing import MIME_TYPES, table_chunks


def table_response(
    ending: str, name: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Response:
    """Return a table as a file called *name*, in the format of the *ending*."""
    content = stream_with_context(table_chunks(ending, title, headings, rows))
    response = Response(content, mimetype=MIME_TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
