"""Seal small secrets with the keys from the environment that also seal identities (ADR 0020)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import InvalidToken

from casetracker.sealing.box import SealBox


class Seal:
    """Seals and opens; the first key seals, every key opens (so keys can be rotated)."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._box = SealBox(keys)

    def seal(self, text: str) -> bytes:
        """Return the sealed bytes of a text."""
        return self._box.seal(text.encode())

    def open(self, sealed: bytes) -> str:
        """Return the text; raises ``InvalidToken`` when no key opens it."""
        return self._box.open(sealed).decode()

    def note(self, purpose: str, now: dt.datetime, **content: Any) -> str:
        """Return sealed values that a form carries to its next request and nobody can make or read."""
        return self.seal(json.dumps({**content, "for": purpose, "at": now.isoformat()})).decode()

    def read_note(self, purpose: str, text: str, now: dt.datetime, lifetime: dt.timedelta) -> dict[str, Any]:
        """Return what :meth:`note` sealed for this purpose, or nothing when it is strange or too old."""
        try:
            content: dict[str, Any] = json.loads(self.open(text.encode()))
        except (InvalidToken, ValueError):
            return {}
        if content.get("for") != purpose or dt.datetime.fromisoformat(content["at"]) + lifetime < now:
            return {}
        return content
