"""Correct when a decision was taken: the history keeps both, and what hangs on it is judged again.

Never commits. A slip in the decision itself is corrected not here but by the body (``rulings``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases import statuses
from casetracker.cases.errors import InvalidInput
from casetracker.cases.events import add_event
from casetracker.cases.grounds import cited_ground
from casetracker.cases.intake import Checker
from casetracker.cases.models import Case, Decision
from casetracker.cases.models.decision import CORRECTION, FINAL, INTERIM
from casetracker.cases.recomputing import recompute_case
from casetracker.cases.serving import CORRECTED, entered_by, in_force_by_law
from casetracker.cases.versions import check_version, renew
from casetracker.lawbook import LawBook

# By which event a decision of each kind was entered.
TAKEN_AS = {FINAL: "decision-taken", INTERIM: "interim-decision", CORRECTION: "decision-corrected"}


def correct_taking(
    session: Session,
    book: LawBook,
    case: Case,
    values: Mapping[str, Any],
    *,
    actor: str,
    version: int | None = None,
) -> None:
    """Correct when a decision was taken; the clocks are computed and judged again.

    *values* is what ``TakingSchema`` gives. A later instance keeps what it was told. Raises
    :class:`InvalidInput` (also when nothing differs), ``ImpossibleStep`` and :class:`StaleCase`.
    """
    check_version(case, version)
    statuses.check_step(case, "correct-taking")
    check = Checker(session, book, dict(values))
    decision = next((it for it in case.decisions if it.ordinal == values["decision"]), None)
    if decision is None:
        check.wrong("decision", _("This case has no such decision. Choose one from the list."))
    taken_at = check.instant("taken_at", case.body.zone)
    if decision is not None and taken_at is not None:
        _check(check, decision, taken_at)
    if check.errors or decision is None or taken_at is None:
        raise InvalidInput(check.errors)
    _move(book, decision, taken_at, actor, values["reason"])
    renew(case)
    session.flush()
    recompute_case(session, book, case, actor=actor, reason="facts-corrected", facts_corrected=True)
    details = {"facts": ["taken_at"], "number": decision.number}
    record(session, actor=actor, action="case.corrected", thing=case.ref, details=details)


def _check(check: Checker, decision: Decision, taken_at: dt.datetime) -> None:
    """Tell what cannot be: everything else about a decision must still fit its day."""
    case = decision.case
    on = taken_at.astimezone(ZoneInfo(case.body.zone)).date()
    served = [decision.served_at, *(service.served_at for service in decision.services)]
    corrections = [it.taken_at for it in case.decisions if it.corrects is decision]
    contested = [it.to_case.filed_at for it in case.links_from if it.decision_id == decision.id]
    later = [at for at in (*served, *corrections, *contested) if at is not None]
    earlier = [case.received_at]
    earlier += [decision.hearing.starts_at] if decision.hearing else []
    earlier += [decision.corrects.taken_at] if decision.corrects else []
    if taken_at == decision.taken_at:
        check.wrong("taken_at", _("Nothing differs from what is recorded. Change what was wrong."))
    elif taken_at < max(earlier):
        check.wrong(
            "taken_at",
            _("It lies before the receipt, the hearing, or the decision that it corrects. Check the date."),
        )
    elif any(at < taken_at for at in later) or (decision.in_force_on and decision.in_force_on < on):
        check.wrong(
            "taken_at", _("It was served, in force, corrected or contested before that. Check both dates.")
        )


def _move(book: LawBook, decision: Decision, taken_at: dt.datetime, actor: str, reason: str) -> None:
    case, old = decision.case, decision.taken_at
    mistaken, by_law = entered_by(decision), in_force_by_law(book, decision)
    told = {"field": "taken_at", "old": old.isoformat(), "new": taken_at.isoformat(), "reason": reason}
    about = {"number": decision.number, "of": TAKEN_AS[decision.kind]}
    event = add_event(case, CORRECTED, db.now(), actor, **told, **about)
    event.corrects_id = mistaken.id if mistaken else None
    decision.taken_at = taken_at
    ground = decision.inadmissibility_ground
    decision.ground_citations = cited_ground(book, case, ground, taken_at)
    if by_law is not None and decision.in_force_on == by_law:
        decision.in_force_on = in_force_by_law(book, decision)
    for stay in case.stays:
        # What stood still was resumed by the decision itself.
        if stay.ending == "resumed" and stay.until_at == old and stay.ending_source == decision.number:
            stay.until_at = max(stay.from_at, taken_at)
