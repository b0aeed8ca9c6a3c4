"""The documents of a case in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import format_decimal
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.accounts.queries import names_by_ref
from casetracker.cases.models import Case
from casetracker.documents.models import Document
from casetracker.documents.queries import documents_of
from casetracker.documents.types import BY_MEDIA_TYPE, TYPES
from casetracker.web.rendering import label

KILOBYTE = 1024
SHORT_HASH = 12


@dataclass(frozen=True)
class ShownDocument:
    """A document as a page tells it; ``name`` is None for whoever may not open documents."""

    id: int
    stored: Document
    name: str | None
    kind: str
    type: str
    size: str
    sha256: str
    added_by: str
    withdrawn_by: str
    scan: str
    text: str
    is_open: bool
    has_text: bool

    @property
    def title(self) -> str:
        """Return what the document is called."""
        return self.name or _("Document %(number)d", number=self.id)


def shown_documents(session: Session, case: Case, user: User) -> list[ShownDocument]:
    """Return the documents of a case for a person."""
    found = documents_of(session, case)
    refs = {document.added_by for document in found} | {document.withdrawn_by or "" for document in found}
    names = names_by_ref(session, refs)
    may_open = policy.can(user, policy.OPEN_DOCUMENT, case.body)
    return [_shown(document, names, may_open) for document in found]


def shown_document(session: Session, document: Document) -> ShownDocument:
    """Return one document for a person who may open it."""
    names = names_by_ref(session, {document.added_by, document.withdrawn_by or ""})
    return _shown(document, names, may_open=True)


def _shown(document: Document, names: dict[str, str], may_open: bool) -> ShownDocument:
    return ShownDocument(
        id=document.id,
        stored=document,
        name=document.name if may_open else None,
        kind=label("document-kind", document.kind),
        type=BY_MEDIA_TYPE[document.content_type].ending[1:].upper(),
        size=size_in_words(document.size),
        sha256=document.sha256[:SHORT_HASH],
        added_by=names.get(document.added_by, ""),
        withdrawn_by=names.get(document.withdrawn_by or "", ""),
        scan=label("document-scan", document.scan_state),
        text=_text(document),
        is_open=may_open and document.is_servable,
        has_text=document.text_state == "done",
    )


def _text(document: Document) -> str:
    told = label("document-text", document.text_state)
    if document.text_problem is None:
        return told
    return _("%(told)s: %(why)s", told=told, why=label("text-problem", document.text_problem))


def size_in_words(size: int) -> str:
    """Return a size as people write it."""
    if size < KILOBYTE:
        return _("%(size)s bytes", size=format_decimal(size))
    if size < KILOBYTE * KILOBYTE:
        return _("%(size)s kB", size=format_decimal(round(size / KILOBYTE)))
    return _("%(size)s MB", size=format_decimal(round(size / KILOBYTE / KILOBYTE, 1)))


def accepted_endings() -> str:
    """Return what the browser's own dialogue should offer; what is really taken is found out later."""
    return ",".join(ending for kind in TYPES for ending in kind.endings)


def decisions_to_choose(case: Case) -> list[tuple[str, str]]:
    """Return the decisions of a case as choices."""
    return [
        (str(decision.id), _("Decision No. %(number)s", number=decision.number))
        for decision in case.decisions
    ]
