"""Open the next instance from a case: a complaint, a claim, an appeal, a cassation. Never commits."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker.cases import statuses
from casetracker.cases.errors import InvalidInput
from casetracker.cases.intake import Checker
from casetracker.cases.models import Case, Decision, Party
from casetracker.cases.models.link import NEXT_INSTANCE
from casetracker.cases.parties import present
from casetracker.cases.queries import case_by_reference
from casetracker.cases.receiving import (
    Doer,
    Passed,
    Values,
    check_as_complaint,
    check_receiver,
    new_hand_over,
    pass_on,
)
from casetracker.cases.versions import check_version, renew
from casetracker.lawbook import LawBook


def open_next_instance(session: Session, book: LawBook, case: Case, values: Values, doer: Doer) -> Passed:
    """Bring the last decision of a case before the next instance.

    Late, without standing, before a body that the guide does not name: it is flagged there, never refused.
    *values* is what ``NextInstanceSchema`` gives. Raises :class:`InvalidInput` and :class:`StaleCase`.
    """
    check_version(case, doer.version)
    statuses.check_step(case, "next-instance")
    decision = case.final_decisions[-1]
    body, procedure = check_receiver(session, book, case, values, doer)
    hand_over = new_hand_over(
        NEXT_INSTANCE,
        case,
        body,
        procedure,
        doer,
        decision_id=decision.id,
        party_id=_contesting(case, values["party"]).id,
        text=values["text"],
        relief=values["relief"],
        filed_at=_filed_at(session, book, case, decision, values),
    )
    check_as_complaint(session, book, hand_over, hand_over.filed_at)
    renew(case)
    return pass_on(session, book, hand_over, values, doer)


def _contesting(case: Case, party_id: str | None) -> Party:
    """Return the party that contests the decision: the one chosen, else the complainant."""
    standing = present(case)
    chosen = [it for it in standing if str(it.id) == party_id]
    if party_id is None:
        chosen = [it for it in standing if it.role == "complainant"]
    if not chosen:
        sentence = _("This is no party of the case. Choose one from the list.")
        raise InvalidInput({"party": [sentence]})
    return chosen[0]


def _filed_at(session: Session, book: LawBook, case: Case, decision: Decision, values: Values) -> dt.datetime:
    check = Checker(session, book, dict(values))
    filed_at = check.instant("filed_at", case.body.zone)
    if filed_at is not None and filed_at < decision.taken_at:
        taken = decision.taken_at.astimezone(ZoneInfo(case.body.zone))
        told = f"{taken:%Y-%m-%d %H:%M}"
        check.wrong("filed_at", _("The decision was taken on %(day)s, after that. Check the date.", day=told))
    if check.errors or filed_at is None:
        raise InvalidInput(check.errors)
    return filed_at


def lower_by_its_decision(session: Session, reference: str, number: str) -> tuple[Case, Decision]:
    """Return the case of a lower instance for somebody who holds a copy of its decision.

    Only who can name the decision as well as the case is shown what it says: a reference can be guessed.
    Raises :class:`InvalidInput`, which does not tell which of the two was wrong.
    """
    case = case_by_reference(session, reference)
    wanted = " ".join(number.split()).casefold()
    decisions = [] if case is None else case.final_decisions
    for decision in decisions:
        if case is not None and " ".join(decision.number.split()).casefold() == wanted:
            return case, decision
    raise InvalidInput(
        {"reference": [_("There is no case of this reference with a decision of this number. Check both.")]}
    )
