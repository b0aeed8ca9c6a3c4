"""Record that a letter was issued. Never commits."""

from __future__ import annotations

from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases.events import add_event
from casetracker.cases.models import Case


def note_issued(
    session: Session, case: Case, *, kind: str, language: str, ending: str, named: bool, actor: str
) -> None:
    """Say in the history of a case, and in the audit chain, that a letter was made and by whom."""
    add_event(case, "notice-issued", db.now(), actor, notice=kind, language=language)
    details = {"kind": kind, "language": language, "format": ending, "named": named}
    record(session, actor=actor, action="notice.issued", thing=case.ref, details=details)
