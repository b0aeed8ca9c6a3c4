"""``/staff/cases/<election>/<slug>/parties``: add a party, correct one, remove one entered by mistake."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from casetracker import labels
from casetracker.accounts import policy
from casetracker.cases.identities import Person, Vault, open_to_compare
from casetracker.cases.models import Case, Party
from casetracker.cases.parties import Desk, add_party, correct_party, present, remove_party
from casetracker.cases.party_inputs import PartyCorrectionSchema, PartySchema
from casetracker.lawbook import LawBook
from casetracker.publication.reasons import refuse_private
from casetracker.runtime import settings
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.case_steps import Doing, Shown, Step, Values, take
from casetracker.web.staff.field_names import PARTY, PARTY_CORRECTION, PARTY_REMOVAL
from casetracker.web.staff.forms import ReasonSchema
from casetracker.web.staff.presenters.parties import party_names, representable


@pages.route("/cases/<election>/<slug>/parties/new", methods=["GET", "POST"])
@allowed(policy.REGISTER)
def add_case_party(election: str, slug: str) -> ResponseReturnValue:
    """Add a complainant, respondent, third party or representative."""
    return take(ADDING, election, slug)


@pages.route("/cases/<election>/<slug>/parties/<int(max=2000000000):party>/correct", methods=["GET", "POST"])
@allowed(policy.CORRECT)
def correct_case_party(election: str, slug: str, party: int) -> ResponseReturnValue:
    """Correct what was recorded of a party; names stay masked, and what is left empty stays."""
    return take(_correcting(party), election, slug)


@pages.route("/cases/<election>/<slug>/parties/<int(max=2000000000):party>/remove", methods=["GET", "POST"])
@allowed(policy.CORRECT)
def remove_case_party(election: str, slug: str, party: int) -> ResponseReturnValue:
    """Ask why a party is to be removed, and remove it; the history keeps that it was there."""
    return take(_removing(party), election, slug)


def _add(session: Session, book: LawBook, case: Case, values: Values, doing: Doing) -> None:
    add_party(session, _desk(book, doing), case, values)


def _correcting(number: int) -> Step:
    def correct(session: Session, book: LawBook, case: Case, values: Values, doing: Doing) -> None:
        desk, reason = _desk(book, doing), values["reason"]
        people = [*open_to_compare(session, desk.vault, case), _typed(values)]
        refuse_private("reason", reason, people)
        correct_party(session, desk, case, _party(case, number), values, reason=reason)

    return Step(
        "staff/party.html",
        PartyCorrectionSchema,
        correct,
        PARTY_CORRECTION,
        _l("The party is corrected."),
        begin=lambda case: _recorded(_party(case, number)),
        shown=lambda case: _choices(case, _party(case, number)),
        is_previewed=False,
    )


def _removing(number: int) -> Step:
    def remove(session: Session, book: LawBook, case: Case, values: Values, doing: Doing) -> None:
        desk, reason = _desk(book, doing), values["reason"]
        refuse_private("reason", reason, open_to_compare(session, desk.vault, case))
        remove_party(session, case, _party(case, number), reason=reason, desk=desk)

    return Step(
        "staff/remove_party.html",
        ReasonSchema,
        remove,
        PARTY_REMOVAL,
        _l("The party is removed. The history says so."),
        shown=lambda case: {"title": party_names(case)[_party(case, number).id]},
        is_previewed=False,
    )


def _party(case: Case, number: int) -> Party:
    found = next((party for party in present(case) if party.id == number), None)
    if found is None:
        abort(404)
    return found


def _desk(book: LawBook, doing: Doing) -> Desk:
    return Desk(book, Vault(settings().identity_keys), doing.actor, doing.version)


def _typed(values: Values) -> Person:
    return Person(values["name"], values["contact"], values["iin"])


def _recorded(party: Party) -> Values:
    """Return what is recorded of a party and no secret."""
    found = {True: "yes", False: "no", None: ""}[party.standing_found]
    return {
        "role": party.role,
        "kind": party.kind,
        "organisation": party.organisation,
        "body": party.body.code if party.body else None,
        "represents": str(party.represents_id or ""),
        "standing_found": found,
    }


def _choices(case: Case, party: Party | None) -> Shown:
    return {
        "title": party_names(case)[party.id] if party else "",
        "roles": labels.choices("party-role"),
        "kinds": labels.choices("party-kind"),
        "represented": representable(case, party),
        "has_identity": party is not None and party.identity_id is not None,
    }


ADDING = Step(
    "staff/party.html",
    PartySchema,
    _add,
    PARTY,
    _l("The party is added."),
    shown=lambda case: _choices(case, None),
    is_previewed=False,
)
