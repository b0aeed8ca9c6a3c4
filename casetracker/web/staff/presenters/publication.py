"""The publication of a case as its page shows it: each original with its marks beside the public text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from casetracker import labels
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.accounts.queries import names_by_ref
from casetracker.cases.models import Case, Decision
from casetracker.documents.queries import documents_of
from casetracker.publication.attaching import attached_to, can_be_attached
from casetracker.publication.models import PublicCase
from casetracker.publication.preparing import edited_in, marks_in, originals, public_texts
from casetracker.publication.projecting import replaces_published
from casetracker.publication.publications import Publication
from casetracker.publication.queries import last_publications, public_case
from casetracker.publication.redaction.marks import Mark, public_text
from casetracker.publication.reviewing import obstacle_for, who_may_publish
from casetracker.web.rendering import label
from casetracker.web.staff.field_names import PUBLIC_TEXTS
from casetracker.web.staff.presenters.chain import decision_in_words

Shown = dict[str, Any]


@dataclass(frozen=True)
class Piece:
    """A piece of an original: a text, and the number of its mark when it is one."""

    text: str
    number: int | None = None
    mark: Mark | None = None


@dataclass(frozen=True)
class RedactedText:
    """One text to be published: its original in pieces, its marks, and what the public would read."""

    name: str
    label: str
    language: str
    is_required: bool
    pieces: list[Piece]
    known: list[Piece]
    choices: list[tuple[str, str, str]]
    public: str
    is_by_hand: bool


def publication_page(
    session: Session,
    case: Case,
    publication: Publication,
    user: User,
    typed: Mapping[str, str],
) -> Shown:
    """Return what the page of a publication shows; *typed* is what a form held that was refused."""
    texts = _texts(publication)
    actors = {str(remark["by"]) for remark in publication.remarks} | {str(it) for it in publication.authors}
    names = names_by_ref(session, actors)
    obstacle = obstacle_for(publication, user.ref) if publication.state == "checked" else None
    public = public_case(session, case.slug)
    return {
        "publication": publication,
        "version": publication.version or 0,
        "texts": texts,
        "values": _values(publication, texts, typed),
        "kinds": labels.choices("redaction-kind"),
        "corrections": labels.choices("correction-reason"),
        "authors": [names.get(str(ref), _("the system")) for ref in publication.authors],
        "remarks": [_remark(remark, names) for remark in publication.remarks],
        "may_publish": policy.can(user, policy.PUBLISH, case) and obstacle is None,
        "may_send_back": policy.can(user, policy.PUBLISH, case),
        "obstacle": obstacle,
        "documents": _documents(session, publication),
        "publishers": who_may_publish(session, publication),
        "public": public,
        "needs_reason": replaces_published(public, publication.decision),
        "part": str(publication.decision.ordinal if publication.decision else 0),
        "parts": publishable(session, case, publication.decision),
        "changed_summary": _changed_summary(public, publication, texts),
    }


def publishable(session: Session, case: Case, chosen: Decision | None) -> list[Shown]:
    """Return what can be published of a case, each with how far it is; the case alone while that is all."""
    last = last_publications(session, case)
    things: list[Decision | None] = [*case.decisions]
    if not things or chosen is None:
        things = [None, *things]
    return [
        {
            "part": str(it.ordinal if it else 0),
            "words": decision_in_words(it) if it else _("The complaint without a decision"),
            "state": last[it.id if it else None].state if (it.id if it else None) in last else "",
            "is_chosen": it is chosen,
        }
        for it in things
    ]


def _changed_summary(public: PublicCase | None, publication: Publication, texts: list[RedactedText]) -> str:
    """Return the public text of the complaint when another publication changed it since this was begun."""
    is_behind = public is not None and public.version != publication.base_version
    if public is None or not is_behind or public.state != "published":
        return ""
    here = next(text.public for text in texts if text.name == "summary")
    return public.summary if public.summary != here else ""


def _documents(session: Session, publication: Publication) -> list[Shown]:
    """The files of the case that can be published, and under which title they are."""
    known = {it.document_id: it for it in attached_to(publication)}
    return [
        {
            "id": document.id,
            "name": document.name,
            "title": known[document.id].title if document.id in known else "",
            "count": len(known[document.id].areas) if document.id in known else 0,
        }
        for document in documents_of(session, publication.case)
        if can_be_attached(document)
    ]


def written_by_hand(
    publication: Publication, texts: Mapping[str, str | None], from_marks: Iterable[str]
) -> dict[str, str | None]:
    """Return the texts that a person wrote by hand: those that are not what the page had shown.

    *from_marks* names those in which the marks are to count again.
    """
    dropped = set(from_marks)
    shown = public_texts(publication)
    found: dict[str, str | None] = {}
    for field, original in originals(publication.case, publication.decision).items():
        by_hand = edited_in(publication, field)
        if field in dropped:
            found[field] = None
        elif (texts.get(field) or "") != (shown.get(field) or "").strip():
            found[field] = texts.get(field) or ""
        else:
            found[field] = by_hand
        if found[field] == public_text(original, marks_in(publication, field)).strip():
            found[field] = None
    return found


def _texts(publication: Publication) -> list[RedactedText]:
    case, decision = publication.case, publication.decision
    public = public_texts(publication)
    return [
        _text(
            publication,
            field,
            original,
            decision.language if decision and field != "summary" else case.language,
            public[field] or "",
        )
        for field, original in originals(case, decision).items()
    ]


def _text(publication: Publication, field: str, original: str, language: str, public: str) -> RedactedText:
    pieces = _pieces(original, marks_in(publication, field))
    marked = [piece for piece in pieces if piece.mark]
    return RedactedText(
        name=field,
        label=str(PUBLIC_TEXTS[field]),
        language=language,
        is_required=field in {"summary", "operative"},
        pieces=pieces,
        known=[piece for piece in marked if piece.mark and piece.mark.origin == "known"],
        choices=[_choice(piece) for piece in marked if piece.mark and piece.mark.origin != "known"],
        public=public,
        is_by_hand=edited_in(publication, field) is not None,
    )


def _pieces(original: str, marks: Iterable[Mark]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for number, mark in enumerate(marks, 1):
        pieces += [Piece(original[at : mark.start]), Piece(original[mark.start : mark.end], number, mark)]
        at = mark.end
    return [piece for piece in [*pieces, Piece(original[at:])] if piece.text]


def _choice(piece: Piece) -> tuple[str, str, str]:
    """Return the tick of a mark: its value, the words it covers, and why it is offered."""
    if piece.mark is None:
        raise ValueError("only a mark can be ticked")
    words = _("%(number)s. %(words)s", number=piece.number, words=" ".join(piece.text.split()))
    kind, origin = label("redaction-kind", piece.mark.kind), label("redaction-origin", piece.mark.origin)
    return piece.mark.key, words, _("%(kind)s; %(origin)s", kind=kind, origin=origin)


def _values(publication: Publication, texts: list[RedactedText], typed: Mapping[str, str]) -> Shown:
    """What the form begins with: what is stored, unless a form was refused that held something else."""
    values: Shown = {"correction": publication.correction or ""}
    for text in texts:
        values[text.name] = text.public
        ticks = [piece.mark.key for piece in text.pieces if piece.mark and piece.mark.is_masked]
        values[f"mark-{text.name}"] = ticks
    for name in ("phrase", "kind", "remark", "correction", *(text.name for text in texts)):
        if name in typed:
            values[name] = typed[name]
    if isinstance(typed, MultiDict) and "summary" in typed:
        values |= {f"mark-{text.name}": typed.getlist(f"mark-{text.name}") for text in texts}
    return values


def _remark(remark: Mapping[str, str], names: Mapping[str, str]) -> Shown:
    return {
        "at": dt.datetime.fromisoformat(remark["at"]),
        "by": names.get(remark["by"], ""),
        "text": remark["text"],
    }
