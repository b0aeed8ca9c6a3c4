"""``/cases/<election>/<case>``: the page of a published case."""

from __future__ import annotations

import datetime as dt
import io

import structlog
from flask import abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from casetracker import db
from casetracker.documents.errors import MissingContentError
from casetracker.documents.storage import read_whole
from casetracker.publication.matter_queries import place_of
from casetracker.publication.models import PublicCase
from casetracker.registry.slugs import reference_of
from casetracker.runtime import document_store, lawbook, settings
from casetracker.web.public.addresses import slug_of
from casetracker.web.public.blueprint import pages
from casetracker.web.public.conditional import entity_tag
from casetracker.web.public.hearings import hearings_of
from casetracker.web.public.lasting import Page, unless_changed
from casetracker.web.public.presenters.case import case_page, changed_at, lasts_until, marks
from casetracker.web.public.presenters.matter import place_marks, place_shown
from casetracker.web.public.queries import names_of, public_case

log = structlog.get_logger(__name__)
# Withdrawn means gone: no copy is kept on the way.
SAFE = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pages.get("/cases/<election>/<name>")
def show_case(election: str, name: str) -> ResponseReturnValue:
    """Tell the story of a case, or why there is none to tell."""
    slug = slug_of(election, name)
    if slug is None:
        abort(404)
    if slug != f"{election}/{name}":
        return _moved(slug)
    now = db.now()
    return unless_changed(now, lambda: _looked_up(slug, now))


@pages.get("/cases/<election>/<name>/documents/<int:number>")
def download_document(election: str, name: str, number: int) -> ResponseReturnValue:
    """Give a redacted document: the copy that the projection names, as a download that no browser opens."""
    slug = slug_of(election, name)
    case = public_case(db.db.session, slug) if slug else None
    if case is None:
        abort(404)
    if case.state != "published":
        return no_story(case.slug, case)
    found = next((each for each in case.documents if each.number == number), None) or abort(404)
    try:
        content = read_whole(document_store(), found.sha256)
    except MissingContentError:
        log.error("public_document_missing", case=case.reference, number=number)
        abort(404)
    answer = send_file(
        io.BytesIO(content),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=f"{case.slug.replace('/', '-')}-{number}.pdf",
    )
    answer.headers.update(SAFE)
    return answer


@pages.get("/cases/<election>/<body>/<serial>")
def show_reference(election: str, body: str, serial: str) -> ResponseReturnValue:
    """Lead from the reference as people write it, ``2022-PRES/CEC/0142``, to the page."""
    slug = slug_of(election, f"{body}-{serial}")
    return _moved(slug) if slug else abort(404)


def _moved(slug: str) -> ResponseReturnValue:
    election, name = slug.split("/")
    address = url_for("public.show_case", election=election, name=name, lang=request.args.get("lang"))
    return redirect(address, 301)


def no_story(slug: str, case: PublicCase | None) -> ResponseReturnValue:
    """Answer that a case was withdrawn, and why, or that nothing of it is published."""
    if case and case.state == "withdrawn":
        return render_template("public/withdrawn.html", case=case), 410
    return render_template("public/no_case.html", case_reference=reference_of(slug)), 404


def _looked_up(slug: str, now: dt.datetime) -> Page | ResponseReturnValue:
    case = public_case(db.db.session, slug)
    return _story(case, now) if case and case.state == "published" else no_story(slug, case)


def _story(case: PublicCase, now: dt.datetime) -> Page:
    bodies = [case.body_id, case.contested_body_id]
    names = names_of(db.db.session, bodies, [case.election_id])
    hearings = hearings_of(db.db.session, case.reference)
    place = place_of(db.db.session, case)
    tag = entity_tag(lawbook(), [*marks(case, names, now), hearings, *place_marks(place)])
    changes = [changed_at(case, now), *(it["updated_at"] for day in hearings for it in day["hearings"])]
    return Page(
        tag,
        max([*changes, *([place.matter.updated_at] if place else [])]),
        lasts_until(case, now),
        lambda: render_template(
            "public/case.html",
            **case_page(lawbook(), case, names, settings().base_url, now),
            hearings=hearings,
            place=place_shown(place),
        ),
    )
