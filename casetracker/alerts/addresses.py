"""Addresses: who mails come from, and whether one can be written to."""

from __future__ import annotations

from email.errors import MessageError
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import parseaddr
from functools import cache

from config.settings import Settings


def sender_address(settings: Settings) -> Address:
    """Return who mails come from: ``MAIL_FROM``, with or without a name before the address."""
    name, address = parseaddr(settings.mail_from)
    return Address(name, addr_spec=address)


@cache
def sender_header(mail_from: str) -> str:
    """Return who mails come from as the header says it, its name encoded where that is needed."""
    name, address = parseaddr(mail_from)
    folded: str = SMTP.header_factory("From", str(Address(name, addr_spec=address))).fold(policy=SMTP)
    return folded.removeprefix("From: ").rstrip()


def envelope_sender(settings: Settings, message_id: str) -> str:
    """Return where a mail goes back to when it cannot be delivered: with its own sign, where that is set."""
    if not settings.bounce_address:
        return sender_address(settings).addr_spec
    name, _at, host = settings.bounce_address.rpartition("@")
    return f"{name}+{message_id.strip('<>').partition('@')[0]}@{host}"


def mail_domain(settings: Settings) -> str:
    """Return the domain that Message-IDs are made in and that the mail server is greeted with."""
    return sender_address(settings).domain


def recipient_address(address: str) -> Address | None:
    """Return the address, or None when no mail can be addressed to it (so no header can be injected)."""
    try:
        parsed = Address(addr_spec=address)
    except (ValueError, IndexError, MessageError):
        return None
    return parsed if parsed.username and parsed.domain and address.isprintable() else None
