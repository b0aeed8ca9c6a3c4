"""What a mail about a clock tells, and whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

from casetracker.accounts.models import User
from casetracker.alerts.calendar_entries import Known
from casetracker.alerts.planning import CHANGES, OVERDUE, Notice
from casetracker.alerts.recipients import Responsible
from casetracker.alerts.rules import AlertRules
from casetracker.alerts.tellings import Telling
from casetracker.cases.models import CaseDeadline


def telling_of(
    clock: CaseDeadline,
    notice: Notice,
    rules: AlertRules,
    responsible: Responsible,
    known: Known,
    before: dict[str, Any] | None = None,
) -> Telling:
    """Return the telling of a notice.

    *known* is by what calendars know the clock; *before* what a clock that changed had been.
    """
    case = clock.case
    is_overdue = notice.intent == OVERDUE
    to_supervisors = is_overdue and notice.days_over >= rules.supervisor_after
    users = responsible.told_of(case.body, with_supervisors=to_supervisors, assignee_id=case.assignee_id)
    above = responsible.told_above(case.body) if is_overdue and notice.days_over >= rules.higher_after else []
    named = {user.id for user in users}
    more = (before or {}) | {"known": known.to_dict(), "supervisor_days": rules.supervisor_after}

    def facts(user: User) -> dict[str, Any]:
        told = {"to_supervisors": to_supervisors, "is_above": user.id not in named} if is_overdue else {}
        return more | told | _facts(clock, notice, user.language)

    return Telling(
        stem=notice.stem(clock.id),
        intent=notice.intent,
        body=case.body,
        reference=case.reference,
        users=[*users, *(user for user in above if user.id not in named)],
        facts=facts,
        useful_until=None if is_overdue or notice.intent in CHANGES else clock.due_at,
    )


def before_of(due_on: dt.date, due_at: dt.datetime, reason: str) -> dict[str, Any]:
    """Return what a mail tells of the clock that another took the place of, and why it did."""
    return {"from_due_on": due_on.isoformat(), "from_due_at": due_at.isoformat(), "reason": reason}


def _facts(clock: CaseDeadline, notice: Notice, language: str) -> dict[str, Any]:
    """Return what every mail about a clock tells, as JSON: facts of the clock, nothing about any person."""
    return {
        "deadline_id": clock.id,
        "occurrence": notice.occurrence,
        "slug": clock.case.slug,
        "body": clock.case.body.name(language),
        "rule_id": clock.rule_id,
        "strict_on": clock.strict_on.isoformat(),
        "due_on": clock.due_on.isoformat(),
        "strict_at": clock.strict_at.isoformat(),
        "due_at": clock.due_at.isoformat(),
        "zone": clock.zone,
        "citations": clock.citations,
        "trace": clock.trace,
    }
