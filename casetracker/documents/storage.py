"""Where the bytes of documents lie: each content once, under its SHA-256.

Nothing is deleted while a document may still come to name it: what seems to belong to nothing is first set
aside, where it is still found, and discarded only much later (see ``sweeping``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Protocol

from casetracker.documents.errors import MissingContentError
from config.settings import Settings

CHUNK = 256 * 1024


@dataclass(frozen=True)
class StoredObject:
    """An object of the store and when it was written last."""

    sha256: str
    written_at: dt.datetime


class Store(Protocol):
    """Keeps contents. An object that is set aside is out of the list, but still opened."""

    def put(self, sha256: str, file: IO[bytes]) -> None:
        """Write a content, whole or not at all; written again it counts as new."""

    def open(self, sha256: str) -> IO[bytes]:
        """Return a content as a stream; raises :class:`MissingContentError`."""

    def objects(self) -> Iterator[StoredObject]:
        """Yield what is stored, but not what is set aside."""

    def set_aside(self, sha256: str) -> None:
        """Take an object out of the list."""

    def objects_aside(self) -> Iterator[StoredObject]:
        """Yield what is set aside, with the moment at which it was."""

    def restore(self, sha256: str) -> None:
        """Put an object that was set aside back into the list."""

    def discard(self, sha256: str) -> None:
        """Delete an object that was set aside."""

    def tidy(self, before: dt.datetime) -> None:
        """Remove what a crash left half-written before a moment."""


def store_for(settings: Settings) -> Store:
    """Return the store that the settings name."""
    # Built late: an installation that keeps documents on disk needs no client of S3.
    if settings.documents.bucket:
        from casetracker.documents.s3 import S3Store

        return S3Store(settings.documents)
    from casetracker.documents.disk import DiskStore

    return DiskStore(settings.var_dir / "documents")


def sha256_of(file: IO[bytes]) -> str:
    """Return the SHA-256 of a stream from its beginning, and leave it there."""
    file.seek(0)
    digest = sha256_of_stream(file)
    file.seek(0)
    return digest


def sha256_of_stream(file: IO[bytes]) -> str:
    """Return the SHA-256 of what is left of a stream that need not be able to go back."""
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def read_whole(store: Store, sha256: str) -> bytes:
    """Return a content; raises :class:`MissingContentError` also when it is not the one that was stored."""
    with store.open(sha256) as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise MissingContentError(sha256)
    return content
