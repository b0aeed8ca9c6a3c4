"""Hearings of cases."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from casetracker.cases import hearings
from casetracker.cases.hearing_inputs import (
    AdjournedHearingSchema,
    HearingResultSchema,
    HearingSchema,
    MovedHearingSchema,
)
from casetracker.cases.inputs import read_input
from casetracker.cases.models import Case, Hearing
from tests.builders.cases import ACTOR

HEARING: dict[str, Any] = {
    "starts_at": "2022-11-22T15:00",  # Tuesday, local time in Astana (+06:00)
    "minutes": "60",
    "place": "Астана, Мысал көшесі, 1",
    "room": "3",
    "is_open": "yes",
    "language": "kk",
}
MOVED: dict[str, Any] = {name: HEARING[name] for name in ("starts_at", "minutes", "place", "room")} | {
    "reason": "The room is needed for the count."
}
ADJOURNED: dict[str, Any] = {"reason": "The protocol was not brought."}


def create_hearing(session: Session, case: Case, **changes: Any) -> Hearing:
    """Set a hearing of a case. Not committed."""
    values = read_input(HearingSchema(), HEARING | changes)
    return hearings.set_hearing(session, case, values, actor=ACTOR)


def move(session: Session, hearing: Hearing, **changes: Any) -> None:
    """Move a hearing. Not committed."""
    hearings.move_hearing(session, hearing, read_input(MovedHearingSchema(), MOVED | changes), actor=ACTOR)


def adjourn(session: Session, hearing: Hearing, **changes: Any) -> Hearing | None:
    """Adjourn a hearing; returns the next one. Not committed."""
    values = read_input(AdjournedHearingSchema(), ADJOURNED | changes)
    return hearings.adjourn_hearing(session, hearing, values, actor=ACTOR)


def cancel(session: Session, hearing: Hearing) -> None:
    """Cancel a hearing. Not committed."""
    hearings.cancel_hearing(session, hearing, "The complaint was withdrawn.", actor=ACTOR)


def record(session: Session, hearing: Hearing, **values: Any) -> None:
    """Record how a hearing ended. Not committed."""
    hearings.record_result(session, hearing, read_input(HearingResultSchema(), values), actor=ACTOR)
