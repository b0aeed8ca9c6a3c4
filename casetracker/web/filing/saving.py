"""Save and come back: a code opens the draft again, from anywhere; it is shown once and stored as a hash."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casetracker import db
from casetracker.filing import drafts
from casetracker.filing.proposing import elections_under_way
from casetracker.registry.errors import InvalidInput
from casetracker.web.filing import floods, holding
from casetracker.web.filing.blueprint import pages


def start_page(values: Mapping[str, str] | None = None, errors: Mapping[str, list[str]] | None = None) -> str:
    """Return the first page: what is needed, and the ways on."""
    filing = holding.held(db.db.session)
    return render_template(
        "filing/start.html",
        filing=filing,
        values=values or {},
        errors=errors or {},
        days=drafts.KEPT.days,
        is_closed=not elections_under_way(db.db.session),
    )


@pages.post("/file/save")
def save() -> ResponseReturnValue:
    """Give a code for the draft of this browser."""
    return show_code()


def show_code() -> ResponseReturnValue:
    """Show a new code for the draft of this browser, this once."""
    with db.unit_of_work() as session:
        filing = holding.held_to_change(session)
        if filing is None or filing.state != "draft":
            abort(404)
        code, expires_at = drafts.give_code(filing), filing.expires_at
    return render_template("filing/saved.html", code=code, expires_at=expires_at)


@pages.post("/file/continue")
def come_back() -> ResponseReturnValue:
    """Open a draft with its code."""
    typed = request.form.get("code", "")[:100]
    wait = floods.seconds_before_code()
    if wait:
        told = _(
            "Too many codes were tried from your network. Try again in %(minutes)s minutes.",
            minutes=floods.minutes(wait),
        )
        return start_page({"code": typed}, {"code": [told]}), 429
    try:
        filing = drafts.filing_of_code(db.db.session, drafts.typed_code(typed))
        if filing is None:
            floods.seconds_to_wait("code")
            told = _("No saved complaint has this code. It may have expired, or a newer code took its place.")
            raise InvalidInput({"code": [told]})
    except InvalidInput as refused:
        return start_page({"code": typed}, refused.errors), 422
    holding.hold(filing)
    return redirect(url_for("filing.sent" if filing.state == "sent" else "filing.check"), 303)


@pages.post("/file/leave")
def leave() -> ResponseReturnValue:
    """Forget in this browser what was filed here: others use it, too."""
    holding.let_go()
    return redirect(url_for("filing.start"), 303)


@pages.post("/file/discard")
def discard() -> ResponseReturnValue:
    """Delete the draft of this browser for good."""
    with db.unit_of_work() as session:
        filing = holding.held_to_change(session)
        if filing is not None and filing.state == "draft":
            drafts.discard(session, filing)
    holding.let_go()
    return redirect(url_for("filing.start"), 303)
