"""The content lines of RFC 5545: written here because a calendar of a thousand entries is read every hour.

Text is escaped, lines end in CRLF and are folded at 75 octets, never inside a character.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

LONGEST = 75
BREAK = b"\r\n"
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def line(name: str, value: str) -> bytes:
    """Return a property whose value is written already, folded and with its end."""
    content = f"{name}:{value}".encode()
    if len(content) <= LONGEST:
        return content + BREAK
    parts, start, room = [], 0, LONGEST
    while len(content) - start > room:
        end = start + room
        while content[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(content[start:end])
        # The blank that begins a continued line counts too.
        start, room = end, LONGEST - 1
    parts.append(content[start:])
    return (BREAK + b" ").join(parts) + BREAK


def text(name: str, value: str) -> bytes:
    """Return a property whose value is text."""
    return line(name, value.translate(ESCAPED))


def instant(name: str, at: dt.datetime) -> bytes:
    """Return a property whose value is an instant, in UTC."""
    return line(name, f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}")


def day(name: str, on: dt.date) -> bytes:
    """Return a property whose value is a civil date."""
    return line(f"{name};VALUE=DATE", f"{on:%Y%m%d}")


def component(name: str, content: Iterable[bytes]) -> bytes:
    """Return a component with what is inside it."""
    return b"".join((line("BEGIN", name), *content, line("END", name)))
