"""Several files at once: each has its own fate, and what is right is stored whatever the others are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Literal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.errors import InvalidInput
from casetracker.cases.models import Case
from casetracker.documents.actions import (
    Details,
    KnownDocumentError,
    check_belongs,
    note_refused,
    store_document,
)
from casetracker.documents.errors import RefusedFileError
from casetracker.documents.models import Document
from casetracker.documents.names import LONGEST_NAME
from casetracker.documents.receiving import InfectedFileError, Received, receive
from casetracker.documents.storage import Store
from config.document_settings import DocumentSettings

State = Literal["stored", "known", "refused"]
FindCase = Callable[[Session], Case]


@dataclass(frozen=True)
class File:
    """A file as it came: what it is called, and its content."""

    name: str
    content: IO[bytes]


@dataclass(frozen=True)
class Fate:
    """What became of a file; ``sentence`` says why it was refused, or what else should be known."""

    name: str
    state: State
    sentence: str = ""
    document: Document | None = None


# What a file is called, and what was received, or why it was refused.
Came = tuple[str, Received | Fate]


@dataclass(frozen=True)
class Counter:
    """Takes files in for a case; *find_case* returns it in the session of each unit of work."""

    settings: DocumentSettings
    store: Store
    find_case: FindCase
    details: Details
    actor: str

    def take(self, files: Sequence[File]) -> list[Fate]:
        """Return the fate of every file, in their order.

        Each is a unit of work of its own. Raises :class:`InvalidInput` when there are none or too many, and
        for details that do not fit the case.
        """
        self._check(files)
        return [self._take(file) for file in files]

    def receive(self, files: Sequence[File]) -> list[Came]:
        """Return every file as it came, checked and scanned: none is a document yet.

        Raises as :meth:`take` does.
        """
        self._check(files)
        return [self._receive(file) for file in files]

    def store_in(self, session: Session, came: Sequence[Came]) -> list[Fate]:
        """Store all that came in one unit of work, with what else the caller writes; return the fates."""
        case = self.find_case(session)
        return [
            received if isinstance(received, Fate) else self._store(session, case, name, received)
            for name, received in came
        ]

    def _check(self, files: Sequence[File]) -> None:
        check_count(self.settings, files)
        with db.unit_of_work() as session:
            check_belongs(session, self.find_case(session), self.details)

    def _take(self, file: File) -> Fate:
        came = self._receive(file)
        with db.unit_of_work() as session:
            return self.store_in(session, [came])[0]

    def _receive(self, file: File) -> Came:
        name = _told(file.name)
        try:
            return name, receive(self.settings, file.content, file.name)
        except InfectedFileError as infected:
            with db.unit_of_work() as session:
                case = self.find_case(session)
                note_refused(session, case, infected.sha256, infected.found, actor=self.actor)
            return name, Fate(name, "refused", str(infected))
        except RefusedFileError as refused:
            return name, Fate(name, "refused", str(refused))

    def _store(self, session: Session, case: Case, name: str, received: Received) -> Fate:
        try:
            document = store_document(session, self.store, case, received, self.details, actor=self.actor)
        except KnownDocumentError as known:
            sentence = _(
                "The case has this very file already, as document %(number)d.", number=known.document.id
            )
            return Fate(name, "known", sentence, known.document)
        return Fate(name, "stored", _waiting(document), document)


def check_count(settings: DocumentSettings, files: Iterable[File]) -> None:
    """Raise :class:`InvalidInput` when there is nothing to upload, or too much."""
    count = len(list(files))
    if count == 0:
        raise InvalidInput({"files": [_("Choose at least one file.")]})
    if count > settings.most_at_once:
        raise InvalidInput(
            {
                "files": [
                    _(
                        "These are %(count)d files. At most %(most)d are taken at once; "
                        "upload the rest afterwards.",
                        count=count,
                        most=settings.most_at_once,
                    )
                ]
            }
        )


def _waiting(document: Document) -> str:
    if document.scan_state != "waiting":
        return ""
    return _("The virus scanner does not answer. The file is kept, and can be opened once it was scanned.")


def _told(name: str) -> str:
    """Return a name as it may be told back, whatever it holds."""
    return name.encode("utf-8", "replace").decode().replace("\x00", " ")[:LONGEST_NAME]
