"""Withdraw a published case, or one decision of it: a tombstone stays, the rest leaves the public side.

One publisher may do it alone, because what harms somebody must leave at once; publishing it again takes two.
"""

from __future__ import annotations

import datetime as dt
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
from casetracker.publication.actions import locked_page, private_of
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.publication.preparing import refuse_private_words
from casetracker.publication.projecting import DECISION_TEXTS, published_decision
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
    public = _published(session, case, seen_version)
    now = db.now()
    public.state, public.withdrawn_ground, public.withdrawn_reason = "withdrawn", ground, sentence
    public.withdrawn_at = public.updated_at = now
    public.version += 1
    _empty(public, now, ground, sentence)
    _end_publications(session, case, now, actor)
    add_event(case, "publication-withdrawn", now, actor, withdrawal=ground)
    session.flush()
    details = {"version": public.version, "ground": ground}
    record(session, actor=actor, action="case.publication-withdrawn", thing=case.ref, details=details)
    return public


def withdraw_decision(
    session: Session,
    decision: Decision,
    ground: str,
    sentence: str,
    people: Iterable[Person],
    *,
    actor: str,
    seen_version: int | None = None,
) -> PublicCase:
    """Leave a tombstone in the place of one decision; the case and its other decisions stay public."""
    case = decision.case
    refuse_private_words(sentence, private_of(people), "sentence")
    public = _published(session, case, seen_version)
    row = published_decision(public, decision)
    if row is None or row.withdrawn_at is not None:
        raise InvalidInput({"_schema": [_("This decision is not published.")]})
    now = db.now()
    _bury(row, now, ground, sentence)
    for document in [it for it in public.documents if it.decision_ordinal == row.ordinal]:
        public.documents.remove(document)
    public.updated_at = now
    public.version += 1
    _end_publications(session, case, now, actor, Publication.decision_id == decision.id)
    add_event(case, "publication-withdrawn", now, actor, withdrawal=ground, number=decision.number)
    session.flush()
    details = {"version": public.version, "ground": ground, "decision": decision.ordinal}
    record(session, actor=actor, action="case.publication-withdrawn", thing=case.ref, details=details)
    return public


def _published(session: Session, case: Case, seen_version: int | None) -> PublicCase:
    public = locked_page(session, case)
    if public is None:
        raise InvalidInput({"_schema": [_("This case is not published.")]})
    if public.state == "withdrawn":
        raise InvalidInput({"_schema": [_("This case was withdrawn already.")]})
    if seen_version is not None and seen_version != public.version:
        raise StaleCase("published by somebody else since")
    return public


def _end_publications(
    session: Session, case: Case, now: dt.datetime, actor: str, *conditions: sa.ColumnElement[bool]
) -> None:
    statement = sa.select(Publication).where(Publication.case_id == case.id, *conditions)
    for publication in session.scalars(statement).unique():
        if publication.state == "published":
            publication.state, publication.withdrawn_at, publication.withdrawn_by = "withdrawn", now, actor


def _bury(row: PublicDecision, now: dt.datetime, ground: str, sentence: str) -> None:
    """Empty a decision but for what measures its publication: when it was taken, and when told."""
    for name in (*DECISION_TEXTS, "appeal_route", "number"):
        setattr(row, name, "")
    row.cited = []
    row.withdrawn_at, row.withdrawn_ground, row.withdrawn_reason = now, ground, sentence


def _empty(public: PublicCase, now: dt.datetime, ground: str, sentence: str) -> None:
    public.summary = ""
    public.contested_number = None
    public.timeline, public.clocks = [], []
    for decision in public.decisions:
        if decision.withdrawn_at is None:
            _bury(decision, now, ground, sentence)
    public.documents.clear()
