"""``/staff/bodies``: find a commission or court and its code, also without scripts."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from casetracker import db
from casetracker.accounts import policy
from casetracker.registry.queries import find_bodies
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.forms import plain_words

MOST_SHOWN = 50


@pages.get("/bodies")
@allowed(policy.READ)
def find_body() -> ResponseReturnValue:
    """Show the bodies whose code or name holds every word."""
    words = plain_words(request.args.get("q", ""))
    found = find_bodies(db.db.session, words, limit=MOST_SHOWN + 1)
    return render_template(
        "staff/bodies.html", words=words, bodies=found[:MOST_SHOWN], has_more=len(found) > MOST_SHOWN
    )
