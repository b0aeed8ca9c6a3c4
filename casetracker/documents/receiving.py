"""Take a file in: how large, what it really is, whether it is harmful. No database is touched here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import IO

import structlog
from flask_babel import gettext as _

from casetracker import db
from casetracker.documents.errors import RefusedFileError
from casetracker.documents.names import clean_name
from casetracker.documents.scanning import Scanner, ScannerUnavailableError
from casetracker.documents.sniffing import size_of, type_of
from casetracker.documents.storage import sha256_of
from casetracker.documents.types import ContentType
from config.document_settings import MEGABYTE, DocumentSettings

log = structlog.get_logger(__name__)


class InfectedFileError(RefusedFileError):
    """The scanner found something; ``found`` is its name."""

    def __init__(self, sentence: str, found: str, sha256: str) -> None:
        super().__init__(sentence)
        self.found, self.sha256 = found, sha256


@dataclass(frozen=True)
class Received:
    """A file that may be stored, and what was found out about it."""

    file: IO[bytes]
    name: str
    type: ContentType
    size: int
    sha256: str
    scan_state: str
    scanned_at: dt.datetime | None


def receive(settings: DocumentSettings, file: IO[bytes], name: str) -> Received:
    """Check a seekable file that is called *name*.

    Raises :class:`RefusedFileError` with the sentence to be told. When the scanner does not answer the
    file is taken, but it waits: until it was scanned it is given to nobody.
    """
    size = size_of(file)
    if size > settings.largest_bytes:
        raise RefusedFileError(
            _(
                "The file is too large: %(size)s MB. At most %(most)s MB are taken; split it.",
                size=-(-size // MEGABYTE),
                most=settings.largest_bytes // MEGABYTE,
            )
        )
    found = type_of(file, name)
    sha256 = sha256_of(file)
    state, scanned_at = _scanned(scanner_of(settings), file, sha256)
    return Received(file, clean_name(name, _ending(name, found)), found, size, sha256, state, scanned_at)


def scanner_of(settings: DocumentSettings) -> Scanner | None:
    """Return the scanner that is set up, or None."""
    if not settings.clamd_address:
        return None
    return Scanner(settings.clamd_address, settings.clamd_timeout_seconds)


def _ending(name: str, found: ContentType) -> str:
    return next((end for end in found.endings if name.lower().endswith(end)), found.ending)


def _scanned(scanner: Scanner | None, file: IO[bytes], sha256: str) -> tuple[str, dt.datetime | None]:
    if scanner is None:
        return "off", None
    try:
        verdict = scanner.scan(file)
    except ScannerUnavailableError as error:
        log.warning("scanner_unavailable", error=str(error))
        return "waiting", None
    if verdict.found is not None:
        raise InfectedFileError(
            _("The virus scanner found “%(found)s” in the file. It was not stored.", found=verdict.found),
            verdict.found,
            sha256,
        )
    return "clean", db.now()
