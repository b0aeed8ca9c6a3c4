"""The documents that go with a publication: which, under what public title, and what is covered in them.

A covered file is a document of its own beside its original; the public side gets a row that names it by its
content, and nothing of the case file.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.identities import Person
from casetracker.documents.actions import Details, KnownDocumentError, store_document
from casetracker.documents.models import Document
from casetracker.documents.receiving import Received, receive
from casetracker.documents.storage import Store, read_whole
from casetracker.publication.actions import private_of
from casetracker.publication.models import PublicCase, PublicDocument
from casetracker.publication.outside_pdfs import covered_file
from casetracker.publication.pdf import Area, PageText, UnreadablePdf, areas_of_private, prove
from casetracker.publication.preparing import refuse_private_words
from casetracker.publication.publications import Publication
from config.document_settings import DocumentSettings

PDF = "application/pdf"


@dataclass(frozen=True)
class Attached:
    """A document of a publication."""

    document_id: int
    title: str
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Redacted:
    """A covered file that was proved and may be published."""

    attached: Attached
    original: Document
    received: Received
    pages: int


def attached_to(publication: Publication) -> list[Attached]:
    """Return the documents of a publication in their public order."""
    return [
        Attached(int(told["document"]), str(told["title"]), tuple(_area_of(it) for it in told["areas"]))
        for told in publication.documents
    ]


def can_be_attached(document: Document) -> bool:
    """Tell whether a document can be covered and published: an original that is a PDF."""
    return document.is_servable and document.content_type == PDF and document.redacts_id is None


def attach(
    session: Session,
    publication: Publication,
    attached: Attached,
    people: Iterable[Person],
    *,
    actor: str,
    version: int | None,
) -> None:
    """Put a document into a publication, or change its title and areas."""
    _check_draft(publication, version)
    refuse_private_words(attached.title, private_of(people), "title")
    told = {
        "document": attached.document_id,
        "title": attached.title,
        "areas": [[area.page, *area.box, area.kind] for area in attached.areas],
    }
    known = [it for it in publication.documents if it["document"] != attached.document_id]
    _write(session, publication, [*known, told], actor)


def detach(
    session: Session, publication: Publication, document_id: int, *, actor: str, version: int | None
) -> None:
    """Leave a document out of a publication."""
    _check_draft(publication, version)
    kept = [it for it in publication.documents if it["document"] != document_id]
    _write(session, publication, kept, actor)


def proposed_areas(texts: Sequence[PageText], people: Iterable[Person]) -> list[Area]:
    """Return the areas to begin with: what is known to be private."""
    return areas_of_private(texts, private_of(people))


def redacted_files(
    session: Session,
    store: Store,
    settings: DocumentSettings,
    publication: Publication,
    people: Iterable[Person],
) -> list[Redacted]:
    """Return every document of a publication covered and proved. Long work: no transaction is held for it.

    Raises :class:`InvalidInput` when something that is to be covered, or a name, is found in what would be
    published.
    """
    known = list(people)
    return [_redacted(session, store, settings, each, known) for each in attached_to(publication)]


def store_redacted(
    session: Session,
    store: Store,
    publication: Publication,
    public: PublicCase,
    files: Sequence[Redacted],
    *,
    actor: str,
) -> None:
    """Store covered files as documents of the case, and make them what the public side lists.

    Raises :class:`StaleCase` when the publication has other documents or areas than those that were proved.
    """
    if [file.attached for file in files] != attached_to(publication):
        raise StaleCase("the documents of this publication were changed since")
    ordinal = publication.decision.ordinal if publication.decision else 0
    numbers = numbers_for(session, publication, public)
    before = {row.number: row for row in public.documents}
    for row in before.values():
        # What is published with another decision stays, unless it is one of these.
        if row.decision_ordinal == ordinal or row.number in numbers.values():
            public.documents.remove(row)
    session.flush()
    for file in files:
        document = _stored(session, store, publication, file, actor)
        number = numbers[file.attached.document_id]
        same = number in before and before[number].sha256 == document.sha256
        public.documents.append(
            PublicDocument(
                number=number,
                decision_ordinal=ordinal,
                title=file.attached.title,
                language=document.language,
                media_type=PDF,
                size=document.size,
                pages=file.pages,
                sha256=document.sha256,
                published_at=before[number].published_at if same else public.updated_at,
            )
        )
    publication.documents = [told | {"number": numbers[told["document"]]} for told in publication.documents]
    session.flush()


def numbers_for(session: Session, publication: Publication, public: PublicCase) -> dict[int, int]:
    """Return the public number of each document of a publication: its own since it first had one.

    A number that was given once is never given to another document of the case.
    """
    statement = sa.select(Publication.documents).where(
        Publication.case_id == publication.case_id, Publication.public_version.is_not(None)
    )
    owners: dict[int, int] = {}
    for documents in session.scalars(statement.order_by(Publication.public_version)):
        for place, it in enumerate(documents, 1):
            # Before numbers were kept, a document had that of its place: it is whose it was last.
            number = it.get("number", place)
            owners.pop(number, None)
            owners[number] = it["document"]
    given = {document: number for number, document in owners.items()}
    last = max([0, *owners, *(row.number for row in public.documents)])
    numbers: dict[int, int] = {}
    for told in publication.documents:
        known = given.get(told["document"])
        if known is None or known in numbers.values():
            known = last = last + 1
        numbers[told["document"]] = known
    return numbers


def _redacted(
    session: Session, store: Store, settings: DocumentSettings, attached: Attached, people: list[Person]
) -> Redacted:
    original = session.get(Document, attached.document_id)
    if original is None or not can_be_attached(original):
        sentence = _("“%(title)s” was withdrawn or cannot be opened. Leave it out.", title=attached.title)
        raise InvalidInput({"documents": [sentence]})
    private = private_of(people)
    try:
        covered = covered_file(read_whole(store, original.sha256), attached.areas)
    except UnreadablePdf as error:
        sentence = _("“%(title)s” cannot be read as a PDF. Leave it out.", title=attached.title)
        raise InvalidInput({"documents": [sentence]}) from error
    found = prove(covered, attached.areas, private)
    if found:
        sentence = _(
            "“%(title)s” still holds something private: %(found)s. Cover it, then try again.",
            title=attached.title,
            found="; ".join(dict.fromkeys(found)),
        )
        raise InvalidInput({"documents": [sentence]})
    # The name of the original may name somebody.
    received = receive(settings, io.BytesIO(covered.content), f"redacted-{original.id}.pdf")
    return Redacted(attached, original, received, len(covered.pages))


def _stored(session: Session, store: Store, publication: Publication, file: Redacted, actor: str) -> Document:
    details = Details(
        kind=file.original.kind,
        language=file.original.language,
        is_public=True,
        decision_id=file.original.decision_id,
        redacts_id=file.original.id,
    )
    try:
        return store_document(session, store, publication.case, file.received, details, actor=actor)
    except KnownDocumentError as known:
        # Covered in the same places before: the same bytes.
        return known.document


def _area_of(data: Sequence[Any]) -> Area:
    page, left, top, right, bottom, kind = data
    return Area(int(page), (left, top, right, bottom), kind)


def _check_draft(publication: Publication, version: int | None) -> None:
    if publication.state != "draft" or (version is not None and version != publication.version):
        raise StaleCase("this publication was changed by somebody else since")


def _write(session: Session, publication: Publication, documents: list[object], actor: str) -> None:
    publication.documents = documents
    if actor not in publication.authors:
        publication.authors = [*publication.authors, actor]
    session.flush()
