"""A few hearings for the synthetic cases; the proceedings on public record get none that no source names."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from casetracker.cases.hearing_inputs import AdjournedHearingSchema, HearingResultSchema, HearingSchema
from casetracker.cases.hearings import adjourn_hearing, record_result, set_hearing
from casetracker.cases.inputs import read_input
from casetracker.cases.models import Case

EVERY = 10
AT = dt.time(15)
ADJOURNED_EVERY = 20


def add_hearings(session: Session, case: Case, number: int, mark: str, day: dt.date, *, actor: str) -> None:
    """Give every tenth case decided with reasons a hearing on that day; every second one was adjourned."""
    if number % EVERY:
        return
    was_adjourned = number % ADJOURNED_EVERY == 0
    values = {
        "starts_at": _moment(day - dt.timedelta(days=1) if was_adjourned else day),
        "minutes": "45",
        "place": mark,
        "room": str(number // EVERY),
        "is_open": "yes",
        "language": case.language,
    }
    if dt.datetime.fromisoformat(values["starts_at"]).date() <= case.received_at.date():
        return
    hearing = set_hearing(session, case, read_input(HearingSchema(), values), actor=actor)
    if was_adjourned:
        later = {"next_starts_at": _moment(day), "minutes": "45", "reason": mark}
        following = adjourn_hearing(
            session, hearing, read_input(AdjournedHearingSchema(), later), actor=actor
        )
        hearing = following or hearing
    held = read_input(HearingResultSchema(), {"result": "held"})
    record_result(session, hearing, held, actor=actor)


def _moment(day: dt.date) -> str:
    return dt.datetime.combine(day, AT).isoformat()
