"""``/statistics``, its tables as CSV, the lists behind its numbers, and the standards."""

from __future__ import annotations

import hashlib

from flask import Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from casetracker import db
from casetracker.exchange.writing import MIME_TYPES, csv_chunks
from casetracker.registry.queries import list_elections
from casetracker.remembering import remembered
from casetracker.runtime import lawbook
from casetracker.statistics import queries as figures
from casetracker.statistics.queries import Overview
from casetracker.statistics.slices import capital_day
from casetracker.statistics.standards import standards
from casetracker.web.public import queries
from casetracker.web.public.addresses import identifier_of
from casetracker.web.public.blueprint import pages
from casetracker.web.public.conditional import entity_tag, unless_known
from casetracker.web.public.search_request import read_page
from casetracker.web.public.statistics.listing import listing_page
from casetracker.web.public.statistics.points import standards_page
from casetracker.web.public.statistics.sections import statistics_page
from casetracker.web.public.statistics.slice_request import Places, SliceRequest, read_cell, read_slice
from casetracker.web.public.statistics.tables import table_of
from casetracker.web.rendering import language, page_url


@pages.get("/statistics")
def show_statistics() -> ResponseReturnValue:
    """Show a slice of the register in numbers."""
    asked, now = _asked(), db.now()
    changed_at, marks = figures.last_change(db.db.session, now)

    def render() -> str:
        seen = _overview(asked, marks)
        return render_template("public/statistics/overview.html", **statistics_page(asked, seen))

    return unless_known(_tag(asked, *marks), changed_at, render)


@pages.get("/statistics/standards")
def show_standards() -> ResponseReturnValue:
    """Set what the register counts against international standards."""
    asked, now = _asked(), db.now()
    changed_at, marks = figures.last_change(db.db.session, now)
    # Whether it was decided before voting day depends on that day, which staff may put right, and on whether
    # it has come.
    marks += tuple(
        f"{election.id} {election.voting_on} {election.voting_on > capital_day(now)}"
        for election in asked.places.elections
    )

    def render() -> str:
        told = remembered(
            ("standards", asked.filters, marks), lambda: standards(db.db.session, asked.filters, now)
        )
        return render_template("public/statistics/standards.html", **standards_page(asked, told))

    return unless_known(_tag(asked, "standards", *marks), changed_at, render)


@pages.get("/statistics/cases")
def list_counted() -> ResponseReturnValue:
    """List the cases that a number counts."""
    asked, (cell, unknown) = _asked(), read_cell(request.args)
    if unknown:
        statistics_url = asked.address("public.show_statistics")
        shown = {"detail": unknown, "statistics_url": statistics_url}
        return render_template("public/statistics/no_list.html", **shown), 404
    page = read_page(request.args)
    found = figures.cases_behind(db.db.session, asked.filters, cell, db.now(), page)
    last = max(1, -(-found.total // figures.PAGE_SIZE))
    if page > last:
        return redirect(page_url(last))
    bodies = [case.body_id for case in found.cases]
    names = queries.names_of(db.db.session, bodies, [case.election_id for case in found.cases])
    shown = listing_page(asked, cell, found, names, page)
    return render_template("public/statistics/cases.html", notices=asked.notices, **shown)


@pages.get("/statistics/<name>.csv")
def statistics_table(name: str) -> ResponseReturnValue:
    """Give one table as CSV."""
    asked = _asked()
    _changed_at, marks = figures.last_change(db.db.session, db.now())
    table = table_of(name, _overview(asked, marks), asked.places)
    if table is None:
        abort(404)
    content = b"".join(csv_chunks(table.headings, table.plain_rows))
    answer = Response(content, mimetype=MIME_TYPES["csv"])
    answer.headers["Content-Disposition"] = f"attachment; filename=statistics-{name}.csv"
    answer.set_etag(hashlib.sha256(content).hexdigest()[:32])
    answer.cache_control.no_cache = True
    return answer.make_conditional(request)


def _overview(asked: SliceRequest, marks: tuple[str, ...]) -> Overview:
    def count() -> Overview:
        return figures.overview(db.db.session, asked.filters, db.now())

    return remembered(("overview", asked.filters, marks), count)


def _asked() -> SliceRequest:
    session = db.db.session
    body = queries.body(session, identifier_of(request.args.get("body", "")))
    return read_slice(request.args, Places(list_elections(session), body))


def _tag(asked: SliceRequest, *marks: object) -> str:
    """Return a tag that changes with the figures, the language, the slice and the names that are shown."""
    named = [election.name(language()) for election in asked.places.elections]
    named += [asked.places.body.name(language())] if asked.places.body else []
    return entity_tag(lawbook(), [language(), asked.filters, asked.notices, *marks, *named])
