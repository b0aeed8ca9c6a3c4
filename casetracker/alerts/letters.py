"""A mail as it is sent: its bytes, written once and in one go.

The library's own objects parse and fold each header several times, which takes longer than a mail server
needs to take the mail. Here are headers, and parts in base 64, which passes every mail server.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.header import Header

# Signs that base 64 does not have: no part can hold its own end.
ALTERNATIVE, MIXED = "=_alternative", "=_mixed"
LONGEST_PLAIN = 76
CALENDAR = "deadline.ics"

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Letter:
    """A mail that is ready to be sent to one address."""

    message_id: str
    recipient: str
    content: bytes


def written(headers: Headers, text: str, html: str, calendar: bytes | None = None) -> bytes:
    """Return a message with both forms of its text; *calendar* is brought along.

    Raises :class:`ValueError` when a header holds what no header may.
    """
    kind = f'multipart/alternative; boundary="{ALTERNATIVE}"'
    parts = [
        _part("text/plain; charset=utf-8", text.encode()),
        _part("text/html; charset=utf-8", html.encode()),
    ]
    body = b"".join(_joined(ALTERNATIVE, parts))
    if calendar is not None:
        inner = _header("Content-Type", kind) + b"\r\n" + body
        kind = f'multipart/mixed; boundary="{MIXED}"'
        body = b"".join(_joined(MIXED, [inner, _calendar(calendar)]))
    head = [*headers, ("MIME-Version", "1.0"), ("Content-Type", kind)]
    return b"".join(_header(name, value) for name, value in head) + b"\r\n" + body


def encoded(name: str, value: str) -> str:
    """Return the words of a header as they are sent: those that are not plain are encoded (RFC 2047)."""
    is_plain = value.isascii() and "=?" not in value and len(name) + len(value) < LONGEST_PLAIN
    return value if is_plain else Header(value, "utf-8", LONGEST_PLAIN, name).encode(linesep="\r\n")


def _header(name: str, value: str) -> bytes:
    lines = value.split("\r\n ")
    if not all(line.isprintable() for line in lines):
        raise ValueError(f"the header {name} cannot be written")
    return f"{name}: {value}\r\n".encode()


def _part(kind: str, content: bytes, *more: tuple[str, str]) -> bytes:
    head = (("Content-Type", kind), ("Content-Transfer-Encoding", "base64"), *more)
    lines = base64.encodebytes(content).replace(b"\n", b"\r\n")
    return b"".join(_header(name, value) for name, value in head) + b"\r\n" + lines


def _calendar(content: bytes) -> bytes:
    shown = ("Content-Disposition", f'attachment; filename="{CALENDAR}"')
    return _part("text/calendar; charset=utf-8; method=PUBLISH", content, shown)


def _joined(boundary: str, parts: Sequence[bytes]) -> Iterator[bytes]:
    for part in parts:
        yield f"--{boundary}\r\n".encode()
        yield part
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()
