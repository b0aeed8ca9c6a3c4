"""Stays, claims before a court about the same act, services and corrections."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from casetracker.cases.correcting import correct_facts
from casetracker.cases.inputs import CorrectionSchema, StayEndSchema, StaySchema, read_input
from casetracker.cases.models import Case, CaseStay
from casetracker.cases.staying import end_stayed_case, resume_case, stay_case
from casetracker.runtime import lawbook
from tests.builders.cases import ACTOR, create_case

COURT = "kz-siac-astana"
STAY: dict[str, Any] = {
    "ground": "parallel-court",
    "from_at": "2022-11-22T12:00",  # Tuesday, local time in Astana (+06:00)
    "source": "№ 7119-22-00-4/15, 2022-11-22",
    "court_case": None,
}
STAY_END: dict[str, Any] = {
    "until_at": "2022-11-28T10:00",  # Monday
    "source": "№ 7119-22-00-4/15, 2022-11-25",
}


def create_claim(session: Session, **changes: Any) -> Case:
    """Register a claim before the court of Astana about the act of ``COMPLAINT``, on Tuesday 22 November."""
    claim = {"body": COURT, "procedure": "election-claim", "received_at": "2022-11-22T12:00"}
    return create_case(session, **(claim | changes))


def create_stay(session: Session, case: Case, *, version: int | None = None, **changes: Any) -> CaseStay:
    """Stay a case from Tuesday 22 November 2022 on. Not committed."""
    values = read_input(StaySchema(), STAY | changes)
    return stay_case(session, lawbook(), case, values, actor=ACTOR, version=version)


def resume(session: Session, case: Case, *, version: int | None = None, **changes: Any) -> CaseStay:
    """Resume a stayed case on Monday 28 November 2022. Not committed."""
    values = read_input(StayEndSchema(), STAY_END | changes)
    return resume_case(session, lawbook(), case, values, actor=ACTOR, version=version)


def end_stayed(session: Session, case: Case, **changes: Any) -> CaseStay:
    """End a stayed case on Monday 28 November 2022. Not committed."""
    values = read_input(StayEndSchema(), STAY_END | changes)
    return end_stayed_case(session, lawbook(), case, values, actor=ACTOR)


def correct(session: Session, case: Case, *, version: int | None = None, **changes: Any) -> list[str]:
    """Correct facts of a case; fields as a person would type them. Not committed."""
    values = read_input(CorrectionSchema(), {"reason": "misread"} | changes)
    reason = values.pop("reason")
    return correct_facts(session, lawbook(), case, values, actor=ACTOR, reason=reason, version=version)


def review_clocks(case: Case) -> list[str]:
    """Return state and last day of every clock of review, replaced ones too, the oldest first."""
    rows = sorted((clock for clock in case.deadlines if clock.role == "review"), key=lambda clock: clock.id)
    return [f"{clock.state} {clock.due_on:%a %d %b}" for clock in rows]


def on(text: str) -> dt.datetime:
    """Return a moment in Astana, where clocks were six hours ahead of UTC in 2022."""
    return dt.datetime.fromisoformat(f"{text}+06:00")
