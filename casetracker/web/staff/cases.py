"""``/staff/cases``: every case in scope, newest first."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.cases import queries
from casetracker.web.auth.sessions import person
from casetracker.web.rendering import page_url
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.forms import page_of


@pages.get("/cases")
@allowed(policy.READ)
def list_cases() -> ResponseReturnValue:
    """Show one page of the cases, all or those of one status."""
    status = request.args.get("status", "")
    status = status if status in labels.STATUSES else ""
    page = page_of(request.args)
    found, total = queries.list_cases(
        db.db.session, policy.scope_of(person()), status=status or None, page=page
    )
    last = max(1, -(-min(total, queries.MOST_LISTED) // queries.PAGE_SIZE))
    if page > last:
        return redirect(page_url(last))
    return render_template(
        "staff/cases.html",
        cases=found,
        total=total,
        most=queries.MOST_LISTED,
        page=page,
        pages=last,
        status=status,
        statuses=labels.choices("status"),
        may_register=policy.can(person(), policy.REGISTER),
    )
