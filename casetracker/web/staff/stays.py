"""``/staff/cases/…/{stay,court,resume}``: a case stands still, waits for a court, goes on or ends."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import marshmallow as ma
from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.cases.errors import InvalidInput
from casetracker.cases.fields import Choice, CleanText
from casetracker.cases.inputs import OPTIONAL, StayEndSchema, StaySchema, Strict
from casetracker.cases.models import Case
from casetracker.cases.parallel import Waiting, parallel_of, put_before_court, waiting_for_court
from casetracker.cases.queries import case_by_reference
from casetracker.cases.staying import end_stayed_case, open_stay, resume_case, stay_case
from casetracker.lawbook import LawBook
from casetracker.runtime import lawbook
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.case_steps import Doing, Shown, Step, Values, take
from casetracker.web.staff.field_names import COURT_CASE, STAY, STAY_END
from casetracker.web.staff.presenters.parallels import parallel_law, suggestions

ANOTHER = "another"


class StayOverSchema(StayEndSchema):
    """How a stay is over, and when."""

    how = Choice("stay-ending", required=True)


class CourtCaseSchema(Strict):
    """The case before a court: one of those suggested, or by its reference."""

    court_case = CleanText(longest=100, **OPTIONAL)
    reference = CleanText(longest=100, **OPTIONAL)

    @ma.validates_schema
    def check_chosen(self, values: Values, **_options: Any) -> None:
        """Refuse a form in which no case is named."""
        if not chosen_reference(values):
            field = "reference" if values.get("court_case") == ANOTHER else "court_case"
            raise ma.ValidationError(_("Choose a case, or give the reference of another one."), field)


def chosen_reference(values: Values) -> str | None:
    """Return the reference that was chosen or typed."""
    chosen = values.get("court_case")
    return values.get("reference") if chosen in (None, ANOTHER) else chosen


@pages.route("/cases/<election>/<slug>/stay", methods=["GET", "POST"])
@allowed(policy.STAY)
def stay(election: str, slug: str) -> ResponseReturnValue:
    """Stay a case: its clocks stand still, and what is left of their time is kept."""
    return take(STAYING, election, slug)


@pages.route("/cases/<election>/<slug>/court", methods=["GET", "POST"])
@allowed(policy.STAY)
def await_court(election: str, slug: str) -> ResponseReturnValue:
    """Stay a commission's case because a court has the same matter."""
    return take(AWAITING, election, slug)


@pages.route("/cases/<election>/<slug>/resume", methods=["GET", "POST"])
@allowed(policy.STAY)
def resume(election: str, slug: str) -> ResponseReturnValue:
    """Resume a stayed case, or end it."""
    return take(ENDING, election, slug)


def _stay(session: Session, book: LawBook, case: Case, values: Values, doing: Doing) -> None:
    stay_case(session, book, case, values, actor=doing.actor, version=doing.version)


def _await(session: Session, book: LawBook, case: Case, values: Values, doing: Doing) -> None:
    if case.body.kind != "commission":
        abort(404)
    name = str(chosen_reference(values))
    field = "reference" if values["court_case"] in (None, ANOTHER) else "court_case"
    court_case = case_by_reference(session, name)
    if court_case is None:
        raise InvalidInput({field: [_("There is no case “%(name)s”. Check the reference.", name=name)]})
    try:
        put_before_court(session, book, case, court_case, actor=doing.actor, version=doing.version)
    except InvalidInput as refused:
        told = {field if name == "court_case" else name: texts for name, texts in refused.errors.items()}
        raise InvalidInput(told) from refused


def _end(session: Session, book: LawBook, case: Case, values: Values, doing: Doing) -> None:
    act = resume_case if values["how"] == "resumed" else end_stayed_case
    told = {name: value for name, value in values.items() if name != "how"}
    act(session, book, case, told, actor=doing.actor, version=doing.version)


def _stay_shown(_case: Case) -> Shown:
    return {"grounds": labels.choices("stay-ground")}


def _court_shown(case: Case) -> Shown:
    if case.body.kind != "commission":
        abort(404)
    known = suggestions(parallel_of(db.db.session, case))
    return {
        "law": parallel_law(lawbook()),
        "choices": [(it["reference"], it["title"], it["hint"]) for it in known]
        + ([(ANOTHER, _("Another case"))] if known else []),
    }


def _end_shown(case: Case) -> Shown:
    return {
        "stay": open_stay(case),
        "waiting": _waiting(case),
        "endings": [
            ("resumed", _("Resume it"), _("What was left of the time is counted on from that day.")),
            (
                "ended",
                _("End it"),
                _("No decision is taken here any more; the time limit no longer applies."),
            ),
        ],
    }


def _end_values(case: Case) -> Values:
    """Propose what the court's decision says, when there is one."""
    waiting = _waiting(case)
    if waiting is None:
        return {}
    return {
        "until_at": dt.datetime.combine(waiting.in_force_on, dt.time()),
        "source": waiting.court_reference,
    }


def _waiting(case: Case) -> Waiting | None:
    return next(iter(waiting_for_court(db.db.session, Case.id == case.id)), None)


def _now_at(case: Case) -> Values:
    return {"from_at": db.now().astimezone(ZoneInfo(case.body.zone))}


STAYING = Step(
    "staff/stay.html", StaySchema, _stay, STAY, _l("The case is stayed."), begin=_now_at, shown=_stay_shown
)
AWAITING = Step(
    "staff/await_court.html",
    CourtCaseSchema,
    _await,
    COURT_CASE,
    _l("The case is stayed until the court’s decision is in force."),
    shown=_court_shown,
)
ENDING = Step(
    "staff/resume.html",
    StayOverSchema,
    _end,
    STAY_END,
    _l("The stay is over."),
    begin=_end_values,
    shown=_end_shown,
)
