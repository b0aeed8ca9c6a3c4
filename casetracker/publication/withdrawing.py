"""Withdraw a published case: a tombstone with its reason stays, everything else leaves the public side.

One publisher may do it alone, because what harms somebody must leave at once; publishing it again takes two.
"""

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
from casetracker.cases.models import Case
from casetracker.publication.actions import locked_page, private_of
from casetracker.publication.models import PublicCase
from casetracker.publication.preparing import refuse_private_words
from casetracker.publication.projecting import DECISION_TEXTS
from casetracker.publication.publications import Publication


def withdraw(
    session: Session,
    case: Case,
    ground: str,
    sentence: str,
    people: Iterable[Person],
    *,
    actor: str,
    seen_version: int | None = None,
) -> PublicCase:
    """Leave a tombstone with the *ground* and a public *sentence*; the texts leave the projection.

    The index drops the case with the same commit. When it was first published, and how long after the
    decision, stays: the measure of publication must not forget it.
    """
    refuse_private_words(sentence, private_of(people), "sentence")
    public = locked_page(session, case)
    if public is None:
        raise InvalidInput({"_schema": [_("This case is not published.")]})
    if public.state == "withdrawn":
        raise InvalidInput({"_schema": [_("This case was withdrawn already.")]})
    if seen_version is not None and seen_version != public.version:
        raise StaleCase("published by somebody else since")
    now = db.now()
    public.state, public.withdrawn_ground, public.withdrawn_reason = "withdrawn", ground, sentence
    public.withdrawn_at = public.updated_at = now
    public.version += 1
    _empty(public)
    for publication in session.scalars(sa.select(Publication).where(Publication.case_id == case.id)).unique():
        if publication.state == "published":
            publication.state, publication.withdrawn_at, publication.withdrawn_by = "withdrawn", now, actor
    add_event(case, "publication-withdrawn", now, actor, withdrawal=ground)
    session.flush()
    details = {"version": public.version, "ground": ground}
    record(session, actor=actor, action="case.publication-withdrawn", thing=case.ref, details=details)
    return public


def _empty(public: PublicCase) -> None:
    public.summary = ""
    public.contested_number = None
    public.timeline, public.clocks = [], []
    for decision in public.decisions:
        for name in (*DECISION_TEXTS, "appeal_route"):
            setattr(decision, name, "")
    public.documents.clear()
