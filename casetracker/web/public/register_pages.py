"""``/`` and ``/search``: the ways into the register."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from casetracker import db
from casetracker.runtime import lawbook, present_mark
from casetracker.web.public import queries
from casetracker.web.public.advice import advise, other_languages, other_spelling
from casetracker.web.public.blueprint import pages
from casetracker.web.public.conditional import entity_tag, unless_known
from casetracker.web.public.finding import find
from casetracker.web.public.hearings import hearings_today
from casetracker.web.public.presenters.figures import DOORS, EXAMPLES, figure_rows
from casetracker.web.public.presenters.results import newest
from casetracker.web.public.presenters.search import search_page
from casetracker.web.public.search_request import read_search
from casetracker.web.rendering import language
from casetracker.web.unmodified import stands

NEWEST = 5


@pages.get("/")
def home() -> ResponseReturnValue:
    """Search first, then what is new, then the register in figures."""
    now = db.now()
    found = queries.home(db.db.session, NEWEST, now)
    lines = newest(found.newest, found.names)
    rows = figure_rows(found.figures)
    today = hearings_today(db.db.session, now)
    return render_template(
        "public/home.html",
        examples=EXAMPLES,
        doors=DOORS,
        hits=lines,
        figures=rows,
        election=found.election,
        statistics_url=url_for("public.show_statistics", election=found.figures.filters.election),
        today=today,
    )


@pages.get("/search")
def search_cases() -> ResponseReturnValue:
    """Find published decisions and cases; who has this page already is told only that."""
    mark = present_mark()
    stands(mark)
    tag = entity_tag(lawbook(), ["search", mark.generation, mark.token, language(), request.full_path])
    return unless_known(tag, None, _found)


def _found() -> str:
    db.to_read(db.db.session)
    asked = read_search(request.args, queries.filter_names(db.db.session, request.args.getlist("body")))
    found = find(db.db.session, asked)
    shown = search_page(asked, found.result, found.names, advise(asked, found))
    others = {"other_spelling": other_spelling(found), "elsewhere": other_languages(found)}
    return render_template("public/search.html", **shown, **others)
