"""``/staff/law``: which law the clocks are computed by, and what a changed one would move."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from casetracker import db
from casetracker.accounts import policy
from casetracker.runtime import lawbook
from casetracker.web.auth.sessions import person
from casetracker.web.staff import queries
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.presenters.law import law_page


@pages.get("/law")
@allowed(policy.SEE_LAW)
def show_law() -> ResponseReturnValue:
    """Show the law book in use."""
    session, scope, book = db.db.session, policy.scope_of(person()), lawbook()
    return render_template(
        "staff/law.html",
        **law_page(book),
        other_wordings=queries.clocks_of_other_wordings(session, book.digests, scope),
        uncomputed=queries.uncomputed_for_unverified_law(session, scope),
    )
