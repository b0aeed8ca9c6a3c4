"""Prepare a publication: mark what must not become public, then give it to a second pair of eyes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.events import add_event
from casetracker.cases.identities import Person
from casetracker.cases.models import Case, Decision
from casetracker.publication.actions import locked_page, private_of, proposed_texts, refuse_leaks
from casetracker.publication.models import PublicCase
from casetracker.publication.projecting import DECISION_TEXTS, published_decision, replaces_published
from casetracker.publication.publications import OPEN, Publication
from casetracker.publication.redaction import Private, leaks
from casetracker.publication.redaction.marks import (
    KINDS,
    Mark,
    add_marks,
    chosen,
    find_marks,
    mark_of,
    marks_of_phrase,
    public_text,
)


def originals(case: Case, decision: Decision | None) -> dict[str, str]:
    """Return the texts that are redacted, by field; parts that a decision does not have are left out."""
    texts = {"summary": case.text}
    if decision:
        texts |= {name: text for name in DECISION_TEXTS if (text := getattr(decision, name))}
    return texts


def marks_in(publication: Publication, field: str) -> list[Mark]:
    """Return the marks of one text."""
    return [mark_of(data) for data in publication.texts.get(field, {}).get("marks", [])]


def edited_in(publication: Publication, field: str) -> str | None:
    """Return the text that somebody wrote by hand instead; None when the marks count."""
    text = publication.texts.get(field, {}).get("edited")
    return None if text is None else str(text)


def public_texts(publication: Publication) -> dict[str, str | None]:
    """Return the texts that would become public: written by hand, or the original with its marks masked."""
    texts: dict[str, str | None] = {}
    for field, original in originals(publication.case, publication.decision).items():
        edited = edited_in(publication, field)
        texts[field] = public_text(original, marks_in(publication, field)) if edited is None else edited
    return texts


def begin(
    session: Session, case: Case, decision: Decision | None, people: Iterable[Person], *, actor: str
) -> Publication:
    """Return the publication of a decision that is being prepared; a new one with what is proposed.

    There is at most one of each decision, and of the case alone: whoever comes second goes on with it.
    """
    locked_page(session, case)
    known = open_publication(session, case, decision)
    if known is not None:
        return known
    publication = drafted(session, case, decision, people, actor=actor)
    session.add(publication)
    session.flush()
    record(session, actor=actor, action="publication.begun", thing=case.ref, details=_details(publication))
    return publication


def drafted(
    session: Session, case: Case, decision: Decision | None, people: Iterable[Person], *, actor: str
) -> Publication:
    """Return what a publication of a case would begin with; it is not stored."""
    public = session.scalars(
        sa.select(PublicCase).where(PublicCase.reference == case.reference)
    ).one_or_none()
    before = _last_published(session, case, decision)
    return Publication(
        case=case,
        decision=decision,
        state="draft",
        source_hash=source_hash(case, decision),
        base_version=public.version if public else 0,
        texts=_first_texts(session, case, decision, list(people), public),
        # A new version keeps its documents; they are covered and proved again.
        documents=list(before.documents) if before and before.state == "published" else [],
        authors=[actor],
        remarks=[],
        created_at=db.now(),
    )


def open_publication(session: Session, case: Case, decision: Decision | None) -> Publication | None:
    """Return the publication of a decision (None: of the case alone) that is not published yet, if any."""
    statement = sa.select(Publication).where(
        Publication.case_id == case.id, _is_about(decision), Publication.state.in_(OPEN)
    )
    found = statement.order_by(Publication.id.desc()).limit(1)
    return session.scalars(found.execution_options(populate_existing=True)).unique().one_or_none()


def _is_about(decision: Decision | None) -> sa.ColumnElement[bool]:
    if decision is None:
        return Publication.decision_id.is_(None)
    return Publication.decision_id == decision.id


def save(
    session: Session,
    publication: Publication,
    ticked: Mapping[str, Iterable[str]],
    edited: Mapping[str, str | None],
    correction: str | None = None,
    *,
    actor: str,
    version: int | None,
    seen_public: int | None = None,
) -> None:
    """Keep which marks are masked and what was written by hand (None: the marks count), by field.

    *seen_public* is the version of the public page that the person saw beside it.
    """
    _check(publication, "draft", version)
    if seen_public is not None:
        publication.base_version = seen_public
    texts = {
        field: {
            "marks": [mark.as_data() for mark in chosen(marks_in(publication, field), ticked.get(field, ()))],
            "edited": edited.get(field),
        }
        for field in originals(publication.case, publication.decision)
    }
    publication.correction = correction
    _write(publication, texts, actor)
    session.flush()


def mark_phrase(
    session: Session, publication: Publication, phrase: str, kind: str, *, actor: str, version: int | None
) -> int:
    """Mark a phrase wherever it stands in the texts, a name in every form; return how often it was found."""
    _check(publication, "draft", version)
    if kind not in KINDS:
        raise InvalidInput({"kind": [_("Choose what it is.")]})
    found = 0
    texts = dict(publication.texts)
    for field, original in originals(publication.case, publication.decision).items():
        edited = edited_in(publication, field)
        if edited is not None:
            marks = marks_of_phrase(edited, phrase, kind)
            texts[field] = {**texts[field], "edited": public_text(edited, marks)}
        else:
            marks = marks_of_phrase(original, phrase, kind)
            joined = add_marks(marks_in(publication, field), marks)
            texts[field] = {**texts.get(field, {}), "marks": [mark.as_data() for mark in joined]}
        found += len(marks)
    if not found:
        sentence = _("This does not stand in any of the texts. Copy it from the original.")
        raise InvalidInput({"phrase": [sentence]})
    _write(publication, texts, actor)
    session.flush()
    return found


def submit(
    session: Session,
    publication: Publication,
    people: Iterable[Person],
    *,
    actor: str,
    version: int | None,
) -> None:
    """Give what was prepared to the second pair of eyes; refused while something private stands in it."""
    _check(publication, "draft", version)
    check_texts(publication, private_of(people))
    public = locked_page(session, publication.case)
    if replaces_published(public, publication.decision) and not publication.correction:
        raise InvalidInput({"correction": [_("Say why a new version is published.")]})
    now = db.now()
    publication.state, publication.checked_at, publication.checked_by = "checked", now, actor
    _write(publication, publication.texts, actor)
    add_event(publication.case, "publication-prepared", now, actor, number=_number(publication))
    session.flush()
    _note(session, publication, "publication.prepared", actor)


def restart(
    session: Session,
    publication: Publication,
    people: Iterable[Person],
    *,
    actor: str,
    version: int | None,
) -> None:
    """Begin again from the originals: what was ticked and written by hand is given up."""
    _check(publication, "draft", version)
    case, decision, private = publication.case, publication.decision, private_of(people)
    publication.source_hash = source_hash(case, decision)
    texts = {
        field: {"marks": [mark.as_data() for mark in find_marks(original, private)], "edited": None}
        for field, original in originals(case, decision).items()
    }
    _write(publication, texts, actor)
    session.flush()


def take_back(session: Session, publication: Publication, *, actor: str, version: int | None) -> None:
    """Go on preparing what was given to the second pair of eyes."""
    _check(publication, "checked", version)
    publication.state, publication.checked_at, publication.checked_by = "draft", None, None
    session.flush()
    _note(session, publication, "publication.taken-back", actor)


def check_texts(publication: Publication, private: Private) -> None:
    """Raise :class:`InvalidInput` for what may not become public as it is now.

    The originals must be those that were marked: what changed since was seen by nobody.
    """
    case, decision = publication.case, publication.decision
    if publication.source_hash != source_hash(case, decision):
        raise InvalidInput(
            {"_schema": [_("The original texts changed since. Begin again from the original.")]}
        )
    texts = public_texts(publication)
    if not texts.get("summary"):
        raise InvalidInput({"summary": [_("Fill in this field.")]})
    refuse_leaks(case, decision, texts, private)


def refuse_private_words(text: str, private: Private, field: str) -> None:
    """Raise :class:`InvalidInput` when a public sentence names somebody."""
    found = sorted({leak.found for leak in leaks(text, private)})
    if found:
        sentence = _("This sentence is public. It must not hold: %(found)s.", found=", ".join(found))
        raise InvalidInput({field: [sentence]})


def _first_texts(
    session: Session,
    case: Case,
    decision: Decision | None,
    people: list[Person],
    public: PublicCase | None,
) -> dict[str, Any]:
    private = private_of(people)
    before = _last_published(session, case, decision)
    shown = proposed_texts(case, decision, people, public) if public and public.state == "published" else {}
    texts: dict[str, Any] = {}
    for field, original in originals(case, decision).items():
        marks = find_marks(original, private)
        edited: str | None = None
        if before is not None and before.source_hash == source_hash(case, decision):
            kept = [mark for mark in marks_in(before, field) if mark.origin != "known"]
            marks, edited = add_marks(marks, kept), edited_in(before, field)
        elif _is_shown(public, decision, field) and shown.get(field) != public_text(original, marks):
            # What a person masked by hand stays masked.
            edited = shown.get(field)
        texts[field] = {"marks": [mark.as_data() for mark in marks], "edited": edited}
    return texts


def _is_shown(public: PublicCase | None, decision: Decision | None, field: str) -> bool:
    if public is None or public.state != "published":
        return False
    row = published_decision(public, decision) if decision else None
    return field == "summary" or (row is not None and row.withdrawn_at is None)


def _last_published(session: Session, case: Case, decision: Decision | None) -> Publication | None:
    statement = sa.select(Publication).where(
        Publication.case_id == case.id,
        _is_about(decision),
        Publication.state.in_(("published", "withdrawn")),
    )
    return session.scalars(statement.order_by(Publication.id.desc()).limit(1)).unique().one_or_none()


def source_hash(case: Case, decision: Decision | None) -> str:
    """Return a digest of the originals that marks belong to."""
    told = json.dumps([decision.id if decision else None, originals(case, decision)], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _check(publication: Publication, state: str, version: int | None) -> None:
    if publication.state != state or (version is not None and version != publication.version):
        raise StaleCase("this publication was changed by somebody else since")


def _write(publication: Publication, texts: Mapping[str, Any], actor: str) -> None:
    publication.texts = dict(texts)
    if actor not in publication.authors:
        publication.authors = [*publication.authors, actor]


def _number(publication: Publication) -> str | None:
    return publication.decision.number if publication.decision else None


def _details(publication: Publication) -> dict[str, Any]:
    return {"publication": publication.id, "base_version": publication.base_version}


def _note(session: Session, publication: Publication, action: str, actor: str) -> None:
    record(session, actor=actor, action=action, thing=publication.case.ref, details=_details(publication))
