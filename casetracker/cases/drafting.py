"""Keep a decision that is being written, so that a colleague can go on with it. Actions never commit.

A draft is no event: nobody was told anything, and no clock hangs on it. It is gone once the decision is
recorded.
"""

from __future__ import annotations

from collections.abc import Mapping

import marshmallow as ma
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases import statuses
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.fields import LONGEST_TEXT, clean
from casetracker.cases.models import Case, DecisionDraft

REASONING = ("facts", "provisions", "application")


def draft_of(session: Session, case: Case) -> DecisionDraft | None:
    """Return the draft of a case's decision, None when nobody has begun one."""
    return session.get(DecisionDraft, case.id)


def keep_draft(
    session: Session, case: Case, typed: Mapping[str, str], *, actor: str, seen: int
) -> DecisionDraft:
    """Keep what was typed of a decision, finished or not; *seen* is the version of the draft (0: none).

    Raises :class:`StaleCase` when a colleague kept the draft since, ``ImpossibleStep`` when the case waits
    for no decision, and :class:`InvalidInput` for what no database can hold.
    """
    statuses.check_step(case, "decide")
    draft = draft_of(session, case)
    if seen != (draft.version if draft else 0):
        raise StaleCase(case.reference)
    words = _cleaned(typed)
    if draft is None:
        draft = DecisionDraft(case_id=case.id, typed=words, updated_at=db.now(), updated_by=actor)
        session.add(draft)
    else:
        draft.typed, draft.updated_at, draft.updated_by = words, db.now(), actor
    session.flush()
    details = {"version": draft.version}
    record(session, actor=actor, action="decision.draft-kept", thing=case.ref, details=details)
    return draft


def drop_draft(session: Session, case: Case) -> None:
    """Drop the draft of a case: its decision is recorded."""
    session.execute(sa.delete(DecisionDraft).where(DecisionDraft.case_id == case.id))


def missing_reasoning(typed: Mapping[str, object]) -> list[str]:
    """Return the parts of the reasoning that are still empty: with none the decision counts as reasoned."""
    said = {part for part in (*REASONING, "cited") if str(typed.get(part) or "").strip()}
    if "cited" in said:
        said.add("provisions")
    return [part for part in REASONING if part not in said]


def _cleaned(typed: Mapping[str, str]) -> dict[str, str]:
    errors: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    for name, text in typed.items():
        try:
            words[name] = clean(text)[:LONGEST_TEXT]
        except ma.ValidationError as refused:
            errors[name] = [str(refused.messages[0])]
    if errors:
        raise InvalidInput(errors)
    return words
