"""``/staff/cases/…/hearings``: set a hearing, move it, adjourn it, cancel it, record how it ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import marshmallow as ma
from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.cases import hearings
from casetracker.cases.hearing_checks import HearingCheck
from casetracker.cases.hearing_inputs import (
    AdjournedHearingSchema,
    CancelledHearingSchema,
    HearingResultSchema,
    HearingSchema,
    MovedHearingSchema,
)
from casetracker.cases.hearing_warnings import hearing_warnings
from casetracker.cases.identities import Vault
from casetracker.cases.models import Case, Hearing
from casetracker.lawbook import LawBook
from casetracker.publication.hearing_names import WHERE, people_heard, refuse_names
from casetracker.publication.reasons import refuse_private
from casetracker.runtime import lawbook, settings
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed, case_or_404
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.case_steps import Doing, Shown, Step, Values, take
from casetracker.web.staff.field_names import (
    ADJOURNED_HEARING,
    CANCELLED_HEARING,
    HEARING,
    HEARING_RESULT,
    MOVED_HEARING,
    Names,
)
from casetracker.web.staff.presenters.hearings import ended_lines, foreseen_hearing

# What the public reads, or stays in the history of several cases: nobody is named there.
WITHOUT_NAMES = ("place", "room", "reason", "note")
Act = Callable[[Session, Hearing, Values, Doing], object]
AT_A_HEARING = "/cases/<election>/<slug>/hearings/<int:hearing>"


@pages.route("/cases/<election>/<slug>/hearings/new", methods=["GET", "POST"])
@allowed(policy.HEAR)
def set_hearing(election: str, slug: str) -> ResponseReturnValue:
    """Set a hearing; what should be known of its time and room is told first."""
    return take(SETTING, election, slug)


@pages.route(f"{AT_A_HEARING}/move", methods=["GET", "POST"])
@allowed(policy.HEAR)
def move_hearing(election: str, slug: str, hearing: int) -> ResponseReturnValue:
    """Set a hearing to another time or place."""

    def act(session: Session, found: Hearing, values: Values, doing: Doing) -> Hearing:
        hearings.move_hearing(session, found, values, actor=doing.actor, version=doing.version)
        return found

    step = _step_at(
        hearing, "move_hearing", MovedHearingSchema, act, MOVED_HEARING, _l("The hearing is moved."), _as_set
    )
    return take(step, election, slug)


@pages.route(f"{AT_A_HEARING}/adjourn", methods=["GET", "POST"])
@allowed(policy.HEAR)
def adjourn_hearing(election: str, slug: str, hearing: int) -> ResponseReturnValue:
    """Adjourn a hearing, and set the one in which it goes on."""

    def act(session: Session, found: Hearing, values: Values, doing: Doing) -> Hearing:
        following = hearings.adjourn_hearing(session, found, values, actor=doing.actor, version=doing.version)
        return following or found

    step = _step_at(
        hearing,
        "adjourn_hearing",
        AdjournedHearingSchema,
        act,
        ADJOURNED_HEARING,
        _l("The hearing is adjourned."),
    )
    return take(step, election, slug)


@pages.route(f"{AT_A_HEARING}/cancel", methods=["GET", "POST"])
@allowed(policy.HEAR)
def cancel_hearing(election: str, slug: str, hearing: int) -> ResponseReturnValue:
    """Cancel a hearing that is still to come."""

    def act(session: Session, found: Hearing, values: Values, doing: Doing) -> Hearing:
        hearings.cancel_hearing(session, found, values["reason"], actor=doing.actor, version=doing.version)
        return found

    done = _l("The hearing is cancelled.")
    step = _step_at(hearing, "cancel_hearing", CancelledHearingSchema, act, CANCELLED_HEARING, done)
    return take(step, election, slug)


@pages.route(f"{AT_A_HEARING}/result", methods=["GET", "POST"])
@allowed(policy.HEAR)
def hearing_result(election: str, slug: str, hearing: int) -> ResponseReturnValue:
    """Record how a hearing ended, or correct what was recorded."""

    def act(session: Session, found: Hearing, values: Values, doing: Doing) -> Hearing:
        hearings.record_result(session, found, values, actor=doing.actor, version=doing.version)
        return found

    done = _l("How the hearing ended is recorded.")
    step = _step_at(hearing, "hearing_result", HearingResultSchema, act, HEARING_RESULT, done)
    return take(step, election, slug)


def _set(session: Session, _book: LawBook, case: Case, values: Values, doing: Doing) -> Hearing:
    _refuse_private(values)
    return hearings.set_hearing(session, case, values, actor=doing.actor, version=doing.version)


def _begin(case: Case) -> Values:
    known = next((it for it in reversed(case.hearings)), None)
    begun = {"language": case.language, "is_open": "yes", "link_is_public": "no"}
    return begun | ({"place": known.place, "room": known.room} if known else {})


def _shown(_case: Case) -> Shown:
    return {"choices": labels.choices}


def _tell(session: Session, case: Case, hearing: Any) -> list[Shown]:
    """Tell what would be set, or how a hearing would have ended."""
    if hearing.result is not None:
        return ended_lines(hearing)
    warnings = hearing_warnings(session, lawbook(), hearing, db.now())
    return foreseen_hearing(lawbook(), case, hearing, warnings)


def _step_at(
    hearing_id: int,
    page: str,
    schema: Callable[[], ma.Schema],
    act: Act,
    names: Names,
    done: LazyString,
    begin: Callable[[Hearing], Values] = lambda _hearing: {},
) -> Step:
    """Return the form about one hearing of a case."""

    def act_at(session: Session, _book: LawBook, case: Case, values: Values, doing: Doing) -> object:
        _refuse_private(values)
        return act(session, hearing_of(case, hearing_id), values, doing)

    return Step(
        f"staff/{page}.html",
        schema,
        act_at,
        names,
        done,
        begin=lambda case: begin(hearing_of(case, hearing_id)),
        shown=lambda case: {"hearing": hearing_of(case, hearing_id), **_shown(case)},
        tell=_tell,
        check=lambda election, slug, values: _refuse_names(election, slug, values, hearing_id),
    )


def _as_set(hearing: Hearing) -> Values:
    length = hearing.ends_at and int((hearing.ends_at - hearing.starts_at).total_seconds() // 60)
    return {
        "starts_at": hearings.local_start(hearing),
        "minutes": length,
        "place": hearing.place,
        "room": hearing.room,
        "link": hearing.link,
        "link_is_public": "yes" if hearing.link_is_public else "no",
    }


def hearing_of(case: Case, hearing_id: int) -> Hearing:
    """Return a hearing of the case; 404 for one of another case, which may lie outside the scope."""
    found = next((hearing for hearing in case.hearings if hearing.id == hearing_id), None)
    if found is None:
        abort(404)
    return found


def _refuse_names(election: str, slug: str, values: Values, hearing_id: int | None = None) -> None:
    """Refuse a place or room that names a party of a case that is heard; that somebody looked is kept."""
    if not any(values.get(name) for name in WHERE):
        return
    with db.unit_of_work() as session:
        case = case_or_404(session, election, slug)
        if hearing_id is None:
            cases = [case, *HearingCheck(session, case).others(values["with_cases"])]
        else:
            cases = hearing_of(case, hearing_id).cases
        people = people_heard(session, Vault(settings().identity_keys), cases, actor=person().ref)
    refuse_names(values, people)


def _refuse_private(values: Values) -> None:
    for name in WITHOUT_NAMES:
        if values.get(name):
            refuse_private(name, values[name])


SETTING = Step(
    "staff/set_hearing.html",
    HearingSchema,
    _set,
    HEARING,
    _l("The hearing is set. It stands in the public calendar."),
    begin=_begin,
    shown=_shown,
    tell=_tell,
    check=_refuse_names,
)
