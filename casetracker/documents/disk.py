"""The store on disk: ``ab/cd/<sha256>`` below one folder."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from casetracker.documents.errors import MissingContentError
from casetracker.documents.storage import CHUNK, StoredObject

NAME = re.compile(r"[0-9a-f]{64}")
ASIDE, WRITING = "aside", "writing"


class DiskStore:
    """See :class:`casetracker.documents.storage.Store`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, sha256: str, file: IO[bytes]) -> None:
        """Write beside, sync, rename, sync the folder: after a crash the object is whole or not there.

        What is there already is replaced: its age then is that of this document, and a content that
        changed on disk is mended.
        """
        place = self._place(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        writing = self.root / WRITING
        writing.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=writing)
        try:
            with os.fdopen(handle, "wb") as out:
                file.seek(0)
                while chunk := file.read(CHUNK):
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            os.replace(name, place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        for folder in (place.parent, place.parent.parent, self.root):
            _sync_folder(folder)

    def open(self, sha256: str) -> IO[bytes]:
        """Return the object, also when it is set aside."""
        # Looked for twice: it may be on its way from one place to the other.
        for place in (self._place(sha256), self._aside(sha256), self._place(sha256)):
            with contextlib.suppress(FileNotFoundError):
                return place.open("rb")
        raise MissingContentError(sha256)

    def objects(self) -> Iterator[StoredObject]:
        """Yield every object, walking the folders."""
        for folder in sorted(self.root.glob("??/??")):
            yield from _objects_in(folder)

    def set_aside(self, sha256: str) -> None:
        """Move an object aside; its age counts from now."""
        aside = self._aside(sha256)
        aside.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            os.replace(self._place(sha256), aside)
            os.utime(aside)

    def objects_aside(self) -> Iterator[StoredObject]:
        """Yield what is set aside."""
        yield from _objects_in(self.root / ASIDE)

    def restore(self, sha256: str) -> None:
        """Move an object back; one that was written anew meanwhile stays."""
        place, aside = self._place(sha256), self._aside(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError, FileNotFoundError):
            os.link(aside, place)
        aside.unlink(missing_ok=True)

    def discard(self, sha256: str) -> None:
        """Delete an object that was set aside."""
        self._aside(sha256).unlink(missing_ok=True)

    def tidy(self, before: dt.datetime) -> None:
        """Remove files that a crash left half-written."""
        for path in (self.root / WRITING).glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < before:
                    path.unlink()

    def _place(self, sha256: str) -> Path:
        return self.root / _checked(sha256)[:2] / sha256[2:4] / sha256

    def _aside(self, sha256: str) -> Path:
        return self.root / ASIDE / _checked(sha256)


def _checked(sha256: str) -> str:
    if not NAME.fullmatch(sha256):
        raise MissingContentError(sha256)
    return sha256


def _objects_in(folder: Path) -> Iterator[StoredObject]:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if NAME.fullmatch(path.name):
            with contextlib.suppress(FileNotFoundError):
                written = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
                yield StoredObject(path.name, written)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
