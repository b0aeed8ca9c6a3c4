"""``/staff/bodies``: find a commission or court and its code, also without scripts."""

from __future__ import annotations

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casetracker import db
from casetracker.accounts import policy
from casetracker.registry.queries import find_bodies
from casetracker.web.rendering import language
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.forms import plain_words

MOST_SHOWN = 50
MOST_SUGGESTED = 12


@pages.get("/bodies")
@allowed(policy.READ)
def find_body() -> ResponseReturnValue:
    """Show the bodies whose code or name holds every word."""
    words = plain_words(request.args.get("q", ""))
    found = find_bodies(db.db.session, words, limit=MOST_SHOWN + 1)
    return render_template(
        "staff/bodies.html", words=words, bodies=found[:MOST_SHOWN], has_more=len(found) > MOST_SHOWN
    )


@pages.get("/bodies/suggest")
@allowed(policy.READ)
def suggest_bodies() -> ResponseReturnValue:
    """Tell the body picker which bodies fit the words so far: names of bodies are open to everybody."""
    found = find_bodies(db.db.session, plain_words(request.args.get("q", "")), limit=MOST_SUGGESTED + 1)
    shown = [{"code": body.code, "name": body.name(language())} for body in found[:MOST_SUGGESTED]]
    told = _("Bodies found: %(count)s", count=len(shown))
    if len(found) > MOST_SUGGESTED:
        told = _("There are more. Add a word to find the right one.")
    return jsonify(bodies=shown, told=told)
