"""Pages of documents as pictures: rendered in a bounded process, without anything that the file can do."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from casetracker.documents.errors import NotServableError, UnreadableDocumentError
from casetracker.documents.models import Document
from casetracker.documents.reading.bounded import Bounds, BrokeDownError, run_reader
from casetracker.documents.reading.kinds import AS_PICTURE
from casetracker.documents.storage import Store
from casetracker.documents.types import PDF

MOST_PAGES = 100
WIDTH = 1000
MOST_KEPT = 500
BOUNDS = Bounds(seconds=20.0, cpu_seconds=15, answer_bytes=16 * 1024 * 1024)
# More readers at once would take the machine from everybody else.
_AT_WORK = threading.BoundedSemaphore(2)
WAIT_SECONDS = 15.0
PNG_START = b"\x89PNG"


class NoPreviewError(UnreadableDocumentError):
    """The document has no such page, or it cannot be rendered."""


def can_be_shown(document: Document) -> bool:
    """Tell whether a document has pages that can be looked at."""
    return document.content_type == PDF.media_type or document.content_type in AS_PICTURE


def pages_to_show(document: Document) -> range:
    """Return the numbers of its pages that can be looked at; the first alone while they are not counted."""
    if not can_be_shown(document) or not document.is_servable:
        return range(0)
    return range(1, min(document.pages or 1, MOST_PAGES) + 1)


@dataclass(frozen=True)
class Previews:
    """Rendered pages, the newest of which are kept in a folder."""

    store: Store
    folder: Path

    def page(self, document: Document, number: int) -> bytes:
        """Return a page (from 1) as PNG.

        Raises :class:`NotServableError` and :class:`NoPreviewError`.
        """
        if not document.is_servable:
            raise NotServableError(document.id)
        if number not in pages_to_show(document):
            raise NoPreviewError(number)
        kept = self.folder / f"{document.sha256}-{number}.png"
        with suppress(FileNotFoundError):
            return kept.read_bytes()
        picture = self._rendered(document, number)
        self._keep(kept, picture)
        return picture

    def forget(self, sha256: str) -> None:
        """Remove the kept pages of a content."""
        for path in self.folder.glob(f"{sha256}-*.png"):
            path.unlink(missing_ok=True)

    def _rendered(self, document: Document, number: int) -> bytes:
        arguments = ["page", document.content_type, f"--page={number}", f"--width={WIDTH}"]
        if not _AT_WORK.acquire(timeout=WAIT_SECONDS):
            raise NoPreviewError(number)
        try:
            with tempfile.TemporaryFile() as content:
                with self.store.open(document.sha256) as kept:
                    shutil.copyfileobj(kept, content)
                content.flush()
                picture = run_reader(arguments, content, BOUNDS)
        except BrokeDownError as broke:
            raise NoPreviewError(number) from broke
        finally:
            _AT_WORK.release()
        if not picture.startswith(PNG_START):
            raise NoPreviewError(number)
        return picture

    def _keep(self, path: Path, picture: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(handle, "wb") as out:
            out.write(picture)
        os.replace(name, path)
        self._trim()

    def _trim(self) -> None:
        """Remove the oldest pages beyond what is kept."""
        ages = list[tuple[float, Path]]()
        for path in self.folder.glob("*.png"):
            with suppress(FileNotFoundError):
                ages.append((path.stat().st_mtime, path))
        for _age, path in sorted(ages)[:-MOST_KEPT]:
            path.unlink(missing_ok=True)
