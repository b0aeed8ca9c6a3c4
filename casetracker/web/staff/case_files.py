"""``/staff/cases/<election>/<slug>``: the case file, and who its parties are."""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.fernet import InvalidToken
from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.queries import names_by_ref
from casetracker.cases.errors import InvalidInput
from casetracker.cases.identities import Person, Vault, look, open_to_compare
from casetracker.cases.inputs import read_input
from casetracker.cases.intake import ONLINE
from casetracker.cases.jurisdiction import brought
from casetracker.cases.models import Case, Party
from casetracker.cases.parallel import parallel_of, waiting_for_court
from casetracker.cases.remedies import remedies_of
from casetracker.filing.tracking import contact_of_case, filing_of_case
from casetracker.notices.letters import KINDS
from casetracker.publication.queries import public_case
from casetracker.publication.reasons import refuse_private
from casetracker.runtime import lawbook, settings
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed, case_or_404
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.forms import ReasonSchema, typed
from casetracker.web.staff.guiding import answer_on
from casetracker.web.staff.matters import may_see
from casetracker.web.staff.notices import is_possible
from casetracker.web.staff.presenters.case import case_page
from casetracker.web.staff.presenters.chain import chain_of, remedy_rows
from casetracker.web.staff.presenters.documents import shown_documents
from casetracker.web.staff.presenters.events import refs_of
from casetracker.web.staff.presenters.parallels import parallel_law, suggestions
from casetracker.web.staff.presenters.publishing import case_publication

Errors = Mapping[str, list[str]]


@pages.get("/cases/<election>/<slug>")
@allowed(policy.READ)
def show_case(election: str, slug: str) -> ResponseReturnValue:
    """Show a case with its clocks, history, parties (masked) and decisions."""
    return _page(case_or_404(db.db.session, election, slug))


@pages.post("/cases/<election>/<slug>/unmask")
@allowed(policy.UNMASK)
def unmask(election: str, slug: str) -> ResponseReturnValue:
    """Show who the parties are, one or all of them, this once; who looked and why is recorded."""
    case = case_or_404(db.db.session, election, slug)
    try:
        return _page(case, people=_look(election, slug))
    except InvalidInput as refused:
        return _page(case, errors=refused.errors), 422


def _look(election: str, slug: str) -> dict[int, Person]:
    values = read_input(ReasonSchema(), typed(ReasonSchema(), request.form))
    with db.unit_of_work() as session:
        case, vault = case_or_404(session, election, slug), Vault(settings().identity_keys)
        try:
            # The reason stays in the audit chain for ever, where nothing can be erased.
            refuse_private("reason", values["reason"], open_to_compare(session, vault, case))
            party, why = _chosen(case, request.form.get("party", "")), values["reason"]
            return look(session, vault, case, actor=person().ref, reason=why, party=party)
        except InvalidToken as locked:
            sentence = _("The identities cannot be opened with the present keys. Tell the administrator.")
            raise InvalidInput({"_schema": [sentence]}) from locked


def _chosen(case: Case, number: str) -> Party | None:
    """Return the one party whose name is asked for; None for all of them."""
    if not number:
        return None
    for party in case.parties:
        if str(party.id) == number:
            return party
    raise InvalidInput({"party": [_("This party does not exist here. Choose one from the list.")]})


def _page(case: Case, *, people: Mapping[int, Person] | None = None, errors: Errors | None = None) -> str:
    session, now = db.db.session, db.now()
    public = public_case(session, case.slug)
    names = names_by_ref(session, refs_of(case))
    return render_template(
        "staff/case.html",
        **case_page(lawbook(), case, person(), names, people, now),
        public=public,
        filing=filing_of_case(session, case) if case.channel == ONLINE else None,
        filing_contact=contact_of_case(session, case) if case.channel == ONLINE else None,
        publication=case_publication(session, case, public, now),
        parallels=suggestions(parallel_of(session, case)),
        parallel_law=parallel_law(lawbook()),
        waiting=next(iter(waiting_for_court(session, Case.id == case.id)), None),
        guidance=answer_on(session, lawbook(), brought(case)),
        documents=shown_documents(session, case, person()),
        may_add_documents=policy.can(person(), policy.ADD_DOCUMENT, case),
        chain=chain_of(case, may_see),
        remedies=remedy_rows(lawbook(), remedies_of(session, lawbook(), case, db.now())),
        may_issue=policy.can(person(), policy.REGISTER, case),
        possible_notices=[kind for kind in KINDS if is_possible(case, kind)],
        errors=errors or {},
        values=typed(ReasonSchema(), request.form) | {"party": request.form.get("party", "")},
    )
