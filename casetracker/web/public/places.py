"""``/bodies/<id>`` and ``/elections/<id>``: who decides, and in which election."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casetracker import db
from casetracker.web.public import queries
from casetracker.web.public.addresses import identifier_of
from casetracker.web.public.blueprint import pages
from casetracker.web.public.conditional import unless_same
from casetracker.web.public.finding import cases_of
from casetracker.web.public.presenters.places import body_page, election_page
from casetracker.web.public.search_request import read_page


@pages.get("/bodies/<body_id>")
def show_body(body_id: str) -> ResponseReturnValue:
    """Show a commission or court with its published cases."""
    db.to_read(db.db.session)
    body = queries.body(db.db.session, identifier_of(body_id))
    if body is None:
        abort(404)
    if body.id != body_id:
        return redirect(url_for("public.show_body", body_id=body.id, lang=request.args.get("lang")), 301)
    found = cases_of(db.db.session, "body", body.id, read_page(request.args))
    return unless_same(render_template("public/body.html", **body_page(body, found)))


@pages.get("/elections/<election_id>")
def show_election(election_id: str) -> ResponseReturnValue:
    """Show an election with the cases published about it."""
    db.to_read(db.db.session)
    election = queries.election(db.db.session, identifier_of(election_id))
    if election is None:
        abort(404)
    if election.id != election_id:
        lang = request.args.get("lang")
        return redirect(url_for("public.show_election", election_id=election.id, lang=lang), 301)
    found = cases_of(db.db.session, "election", election.id, read_page(request.args))
    return unless_same(render_template("public/election.html", **election_page(election, found)))
