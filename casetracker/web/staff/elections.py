"""``/staff/elections``: the dates that clocks hang on, the calendar plan, the state of the law."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.queries import names_by_ref
from casetracker.registry.models import Election
from casetracker.registry.queries import list_elections as all_elections
from casetracker.runtime import lawbook
from casetracker.web.auth.sessions import person
from casetracker.web.staff import queries
from casetracker.web.staff.access import ELECTION, allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.presenters.elections import election_line, election_page


@pages.get("/elections")
@allowed(policy.SEE_LAW)
def list_elections() -> ResponseReturnValue:
    """List the elections, the latest first, and whether clocks of each can be computed."""
    session, book = db.db.session, lawbook()
    counts = queries.open_cases(session, policy.scope_of(person()))
    lines = [election_line(book, it, counts.get(it.id, 0)) for it in all_elections(session)]
    return render_template("staff/elections.html", lines=lines)


@pages.get("/elections/<election>")
@allowed(policy.SEE_LAW)
def show_election(election: str) -> ResponseReturnValue:
    """Show the dates of an election, its calendar plan and the state of the law."""
    session = db.db.session
    found = election_or_404(session, election)
    counts = queries.open_cases(session, policy.scope_of(person()))
    works, _total = queries.recomputations(session, election_id=found.id)
    shown = election_page(lawbook(), found, person(), counts.get(found.id, 0))
    names = names_by_ref(session, {it.work.requested_by for it in works})
    return render_template("staff/election.html", **shown, works=works, names=names, zone=person().body.zone)


def election_or_404(session: Session, code: str) -> Election:
    """Return the election of a page's address; 404 when there is none."""
    found = queries.election_by_code(session, code) if ELECTION.fullmatch(code) else None
    if found is None:
        abort(404)
    return found
