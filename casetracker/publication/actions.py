"""Publish: build the redacted projection of a case. Nothing public ever reads the case file itself."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.events import add_event
from casetracker.cases.identities import Person
from casetracker.cases.models import Case, Decision
from casetracker.publication.models import PublicCase
from casetracker.publication.projecting import (
    DECISION_TEXTS,
    Texts,
    changed_parts,
    project_case,
    project_decision,
    published_decision,
)
from casetracker.publication.redaction import Private, leaks, propose

__all__ = ["DECISION_TEXTS", "private_of", "project", "proposed_texts", "publish", "refuse_leaks"]


def private_of(people: Iterable[Person]) -> Private:
    """Return what the persons of a case make private."""
    known = list(people)
    return Private(
        tuple(person.name for person in known if person.name),
        tuple(person.contact for person in known if person.contact),
    )


def proposed_texts(
    case: Case, decision: Decision | None, people: Iterable[Person], public: PublicCase | None = None
) -> dict[str, str]:
    """Return the public texts to begin with: the case's own, with what looks private masked.

    What was published before (*public*) is begun with instead, so that what a person masked by hand
    stays masked.
    """
    private = private_of(people)
    texts = {"summary": propose(public.summary if public else case.text, private)}
    if decision:
        row = published_decision(public, decision) if public else None
        source = row if row is not None and row.withdrawn_at is None else decision
        texts |= {name: propose(getattr(source, name), private) for name in DECISION_TEXTS}
    return texts


def publish(
    session: Session,
    case: Case,
    decision: Decision | None,
    texts: Texts,
    people: Iterable[Person],
    *,
    actor: str,
    author: str | None = None,
    seen_version: int | None = None,
) -> PublicCase:
    """Publish a case, and a decision of it when given, in one step; again, it becomes the next version.

    For what the system itself publishes: the demonstration, which names its *author* beside the *actor*. What
    people publish goes through ``publication.review``, where one prepares and another publishes.

    *texts* is what ``PublicTextsSchema`` gives; *people* are all persons of the case; *seen_version*
    is the published version that the publisher saw (0: none). Raises :class:`InvalidInput` naming each
    field in which something private still stands, or when the case was withdrawn, and
    :class:`StaleCase` when somebody else published since.
    """
    private = private_of(people)
    refuse_leaks(case, decision, texts, private)
    public = locked_page(session, case)
    if seen_version is not None and seen_version != (public.version if public else 0):
        raise StaleCase("published by somebody else since")
    if public and public.state == "withdrawn":
        raise InvalidInput({"_schema": [_("This case was withdrawn from publication. It stays withdrawn.")]})
    return project(session, case, decision, texts, private, public, actor=actor, author=author)


def locked_page(session: Session, case: Case) -> PublicCase | None:
    """Return the public row of a case as it is now, and let nobody else publish it meanwhile."""
    # The case's row is locked, so that two first publications cannot both find nothing.
    session.scalars(sa.select(Case.id).where(Case.id == case.id).with_for_update(of=Case)).one()
    wanted = sa.select(PublicCase).where(PublicCase.reference == case.reference)
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def project(
    session: Session,
    case: Case,
    decision: Decision | None,
    texts: Texts,
    private: Private,
    public: PublicCase | None,
    *,
    actor: str,
    author: str | None,
    correction: str | None = None,
) -> PublicCase:
    """Make the public rows what *texts* say, append the event and note who prepared and who published."""
    now = db.now()
    if decision is not None or public is None or public.state == "withdrawn":
        kind = (
            "publication-corrected" if correction and public and public.state == "published" else "published"
        )
        add_event(case, kind, now, actor, number=decision.number if decision else None)
    if public is None:
        public = PublicCase(slug=case.slug, published_at=now, version=1, corrections=[])
    else:
        parts = changed_parts(public, decision, texts) if public.state == "published" else []
        public.version += 1
        if correction:
            told = {"at": now.isoformat(), "version": public.version, "reason": correction, "parts": parts}
            told["decision"] = decision.ordinal if decision else None
            public.corrections = [*public.corrections, told]
    if decision:
        project_decision(public, decision, texts, private, now)
    project_case(public, case, texts, now)
    # Not before it is whole: what the projection loads from the case would flush it half filled.
    session.add(public)
    session.flush()
    details = {"version": public.version} | ({"author": author} if author else {})
    record(session, actor=actor, action="case.published", thing=case.ref, details=details)
    return public


def refuse_leaks(case: Case, decision: Decision | None, texts: Texts, private: Private) -> None:
    """Raise :class:`InvalidInput` naming each field in which something private still stands."""
    errors: dict[str, list[str]] = {}
    for field, text in texts.items():
        found = sorted({leak.found for leak in leaks(text or "", private)})
        if found:
            errors[field] = [
                _(
                    "Something private still stands here: %(found)s. Replace it with %(mask)s.",
                    found=", ".join(found),
                    mask="[…]",
                )
            ]
    if decision and not texts.get("operative"):
        errors.setdefault("operative", []).append(_("The decision itself cannot be left out."))
    for number in (case.contested_number or "", decision.number if decision else ""):
        if leaks(number, private):
            errors.setdefault("_schema", []).append(
                _("The number of the act or decision holds a private name.")
            )
    if errors:
        raise InvalidInput(errors)
