"""Where a person goes after logging in: only ever to a page of this service."""

from __future__ import annotations

from urllib.parse import urlsplit


def own_path(wish: str | None, otherwise: str) -> str:
    """Return *wish* when it is a path on this host, else *otherwise*.

    Browsers read a backslash as a slash and drop control characters, so either may hide another host.
    """
    if not wish or not wish.startswith("/") or wish.startswith("//"):
        return otherwise
    if "\\" in wish or any(ord(character) < 33 for character in wish):
        return otherwise
    try:
        parts = urlsplit(wish)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else wish
