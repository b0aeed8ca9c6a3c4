"""Read a report of delivery (RFC 3464): which mail, which recipients, what became of it.

Such a message comes from outside: it may be anything, and nothing in it is believed but what can be matched
with a mail that was sent.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from email.policy import compat32
from typing import Any

# A report quotes the mail that came back at most; more is not looked at.
LONGEST = 512 * 1024
MOST_RECIPIENTS = 50
MOST_PARTS = 100
LONGEST_TOLD = 300
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# No control signs and no halves of signs: no database can be asked for them.
MESSAGE_ID = re.compile(r"<[0-9a-f]{40}@[^<>@\s\x00-\x1f\x7f\ud800-\udfff]{1,150}>")
# The address to which mails come back has the first part of the Message-ID in it.
RETURNED_TO = re.compile(r"\+([0-9a-f]{40})@")
RETURN_HEADERS = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


@dataclass(frozen=True)
class Reported:
    """What a report says of one recipient.

    Attributes:
        addresses: as the server wrote to, and as it was asked to: small letters.
        action: ``failed``, ``delayed`` or another word of the standard.
        status: such as ``5.1.1``; '' when it cannot be read.
    """

    addresses: frozenset[str]
    action: str
    status: str
    told: str


@dataclass(frozen=True)
class Report:
    """A report: by what our mail may be known, and its recipients.

    Attributes:
        message_ids: Message-IDs that it names.
        returned_to: first parts of Message-IDs in the addresses that it was sent to.
    """

    message_ids: tuple[str, ...]
    returned_to: tuple[str, ...]
    recipients: tuple[Reported, ...]


def read_report(raw: bytes) -> Report | None:
    """Return what a message reports, or None when it is no report that can be read; never fails."""
    try:
        message = email.message_from_bytes(raw[:LONGEST], policy=compat32)
        parts = list(_parts(message))
        recipients = tuple(_recipients(parts))[:MOST_RECIPIENTS]
        if not recipients:
            return None
        return Report(tuple(_message_ids(message, parts)), tuple(_returned_to(message)), recipients)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _parts(message: Message) -> Iterator[Message]:
    """Yield a message and what is inside it, but never what is inside a mail that is quoted."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        yield part
        if part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list):
            waiting.extend(it for it in _inside(part) if isinstance(it, Message))


def _inside(part: Message) -> list[Any]:
    inside: Any = part.get_payload()
    return inside if isinstance(inside, list) else []


def _recipients(parts: list[Message]) -> Iterator[Reported]:
    for part in parts:
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            # The first block is about the report itself.
            for block in _inside(part):
                if "Action" in block or "Status" in block:
                    yield _reported(block)


def _reported(block: Message) -> Reported:
    named = (_text(block, name) for name in ("Final-Recipient", "Original-Recipient"))
    addresses = frozenset(address for address in map(_address, named) if address)
    told = _text(block, "Diagnostic-Code").partition(";")[2] or _text(block, "Diagnostic-Code")
    found = STATUS.search(_text(block, "Status")) or STATUS.search(told)
    action = _text(block, "Action").strip().lower()
    return Reported(addresses, action, found[0] if found else "", _plain(told)[:LONGEST_TOLD])


def _address(field: str) -> str:
    """Return the address of ``rfc822; name@host``."""
    kind, semicolon, address = field.partition(";")
    return (address if semicolon else kind).strip().strip("<>").lower()


def _message_ids(message: Message, parts: list[Message]) -> Iterator[str]:
    quoted = [_text(message, "In-Reply-To"), _text(message, "References")]
    for part in parts:
        if part.get_content_type() in ("message/rfc822", "message/global"):
            quoted += [_text(inner, "Message-ID") for inner in _inside(part)]
        elif part.get_content_type() in ("text/rfc822-headers", "message/global-headers"):
            content = part.get_payload(decode=True)
            headers = email.message_from_bytes(content if isinstance(content, bytes) else b"")
            quoted.append(_text(headers, "Message-ID"))
    yield from dict.fromkeys(found for text in quoted for found in MESSAGE_ID.findall(text))


def _returned_to(message: Message) -> Iterator[str]:
    texts = (str(value) for name in RETURN_HEADERS for value in message.get_all(name, []))
    yield from dict.fromkeys(found for text in texts for found in RETURNED_TO.findall(text.lower()))


def _text(message: Message, name: str) -> str:
    return str(message.get(name, ""))


def _plain(text: str) -> str:
    """Return the words of a server on one line, without signs that no database or page should get."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(shown.split())
