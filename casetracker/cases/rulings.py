"""Record decisions that do not end a case: those on the way, and corrections of slips. Never commits.

No clock of the body ends with them. The parties' limit to contest one by itself starts only where the law
names such a limit.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker.cases import statuses
from casetracker.cases.decisions import Taken, append_decision, check_taken, note_decision
from casetracker.cases.errors import InvalidInput
from casetracker.cases.events import add_event
from casetracker.cases.models import Case, Decision
from casetracker.cases.models.decision import CORRECTION, INTERIM
from casetracker.cases.recomputing import recompute_case
from casetracker.cases.sources import document_source
from casetracker.cases.versions import check_version, renew
from casetracker.lawbook import LawBook

ACCEPTANCE = "acceptance"
Values = dict[str, Any]


def record_ruling(
    session: Session, book: LawBook, case: Case, values: Values, *, actor: str, version: int | None = None
) -> Decision:
    """Record a decision on the way; one that accepts the complaint makes the case admissible.

    *values* is what ``RulingSchema`` gives. Raises :class:`InvalidInput`, ``ImpossibleStep`` and
    :class:`StaleCase`.
    """
    taken = check_ruling(case, values, version)
    return _finish(session, book, add_ruling(book, case, values, taken, actor=actor), actor)


def check_ruling(case: Case, values: Values, version: int | None) -> Taken:
    """Return when a decision on the way was taken, after seeing that it fits its case.

    Raises :class:`InvalidInput`, ``ImpossibleStep`` and :class:`StaleCase`.
    """
    check_version(case, version)
    statuses.check_step(case, "interim-decision")
    if _admits(case, values):
        statuses.check_step(case, "find-admissible")
    return check_written(case, values, {})


def add_ruling(
    book: LawBook, case: Case, values: Values, taken: Taken, *, actor: str, text_known: bool = True
) -> Decision:
    """Add a decision on the way that was checked to its case, with what the history says of it."""
    admits = _admits(case, values)
    told: Values = {"kind": INTERIM, "ruling": values["ruling"], "text_known": text_known}
    decision = append_decision(book, case, values, taken, actor=actor, **told)
    said = {"number": decision.number, "ruling": decision.ruling}
    add_event(case, "interim-decision", taken.taken_at, actor, **said)
    if admits:
        statuses.move(case, "find-admissible")
        taken_on = taken.taken_at.astimezone(ZoneInfo(case.body.zone)).date()
        source = document_source(decision.number, taken_on)
        add_event(case, "admitted", taken.taken_at, actor, source=source)
    if taken.served_at is not None:
        add_event(case, "served", taken.served_at, actor, number=decision.number)
    return decision


def _admits(case: Case, values: Values) -> bool:
    return values["ruling"] == ACCEPTANCE and case.status != statuses.ADMITTED


def record_correction(
    session: Session, book: LawBook, case: Case, values: Values, *, actor: str, version: int | None = None
) -> Decision:
    """Record the correction of a slip; the decision in which it stands keeps its outcome, number and day.

    *values* is what ``SlipSchema`` gives. Raises :class:`InvalidInput`, ``ImpossibleStep`` and
    :class:`StaleCase`.
    """
    check_version(case, version)
    statuses.check_step(case, "correct-decision")
    errors: dict[str, list[str]] = {}
    corrected = next((it for it in case.decisions if it.ordinal == values["corrects"]), None)
    if corrected is None:
        errors["corrects"] = [_("This case has no such decision. Choose the one in which the slip stands.")]
    taken = check_written(case, values, errors, corrected.taken_at if corrected else None)
    if corrected is None:
        raise InvalidInput(errors)
    return _finish(session, book, add_slip(book, values, taken, corrected, actor=actor), actor)


def add_slip(
    book: LawBook,
    values: Values,
    taken: Taken,
    corrected: Decision,
    *,
    actor: str,
    text_known: bool = True,
) -> Decision:
    """Add the correction of a decision that was checked, with what the history says of it."""
    case = corrected.case
    told: Values = {"kind": CORRECTION, "corrects": corrected, "text_known": text_known}
    decision = append_decision(book, case, values, taken, actor=actor, **told)
    said = {"number": decision.number, "corrects": corrected.number}
    add_event(case, "decision-corrected", taken.taken_at, actor, **said)
    if taken.served_at is not None:
        add_event(case, "served", taken.served_at, actor, number=decision.number)
    return decision


def check_written(
    case: Case, values: Values, errors: dict[str, list[str]], after: dt.datetime | None = None
) -> Taken:
    """Return when a decision was taken; *after*: when the one was that it corrects.

    Raises :class:`InvalidInput` with what does not fit, *errors* among it.
    """
    taken = check_taken(errors, case, values)
    if after is not None and taken.taken_at < after:
        errors.setdefault("taken_at", []).append(
            _("This lies before the decision that it corrects. Check the date.")
        )
    if errors:
        raise InvalidInput(errors)
    return taken


def _finish(session: Session, book: LawBook, decision: Decision, actor: str) -> Decision:
    case = decision.case
    renew(case)
    session.flush()
    recompute_case(session, book, case, actor=actor, reason="decided")
    note_decision(session, decision, actor)
    return decision
