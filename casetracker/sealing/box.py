"""Seal and open bytes with the keys of ``IDENTITY_KEYS``: the first seals, every one opens."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# Keys for different uses are derived under different labels, so that none tells anything of another.
INDEX_LABEL = b"casetracker blind index 1"
NAME_LABEL = b"casetracker key name 1"
NAME_BYTES = 8


class SealBox:
    """The keys of the running application."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._boxes = [Fernet(key) for key in keys]
        raw = [base64.urlsafe_b64decode(key) for key in keys]
        self._index_keys = [_derived(key, INDEX_LABEL, 32) for key in raw]
        self.key_names = tuple(_derived(key, NAME_LABEL, NAME_BYTES).hex() for key in raw)
        """What each key is called where it may be read: derived from it, and of no use to open anything."""

    def seal(self, content: bytes) -> bytes:
        """Return the content sealed with the first key."""
        return self._boxes[0].encrypt(content)

    def open(self, sealed: bytes) -> bytes:
        """Return what was sealed; raises :class:`cryptography.fernet.InvalidToken` when no key fits."""
        return self.open_and_tell(sealed)[0]

    def open_and_tell(self, sealed: bytes) -> tuple[bytes, int]:
        """Return what was sealed and the place (from 0) of the key that opened it; raises InvalidToken."""
        for place, box in enumerate(self._boxes):
            try:
                return box.decrypt(sealed), place
            except InvalidToken:
                continue
        raise InvalidToken

    def marks(self, kind: str, word: str) -> list[str]:
        """Return the marks of a word in the blind index, one for each key, that of the first key leading."""
        told = f"{kind}\0{word}".encode()
        return [hmac.new(key, told, hashlib.sha256).hexdigest() for key in self._index_keys]


def _derived(key: bytes, label: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=label).derive(key)
