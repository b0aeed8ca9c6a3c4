"""What should be known before a hearing is set: told, never refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from casetracker import law
from casetracker.cases.clocks import REVIEW
from casetracker.cases.hearing_queries import hearings_in_the_room
from casetracker.cases.models import Case, Hearing
from casetracker.cases.staying import open_stay
from casetracker.lawbook import LawBook
from casetracker.registry.plans import with_election

# By the kind of body: the rule that says how long before its start people are told of a session. The law
# has none for courts, and none that counts the time for parties.
NOTICE_RULES: Mapping[str, str] = {"commission": "session.member-notice"}
STARTS = "session-start"


@dataclass(frozen=True)
class HearingWarning:
    """One thing to know.

    Attributes:
        code: past, stayed, after-review, day-off, short-notice or room.
        at: the moment it is about: until when notice had to be given, when the other hearing starts.
        on: the civil date it is about.
        rule_id: the rule that it follows from.
        reference: the case that is heard in the same room.
    """

    code: str
    at: dt.datetime | None = None
    on: dt.date | None = None
    rule_id: str | None = None
    reference: str | None = None


def hearing_warnings(
    session: Session, book: LawBook, hearing: Hearing, now: dt.datetime
) -> list[HearingWarning]:
    """Return what should be known of a hearing that is set or about to be."""
    told = []
    if hearing.starts_at < now:
        told.append(HearingWarning("past"))
    for case in hearing.cases:
        told += _of_case(case, hearing)
    told += _of_day(book, hearing)
    if hearing.starts_at >= now:
        told += _of_notice(book, hearing, now)
    told += [
        HearingWarning("room", at=other.starts_at, reference=other.case.reference)
        for other in hearings_in_the_room(session, hearing)
    ]
    return told


def _of_case(case: Case, hearing: Hearing) -> Iterator[HearingWarning]:
    if open_stay(case) is not None:
        yield HearingWarning("stayed", reference=case.reference)
    for clock in case.deadlines:
        if clock.role == REVIEW and clock.state == "running" and hearing.starts_at >= clock.due_at:
            yield HearingWarning(
                "after-review", on=clock.due_on, rule_id=clock.rule_id, reference=case.reference
            )


def _of_day(book: LawBook, hearing: Hearing) -> Iterator[HearingWarning]:
    day = hearing.starts_at.astimezone(ZoneInfo(hearing.zone)).date()
    try:
        is_off = book.calendar.falls_on_day_off(day)
    except law.LawError:
        return
    if is_off:
        yield HearingWarning("day-off", on=day)


def _of_notice(book: LawBook, hearing: Hearing, now: dt.datetime) -> Iterator[HearingWarning]:
    rule_id = NOTICE_RULES.get(hearing.case.body.kind)
    if rule_id is None or rule_id not in {rule.id for rule in book.rules}:
        return
    start = hearing.starts_at.astimezone(ZoneInfo(hearing.zone))
    facts = with_election(law.Facts(event=start, zone=hearing.zone), hearing.case.election, book.digest)
    try:
        deadline = law.compute(book.rules.get(rule_id), facts, book.calendar)
    except law.LawError:
        return
    if now > deadline.due_at:
        yield HearingWarning("short-notice", at=deadline.due_at, rule_id=rule_id)
