"""``/cases/<election>/<case>/decisions/<ordinal>``: one decision, as a page and as Akoma Ntoso."""

from __future__ import annotations

import datetime as dt

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from casetracker import db
from casetracker.exchange.akoma_ntoso import MEDIA_TYPE, Named, akoma_ntoso
from casetracker.publication.matter_queries import place_of
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.runtime import lawbook, settings
from casetracker.web.public.addresses import slug_of
from casetracker.web.public.blueprint import pages
from casetracker.web.public.cases import no_story
from casetracker.web.public.conditional import entity_tag, unless_same_bytes
from casetracker.web.public.lasting import Page, unless_changed
from casetracker.web.public.presenters.case import lasts_until, marks
from casetracker.web.public.presenters.decisions import shown_decision
from casetracker.web.public.presenters.matter import place_marks, place_shown
from casetracker.web.public.presenters.one_decision import decision_page
from casetracker.web.public.queries import Names, names_of, public_case
from casetracker.web.rendering import label


@pages.get("/cases/<election>/<name>/decisions/<int:decision>")
def show_decision(election: str, name: str, decision: int) -> ResponseReturnValue:
    """Show one decision, or why there is none to show."""
    slug = slug_of(election, name)
    if slug is None:
        abort(404)
    if slug != f"{election}/{name}":
        place, case_name = slug.split("/")
        lang = request.args.get("lang")
        address = url_for(
            "public.show_decision", election=place, name=case_name, decision=decision, lang=lang
        )
        return redirect(address, 301)
    now = db.now()
    return unless_changed(now, lambda: _looked_up(slug, decision, now))


@pages.get("/cases/<election>/<name>/decisions/<int:decision>.akn.xml")
def export_decision(election: str, name: str, decision: int) -> ResponseReturnValue:
    """Give one decision as Akoma Ntoso 3.0."""
    slug = slug_of(election, name)
    case = public_case(db.db.session, slug) if slug else None
    if slug is None or case is None:
        abort(404)
    if case.state != "published":
        return no_story(slug, case)
    found = _decision(case, decision)
    if found.withdrawn_at is not None:
        return _withdrawn(found)
    content = akoma_ntoso(found, _named(found, _names(case)))
    return unless_same_bytes(content, MEDIA_TYPE, case.updated_at)


def _looked_up(slug: str, ordinal: int, now: dt.datetime) -> Page | ResponseReturnValue:
    case = public_case(db.db.session, slug)
    if case is None or case.state != "published":
        return no_story(slug, case)
    found, names = _decision(case, ordinal), _names(case)
    if found.withdrawn_at is not None:
        return _withdrawn(found)
    place = place_of(db.db.session, case)
    tag = entity_tag(lawbook(), ["decision", ordinal, *marks(case, names, now), *place_marks(place)])
    return Page(
        tag,
        max([case.updated_at, *([place.matter.updated_at] if place else [])]),
        lasts_until(case, now),
        lambda: render_template(
            "public/decision.html", **decision_page(found, names), place=place_shown(place)
        ),
    )


def _decision(case: PublicCase, ordinal: int) -> PublicDecision:
    return next((it for it in case.decisions if it.ordinal == ordinal), None) or abort(404)


def _withdrawn(decision: PublicDecision) -> ResponseReturnValue:
    shown = shown_decision(decision, decision.case)
    answer = render_template("public/withdrawn_decision.html", decision=shown, case=decision.case)
    return Response(answer, 410, mimetype="text/html")


def _names(case: PublicCase) -> Names:
    return names_of(db.db.session, [case.body_id], [case.election_id])


def _named(decision: PublicDecision, names: Names) -> Named:
    """Return what the document names, in the language in which the decision is written."""
    case, spoken = decision.case, decision.language
    with force_locale(spoken):
        return Named(
            body=names.body(case.body_id, spoken),
            subject=label("subject", case.subject),
            register=_("Election complaints register"),
            base_url=settings().base_url,
        )
