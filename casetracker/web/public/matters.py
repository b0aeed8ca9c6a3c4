"""``/matters/<number>``: the chain of published cases about one thing."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casetracker import db
from casetracker.publication.hearing_queries import next_hearings
from casetracker.publication.matter_queries import cases_of, links_of, public_matter
from casetracker.publication.models import PublicMatter
from casetracker.runtime import lawbook
from casetracker.web.public.blueprint import pages
from casetracker.web.public.conditional import entity_tag, unless_known
from casetracker.web.public.presenters.matter import (
    Chain,
    last_change,
    matter_marks,
    matter_page,
    matter_tree,
)
from casetracker.web.public.queries import names_of


@pages.get("/matters/<int:number>")
def show_matter(number: int) -> ResponseReturnValue:
    """Draw a chain, lead to the one that it became a part of, or say that it is none any more."""
    matter = public_matter(db.db.session, number) or abort(404)
    if matter.merged_into_id is not None:
        lang = request.args.get("lang")
        return redirect(url_for("public.show_matter", number=matter.merged_into_id, lang=lang), 301)
    if matter.ended_at is not None:
        return render_template("public/no_matter.html", number=number, case=matter.anchor, tree=[]), 410
    return _page(_chain(matter))


def _chain(matter: PublicMatter) -> Chain:
    session = db.db.session
    cases = cases_of(session, matter)
    names = names_of(session, {case.body_id for case in cases}, {case.election_id for case in cases})
    hearings = next_hearings(session, {case.reference for case in cases}, db.now())
    return Chain(matter, cases, links_of(session, matter), hearings, names)


def _page(chain: Chain) -> ResponseReturnValue:
    now = db.now()
    if not chain.published:
        tree = matter_tree(chain, now)
        return render_template("public/no_matter.html", number=chain.matter.id, case=None, tree=tree), 410
    tag = entity_tag(lawbook(), ["matter", *matter_marks(chain, now)])
    return unless_known(
        tag,
        last_change(chain, now),
        lambda: render_template("public/matter.html", **matter_page(chain, now)),
    )
