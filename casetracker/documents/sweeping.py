"""What the store holds beside what the database names: contents that belong to nothing, and lost ones.

A content is written before its row, so one without a row may be about to get it. It is therefore left alone
for a day, then set aside, where it is still found by whoever names it, and discarded a month later; what came
to be named meanwhile is put back. A database restored from a backup has that month to be noticed.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from casetracker.documents.errors import MissingContentError
from casetracker.documents.models import Document
from casetracker.documents.storage import Store, StoredObject, sha256_of_stream

GRACE = dt.timedelta(days=1)
KEPT_ASIDE = dt.timedelta(days=30)
BATCH = 500
# The columns that name contents: of documents, and of what other rooms keep in the store.
_naming: list[InstrumentedAttribute[str]] = [Document.sha256]


@dataclass(frozen=True)
class Fault:
    """A document whose content is ``missing`` or ``changed``."""

    document_id: int
    case: str
    sha256: str
    problem: str


@dataclass
class Swept:
    """How many contents were set aside, put back and discarded."""

    set_aside: int = 0
    restored: int = 0
    discarded: int = 0


def named_by(attribute: InstrumentedAttribute[str]) -> None:
    """Let a column name contents besides: they belong to something, and nobody sets them aside."""
    _naming.append(attribute)


def orphans(session: Session, store: Store) -> Iterator[StoredObject]:
    """Yield the contents that no document names, those that are about to be named among them."""
    yield from _unnamed(session, store.objects())


def sweep(session: Session, store: Store, now: dt.datetime) -> Swept:
    """Set aside, put back and discard what it is time for."""
    swept = Swept()
    store.tidy(now - GRACE)
    for each in orphans(session, store):
        if each.written_at < now - GRACE:
            store.set_aside(each.sha256)
            swept.set_aside += 1
    aside = list(store.objects_aside())
    unnamed = {each.sha256 for each in _unnamed(session, aside)}
    for each in aside:
        if each.sha256 not in unnamed:
            store.restore(each.sha256)
            swept.restored += 1
        elif each.written_at < now - KEPT_ASIDE:
            store.discard(each.sha256)
            swept.discarded += 1
    return swept


def verify(session: Session, store: Store) -> Iterator[Fault]:
    """Yield every document whose content is not in the store, or is not what was stored."""
    last = 0
    while rows := _after(session, last):
        faults = {sha256: _fault(store, sha256) for sha256 in dict.fromkeys(row.sha256 for row in rows)}
        for document in rows:
            if problem := faults[document.sha256]:
                yield Fault(document.id, document.case.reference, document.sha256, problem)
        last = rows[-1].id


def _after(session: Session, last: int) -> list[Document]:
    statement = sa.select(Document).where(Document.id > last).order_by(Document.id).limit(BATCH)
    return list(session.scalars(statement))


def _fault(store: Store, sha256: str) -> str | None:
    try:
        with store.open(sha256) as content:
            return None if sha256_of_stream(content) == sha256 else "changed"
    except MissingContentError:
        return "missing"


def _unnamed(session: Session, objects: Iterable[StoredObject]) -> Iterator[StoredObject]:
    rest = iter(objects)
    while batch := list(itertools.islice(rest, BATCH)):
        wanted = [each.sha256 for each in batch]
        named = {
            sha256
            for column in _naming
            for sha256 in session.scalars(sa.select(column).where(column.in_(wanted)))
        }
        yield from (each for each in batch if each.sha256 not in named)
