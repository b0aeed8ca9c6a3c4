"""``/staff/cases/<election>/<slug>/correct``: facts of a case that were entered wrongly."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from casetracker.accounts import policy
from casetracker.cases.correcting import correct_facts
from casetracker.cases.errors import InvalidInput
from casetracker.cases.inputs import CorrectionSchema
from casetracker.cases.models import Case
from casetracker.lawbook import LawBook
from casetracker.publication.reasons import refuse_private
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.case_steps import Doing, Step, Values, take
from casetracker.web.staff.field_names import CORRECTION


@pages.route("/cases/<election>/<slug>/correct", methods=["GET", "POST"])
@allowed(policy.CORRECT)
def correct(election: str, slug: str) -> ResponseReturnValue:
    """Correct when a complaint was received or filed, or the day of the contested act."""
    return take(CORRECTING, election, slug)


def _correct(session: Session, book: LawBook, case: Case, values: Values, doing: Doing) -> None:
    refuse_private("reason", values["reason"])
    changed = {name: value for name, value in values.items() if name in known_facts(case)}
    changed = {name: value for name, value in changed.items() if value != known_facts(case)[name]}
    done = correct_facts(
        session, book, case, changed, actor=doing.actor, reason=values["reason"], version=doing.version
    )
    if not done:
        raise InvalidInput({"_schema": [_("Nothing differs from what is recorded. Change what was wrong.")]})


def known_facts(case: Case) -> dict[str, dt.date | None]:
    """Return the facts as the form shows them: local time of the body, without seconds or zone."""
    return {
        "received_at": _local(case, case.received_at) if case.receipt_known else None,
        "filed_at": _local(case, case.filed_at) if case.receipt_known else None,
        "contested_on": case.contested_on,
    }


def _local(case: Case, instant: dt.datetime) -> dt.datetime:
    return instant.astimezone(ZoneInfo(case.body.zone)).replace(second=0, microsecond=0, tzinfo=None)


CORRECTING = Step(
    "staff/correct.html",
    CorrectionSchema,
    _correct,
    CORRECTION,
    _l("The facts are corrected."),
    begin=lambda case: dict(known_facts(case)),
)
