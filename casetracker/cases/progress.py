"""Carry a case on: returned for defects, put right, found admissible, withdrawn, reopened. Never commits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases import statuses
from casetracker.cases.errors import InvalidInput
from casetracker.cases.events import add_event
from casetracker.cases.intake import Checker
from casetracker.cases.models import Case, CaseStay
from casetracker.cases.models.link import NEXT_INSTANCE
from casetracker.cases.recomputing import recompute_case
from casetracker.cases.staying import end_review, end_stay, open_stay
from casetracker.cases.versions import check_version
from casetracker.lawbook import LawBook

DEFECTS = "defects"
Values = Mapping[str, Any]


def return_for_defects(
    session: Session, book: LawBook, case: Case, values: Values, *, actor: str, version: int | None = None
) -> None:
    """Return a complaint so that its defects can be put right.

    The clock of review stands still only where its rule says so of defects; otherwise it runs on.
    *values* is what ``DefectsSchema`` gives. Raises :class:`InvalidInput` and :class:`StaleCase`.
    """
    at = _begin(session, book, case, "return-for-defects", values, version)
    statuses.move(case, "return-for-defects")
    told = {"note": values["note"], "until": values["until"] and values["until"].isoformat()}
    add_event(case, "returned-for-defects", at, actor, source=values["source"], **told)
    if stops_for_defects(book, case):
        stay = CaseStay(
            ground=DEFECTS,
            from_at=at,
            source=values["source"] or case.reference,
            recorded_at=db.now(),
            recorded_by=actor,
        )
        case.stays.append(stay)
    _finish(session, book, case, actor, "stayed", "case.returned-for-defects", at)


def mend_defects(
    session: Session, book: LawBook, case: Case, values: Values, *, actor: str, version: int | None = None
) -> None:
    """Record that the defects were put right: the case is examined, and what stood still goes on.

    *values* is what ``MendedSchema`` gives. Raises :class:`InvalidInput` and :class:`StaleCase`.
    """
    at = _begin(session, book, case, "mend-defects", values, version)
    statuses.move(case, "mend-defects", statuses.REOPENED if case.final_decisions else statuses.REGISTERED)
    stay = open_stay(case)
    if stay is not None:
        end_stay(stay, "resumed", max(at, stay.from_at), values["source"] or case.reference, actor)
    add_event(case, "defects-mended", at, actor, source=values["source"])
    _finish(session, book, case, actor, "resumed", "case.defects-mended", at)


def find_admissible(
    session: Session, book: LawBook, case: Case, values: Values, *, actor: str, version: int | None = None
) -> None:
    """Record that a complaint was found admissible; no clock hangs on that.

    *values* is what ``AdmissibleSchema`` gives. Raises :class:`InvalidInput` and :class:`StaleCase`.
    """
    at = _begin(session, book, case, "find-admissible", values, version)
    statuses.move(case, "find-admissible")
    add_event(case, "admitted", at, actor, source=values["source"])
    session.flush()
    _note(session, case, actor, "case.admitted", at)


def withdraw_case(
    session: Session, book: LawBook, case: Case, values: Values, *, actor: str, version: int | None = None
) -> None:
    """End a case because the complainant withdrew it; what is registered stays in the register.

    *values* is what ``WithdrawalSchema`` gives. Raises :class:`InvalidInput` and :class:`StaleCase`.
    """
    at = _begin(session, book, case, "withdraw", values, version)
    statuses.move(case, "withdraw")
    close(case, at, values["source"], actor)
    add_event(case, "withdrawn", at, actor, source=values["source"])
    session.flush()
    _note(session, case, actor, "case.withdrawn", at)


def reopen_case(
    session: Session, book: LawBook, case: Case, values: Values, *, actor: str, version: int | None = None
) -> None:
    """Take a case up again whose decision a higher instance annulled.

    The law names no limit for the new examination, so no clock of review begins; the parties' limit to
    contest the annulled decision is over. *values* is what ``ReopeningSchema`` gives. Raises
    :class:`InvalidInput` and :class:`StaleCase`.
    """
    at = _begin(session, book, case, "reopen", values, version)
    higher = [link.to_case for link in case.links_from if link.kind == NEXT_INSTANCE]
    statuses.move(case, "reopen")
    for clock in case.deadlines:
        if clock.role == "appeal" and clock.state in ("running", "stayed"):
            clock.state, clock.ended_at, clock.set_at = "moot", at, db.now()
    number = case.final_decisions[-1].number
    add_event(case, "reopened", at, actor, number=number, reference=", ".join(it.reference for it in higher))
    session.flush()
    _note(session, case, actor, "case.reopened", at)


def close(case: Case, at: dt.datetime, source: str, actor: str) -> None:
    """End what still runs or stands still in a case that this body will not decide."""
    stay = open_stay(case)
    if stay is not None:
        end_stay(stay, "ended", max(at, stay.from_at), source, actor)
    end_review(case, at)


def stops_for_defects(book: LawBook, case: Case) -> bool:
    """Tell whether the law says of a clock of this case what a return for defects does to it."""
    rules = (
        book.rules.get(clock.rule_id)
        for clock in case.deadlines
        if clock.role == "review" and clock.state == "running" and clock.rule_id in book.digests
    )
    return any(DEFECTS in edition.stays for rule in rules for edition in rule.editions)


def _begin(
    session: Session, book: LawBook, case: Case, step: str, values: Values, version: int | None
) -> dt.datetime:
    """Return when the step was taken, after seeing that it may be."""
    check_version(case, version)
    statuses.check_step(case, step)
    return moment_of(Checker(session, book, dict(values)), case, "at")


def moment_of(check: Checker, case: Case, field: str) -> dt.datetime:
    """Return a moment in the life of a case; raises :class:`InvalidInput` for one before its receipt."""
    at = check.instant(field, case.body.zone)
    if at is not None and at < case.received_at:
        check.wrong(field, _("This lies before the complaint was received. Check the date."))
    if check.errors or at is None:
        raise InvalidInput(check.errors)
    return at


def _finish(
    session: Session, book: LawBook, case: Case, actor: str, reason: str, action: str, at: dt.datetime
) -> None:
    session.flush()
    if any(stay.ground == DEFECTS for stay in case.stays):
        recompute_case(session, book, case, actor=actor, reason=reason)
    _note(session, case, actor, action, at)


def _note(session: Session, case: Case, actor: str, action: str, at: dt.datetime) -> None:
    record(session, actor=actor, action=action, thing=case.ref, details={"at": at.isoformat()})
