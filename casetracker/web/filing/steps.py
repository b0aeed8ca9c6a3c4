"""``/file`` and its pages of questions: each is saved as it is sent, be it right or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.inputs import read_input
from casetracker.filing import drafts
from casetracker.filing.inputs import PAGES
from casetracker.filing.proposing import described, elections_under_way
from casetracker.registry.errors import InvalidInput
from casetracker.runtime import lawbook
from casetracker.web.filing import asking, floods, holding, saving
from casetracker.web.filing.blueprint import pages
from casetracker.web.filing.words import ORDER, TITLES, next_page

Errors = Mapping[str, list[str]]
STEP = "/file/<any(what,whose,where,who,text):step>"


@pages.get("/file")
def start() -> ResponseReturnValue:
    """Say what is needed, and begin, go on, or come back with a code."""
    return saving.start_page()


@pages.route(STEP, methods=["GET", "POST"])
def answer_step(step: str) -> ResponseReturnValue:
    """Ask one page of questions, keep what was typed, and go on when it is right."""
    if request.method == "POST":
        # A page from before the complaint was sent changes nothing any more, and hides no tracking code.
        is_over = step != ORDER[0] and holding.is_sent(db.db.session)
        return redirect(url_for("filing.sent"), 303) if is_over else _save(step)
    answers = holding.answers_held(db.db.session)
    before = _unanswered_before(db.db.session, step, answers)
    if before:
        return redirect(url_for("filing.answer_step", step=before))
    return _form(step, answers, {})


def _save(step: str) -> ResponseReturnValue:
    typed, found = _typed(step)
    known = holding.answers_held(db.db.session)
    wait = 0 if holding.held_draft(db.db.session) else floods.seconds_to_begin()
    if wait:
        return _form(step, typed, {"_schema": [_later(wait)]}), 429, {"Retry-After": str(wait)}
    try:
        with db.unit_of_work() as session:
            # The first page begins; a later one goes on, also with what has just expired.
            old = holding.held_to_change(session) if step == ORDER[0] else holding.held_to_revive(session)
            filing = old if old and old.state == "draft" else drafts.new_filing(session)
            answers = drafts.save_answers(holding.box(), filing, typed)
            holding.hold(filing)
    except drafts.TooLongDraft:
        return _form(
            step,
            known | typed,
            {"_schema": [_("This is too long to be kept. Shorten the text, or add it as a file.")]},
        ), 422
    errors = _errors(db.db.session, step, typed, answers) | found.errors
    if request.form.get("do") == "save":
        return saving.show_code()
    if errors:
        return _form(step, answers | typed, errors, found.choices), 422
    return redirect(_next(step), 303)


def _typed(step: str) -> tuple[dict[str, str], asking.Found]:
    """Return what was typed on a page, with the bodies that its search fields found."""
    typed = {name: drafts.storable(request.form.get(name, "")) for name in PAGES[step]().fields}
    return typed, asking.find_bodies_typed(db.db.session, step, typed, request.form)


def _next(step: str) -> str:
    if request.args.get("then") == "check" and step in ("who", "text"):
        return url_for("filing.check")
    following = next_page(step)
    if following == "evidence":
        return url_for("filing.evidence")
    # What depends on a changed answer is looked at again.
    return url_for("filing.answer_step", step=following, then=request.args.get("then"))


def _errors(session: Session, step: str, typed: Mapping[str, str], answers: dict[str, str]) -> dict[str, Any]:
    try:
        read_input(PAGES[step](), typed)
        if step == "whose":
            described(session, lawbook(), answers)
        elif step == "what":
            asking.check_what(session, lawbook(), answers)
        elif step == "where":
            asking.check_where(session, lawbook(), answers)
    except InvalidInput as refused:
        return dict(refused.errors)
    return {}


def _unanswered_before(session: Session, step: str, answers: dict[str, str]) -> str | None:
    """Return the page that has to be answered first, because this one is made of its answers."""
    if step in ("whose", "where") and answers.get("contested") not in lawbook().forum.contested:
        return "what"
    if step == "where":
        try:
            described(session, lawbook(), answers)
        except InvalidInput:
            return "whose"
    return None


def _later(seconds: int) -> str:
    return _(
        "Many complaints are being begun from your network just now. Nothing of what you typed is lost: "
        "send this page again in %(seconds)s seconds, and it is taken.",
        seconds=seconds,
    )


def _form(
    step: str, values: Mapping[str, str], errors: Errors, choices: Mapping[str, Any] | None = None
) -> str:
    session = db.db.session
    if step != "what" and _unanswered_before(session, step, dict(values)) == "what":
        # The answers that this page is made of are gone, in another window say.
        step, errors = "what", {}
    return render_template(
        f"filing/{step}.html",
        step=step,
        title=TITLES[step],
        number=ORDER.index(step) + 1,
        count=len(ORDER),
        names=asking.names_of_fields(lawbook(), values),
        values=values,
        errors=errors,
        choices=choices or {},
        is_closed=not elections_under_way(session),
        **asking.questions(session, lawbook(), step, dict(values)),
    )


@pages.errorhandler(CSRFError)
def ask_again(_error: CSRFError) -> ResponseReturnValue:
    """Show the page again with what was typed: the form was older than the browser's session."""
    told = _("This page had been open for too long. What you typed stands here: send it again.")
    step = (request.view_args or {}).get("step", "")
    if step in PAGES:
        typed, _found = _typed(step)
        return _form(step, holding.answers_held(db.db.session) | typed, {"_schema": [told]}), 400
    return render_template("filing/again.html", told=told), 400
