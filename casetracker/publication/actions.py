"""Publish: build the redacted projection of a case. Nothing public ever reads the case file itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.events import add_event
from casetracker.cases.identities import Person
from casetracker.cases.models import Case, Decision
from casetracker.publication.clocks import newest_clock, public_clocks, public_timeline
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.publication.redaction import Private, leaks, propose

DECISION_TEXTS = ("facts", "provisions", "application", "operative")
COPIED_FROM_CASE = (
    "reference",
    "election_id",
    "body_id",
    "procedure",
    "subject",
    "status",
    "language",
    "contested_kind",
    "contested_on",
    "contested_body_id",
    "contested_number",
    "received_at",
    "receipt_known",
    "is_late",
)
COPIED_FROM_DECISION = (
    "number",
    "taken_at",
    "open_session",
    "outcome",
    "inadmissibility_ground",
    "remedy",
    "votes_for",
    "votes_against",
    "language",
)


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
        source = (public and _published_decision(public, decision)) or decision
        texts |= {name: propose(getattr(source, name), private) for name in DECISION_TEXTS}
    return texts


def _published_decision(public: PublicCase, decision: Decision) -> PublicDecision | None:
    ordinal = decision.case.decisions.index(decision) + 1
    return next((known for known in public.decisions if known.ordinal == ordinal), None)


def publish(
    session: Session,
    case: Case,
    decision: Decision | None,
    texts: Mapping[str, str | None],
    people: Iterable[Person],
    *,
    actor: str,
    seen_version: int | None = None,
) -> PublicCase:
    """Publish a case, and a decision of it when given; again, it becomes the next version.

    *texts* is what ``PublicTextsSchema`` gives; *people* are all persons of the case; *seen_version*
    is the published version that the publisher saw (0: none). Raises :class:`InvalidInput` naming each
    field in which something private still stands, or when the case was withdrawn, and
    :class:`StaleCase` when somebody else published since.
    """
    private = private_of(people)
    _refuse_leaks(case, decision, texts, private)
    now = db.now()
    # The case's row is locked, so that two first publications cannot both find nothing.
    session.scalars(sa.select(Case.id).where(Case.id == case.id).with_for_update(of=Case)).one()
    wanted = sa.select(PublicCase).where(PublicCase.reference == case.reference)
    public = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    _refuse_republication(public, seen_version)
    again = public is not None
    if decision is not None or not again:
        add_event(case, "published", now, actor, number=decision.number if decision else None)
    if public is None:
        public = PublicCase(slug=case.slug, published_at=now, version=1)
    else:
        public.version += 1
    _project(public, case, texts, now)
    # Not before it is whole: what the projection loads from the case would flush it half filled.
    session.add(public)
    if decision:
        _project_decision(public, decision, texts, private, now)
    session.flush()
    record(session, actor=actor, action="case.published", thing=case.ref, details={"version": public.version})
    return public


def _refuse_republication(public: PublicCase | None, seen_version: int | None) -> None:
    if seen_version is not None and seen_version != (public.version if public else 0):
        raise StaleCase("published by somebody else since")
    if public and public.state == "withdrawn":
        raise InvalidInput({"_schema": [_("This case was withdrawn from publication. It stays withdrawn.")]})


def _refuse_leaks(
    case: Case, decision: Decision | None, texts: Mapping[str, str | None], private: Private
) -> None:
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


def _project(public: PublicCase, case: Case, texts: Mapping[str, str | None], now: dt.datetime) -> None:
    for name in COPIED_FROM_CASE:
        setattr(public, name, getattr(case, name))
    public.state = "published"
    public.body_level = case.body.level
    public.region = case.body.region
    public.zone = case.body.zone
    public.complainant_kind = next((p.kind for p in case.parties if p.role == "complainant"), "other")
    public.summary = texts["summary"] or ""
    public.clocks = public_clocks(case)
    public.clocks_at = newest_clock(case) or now
    public.timeline = public_timeline(case.events)
    public.updated_at = now
    public.withdrawn_reason = None


def _project_decision(
    public: PublicCase,
    decision: Decision,
    texts: Mapping[str, str | None],
    private: Private,
    now: dt.datetime,
) -> None:
    ordinal = decision.case.decisions.index(decision) + 1
    row = _published_decision(public, decision)
    if row is None:
        row = PublicDecision(ordinal=ordinal, published_at=now, version=1)
        row.lag_seconds = max(0, int((now - decision.taken_at).total_seconds()))
        public.decisions.append(row)
    else:
        row.version += 1
    for name in COPIED_FROM_DECISION:
        setattr(row, name, getattr(decision, name))
    for name in DECISION_TEXTS:
        setattr(row, name, texts.get(name) or "")
    row.appeal_route = propose(decision.appeal_route, private)
    row.reasoned = decision.is_reasoned
