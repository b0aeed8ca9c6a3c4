"""Stay a case, resume it, or end it after a stay. Actions never commit.

A commission stays its case while a court has the same matter, until the court's decision is in force
(election law, Article 20(9)). What a stay does to a clock belongs to the rule.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.audit.actions import record
from casetracker.cases import statuses
from casetracker.cases.errors import InvalidInput
from casetracker.cases.events import add_event
from casetracker.cases.intake import Checker
from casetracker.cases.matters import join_matters
from casetracker.cases.models import Case, CaseStay
from casetracker.cases.models.link import PARALLEL as PARALLEL_LINK
from casetracker.cases.queries import case_by_reference
from casetracker.cases.recomputing import recompute_case
from casetracker.cases.sources import reference_in
from casetracker.cases.versions import check_version, renew
from casetracker.lawbook import LawBook

PARALLEL = "parallel-court"
FORWARDED = "forwarded"


def open_stay(case: Case) -> CaseStay | None:
    """Return the stay in which a case stands still, or None."""
    return next((stay for stay in case.stays if stay.ending is None), None)


def stay_case(
    session: Session,
    book: LawBook,
    case: Case,
    values: dict[str, Any],
    *,
    actor: str,
    version: int | None = None,
) -> CaseStay:
    """Stay a case and compute its clocks again: what is left of their time is kept.

    *values* is what ``StaySchema`` gives; a moment without offset is local time of the body. With a
    ``court_case`` both become one matter, and its reference is the source when none is given.
    Raises :class:`InvalidInput` and :class:`StaleCase`.
    """
    check_version(case, version)
    statuses.check_step(case, "stay")
    check = Checker(session, book, values)
    from_at = check.instant("from_at", case.body.zone)
    court_case = _court_case(check, case)
    _check_beginning(check, case, from_at)
    source = values["source"] or (court_case.reference if court_case else None)
    _check_source(check, source)
    if check.errors or from_at is None or source is None:
        raise InvalidInput(check.errors)
    stay = CaseStay(
        ground=values["ground"],
        from_at=from_at,
        source=source,
        court_case=court_case,
        recorded_at=db.now(),
        recorded_by=actor,
    )
    case.stays.append(stay)
    add_event(case, "stayed", from_at, actor, ground=stay.ground, source=source)
    if court_case is not None:
        join_matters(session, case, court_case, actor=actor, kind=PARALLEL_LINK)
    renew(case)
    session.flush()
    recompute_case(session, book, case, actor=actor, reason="stayed")
    _note(session, case, actor, "case.stayed", stay, from_at)
    return stay


def resume_case(
    session: Session,
    book: LawBook,
    case: Case,
    values: dict[str, Any],
    *,
    actor: str,
    version: int | None = None,
) -> CaseStay:
    """Resume a stayed case: what was left of the time is counted from the day of the resumption.

    *values* is what ``StayEndSchema`` gives. Raises :class:`InvalidInput` and :class:`StaleCase`.
    """
    check_version(case, version)
    statuses.check_step(case, "resume")
    stay, until_at = _stay_to_end(session, book, case, values)
    end_stay(stay, "resumed", until_at, values["source"], actor)
    add_event(case, "resumed", until_at, actor, ground=stay.ground, source=values["source"])
    renew(case)
    session.flush()
    recompute_case(session, book, case, actor=actor, reason="resumed")
    _note(session, case, actor, "case.resumed", stay, until_at)
    return stay


def end_stayed_case(
    session: Session,
    book: LawBook,
    case: Case,
    values: dict[str, Any],
    *,
    actor: str,
    version: int | None = None,
) -> CaseStay:
    """End a stayed case without a decision of this body: the court decided, or another body has it.

    The clocks of review no longer apply, whatever was left of them. *values* is what ``StayEndSchema``
    gives. Raises :class:`InvalidInput` and :class:`StaleCase`.
    """
    check_version(case, version)
    statuses.check_step(case, "end")
    stay, until_at = _stay_to_end(session, book, case, values)
    statuses.move(case, "end", statuses.FORWARDED if stay.ground == FORWARDED else statuses.TERMINATED)
    end_stay(stay, "ended", until_at, values["source"], actor)
    end_review(case, until_at)
    add_event(case, "stay-ended", until_at, actor, ground=stay.ground, source=values["source"])
    session.flush()
    _note(session, case, actor, "case.stay-ended", stay, until_at)
    return stay


def end_stay(stay: CaseStay, ending: str, until_at: dt.datetime, source: str, actor: str) -> None:
    """Note how a stay is over; the clocks are the caller's business."""
    stay.ending, stay.until_at, stay.ending_source = ending, until_at, source
    stay.ending_recorded_at, stay.ending_recorded_by = db.now(), actor


def end_review(case: Case, at: dt.datetime) -> None:
    """Close the clocks of review of a case that this body will not decide."""
    for clock in case.deadlines:
        if clock.role == "review" and clock.state in ("running", "stayed"):
            clock.state, clock.ended_at, clock.set_at = "moot", at, db.now()


def _court_case(check: Checker, case: Case) -> Case | None:
    named = check.values["court_case"]
    if named is None:
        if check.values["ground"] == PARALLEL and case.body.kind != "commission":
            check.wrong("ground", _("Only a commission stays its case because a court has the same matter."))
        return None
    court_case = case_by_reference(check.session, named)
    if court_case is None:
        check.wrong("court_case", _("There is no case “%(name)s”. Check the reference.", name=named))
    elif court_case is case or not court_case.body.is_court:
        check.wrong(
            "court_case", _("“%(name)s” is not a case before a court. Name the court's case.", name=named)
        )
    elif court_case.election_id != case.election_id:
        check.wrong(
            "court_case", _("“%(name)s” belongs to another election. Check the reference.", name=named)
        )
    elif _is_about_another_act(case, court_case):
        check.wrong(
            "court_case",
            _("“%(name)s” is about an act of another body. Name the case about the same act.", name=named),
        )
    elif case.body.kind != "commission" and check.values["ground"] == PARALLEL:
        check.wrong("ground", _("Only a commission stays its case because a court has the same matter."))
    else:
        return court_case
    return None


def _is_about_another_act(case: Case, court_case: Case) -> bool:
    """Tell whether two cases contest acts of different bodies.

    What the court decides is told to whoever awaits it: naming any case must not open its outcome.
    """
    contested = {case.contested_body_id, court_case.contested_body_id} - {None}
    return len(contested) > 1


def _check_beginning(check: Checker, case: Case, from_at: dt.datetime | None) -> None:
    if from_at is None:
        return
    if from_at < case.received_at:
        check.wrong("from_at", _("This lies before the complaint was received. Check the date."))
    elif any(stay.until_at and from_at < stay.until_at for stay in case.stays):
        check.wrong("from_at", _("At that time the case was stayed already. Enter when this stay began."))


def _check_source(check: Checker, source: str | None) -> None:
    if source is None:
        check.wrong(
            "source", _("Name the document, or the court's case: a stay is told with what it rests on.")
        )
    elif reference_in(source) and case_by_reference(check.session, source) is None:
        check.wrong("source", _("There is no case “%(name)s”. Check the reference.", name=source))


def _stay_to_end(
    session: Session, book: LawBook, case: Case, values: dict[str, Any]
) -> tuple[CaseStay, dt.datetime]:
    check, stay = Checker(session, book, values), open_stay(case)
    until_at = check.instant("until_at", case.body.zone)
    if stay is not None and until_at is not None and until_at < stay.from_at:
        began = stay.from_at.astimezone(ZoneInfo(case.body.zone))
        check.wrong(
            "until_at",
            _("The case was stayed only from %(day)s on. Check both times.", day=f"{began:%Y-%m-%d %H:%M}"),
        )
    _check_source(check, values["source"])
    if check.errors or stay is None or until_at is None:
        raise InvalidInput(check.errors)
    return stay, until_at


def _note(session: Session, case: Case, actor: str, action: str, stay: CaseStay, at: dt.datetime) -> None:
    details = {"ground": stay.ground, "source": stay.ending_source or stay.source, "at": at.isoformat()}
    record(session, actor=actor, action=action, thing=case.ref, details=details)
