"""``/track``: where a complaint stands, for whoever has its code, which stands in no address and no log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casetracker import db
from casetracker.alerts.filers.planning import TOLD
from casetracker.cases.models import Case
from casetracker.filing import drafts
from casetracker.filing.tracking import case_of_code, followed_by
from casetracker.publication.queries import public_case
from casetracker.registry.errors import InvalidInput
from casetracker.runtime import lawbook
from casetracker.web.filing import floods
from casetracker.web.filing.blueprint import pages
from casetracker.web.rendering import label
from casetracker.web.staff.presenters.case_clocks import case_clocks

Shown = dict[str, Any]
PUBLISHED = "published"


@pages.route("/track", methods=["GET", "POST"])
def track() -> ResponseReturnValue:
    """Ask for the tracking code, then show where the complaint stands."""
    if request.method == "GET":
        return _form({}, {})
    typed = request.form.get("code", "")[:100]
    wait = floods.seconds_before_code()
    if wait:
        told = _(
            "Too many codes were tried from your network. Try again in %(minutes)s minutes.",
            minutes=floods.minutes(wait),
        )
        return _form({"code": typed}, {"code": [told]}), 429, {"Retry-After": str(wait)}
    try:
        case = case_of_code(db.db.session, drafts.typed_code(typed))
        if case is None:
            floods.seconds_to_wait("code")
            told = _("No complaint has this code. Compare it with what you wrote down when you filed.")
            raise InvalidInput({"code": [told]})
    except InvalidInput as refused:
        return _form({"code": typed}, refused.errors), 422
    return render_template("filing/tracked.html", **_shown(case))


def _form(values: Mapping[str, str], errors: Mapping[str, list[str]]) -> str:
    return render_template("filing/track.html", values=values, errors=errors)


def _shown(case: Case) -> Shown:
    session, zone = db.db.session, case.body.zone
    public = public_case(session, case.slug)
    return {
        "case": case,
        "clocks": case_clocks(lawbook(), case, db.now()),
        "hearings": case.hearings,
        "decisions": case.decisions,
        "followed": followed_by(case),
        # Neither who did it nor what is noted with it: only what happened, and when.
        "events": [
            {"title": label("event", event.kind), "at": event.at, "zone": zone}
            for event in case.events
            if event.kind in TOLD
        ],
        "public_address": f"/cases/{case.slug}" if public is not None and public.state == PUBLISHED else "",
    }
