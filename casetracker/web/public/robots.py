"""``/robots.txt`` and ``/sitemap.xml``: which pages search engines may read, and where they are."""

from __future__ import annotations

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue

from casetracker import db
from casetracker.exchange import sitemap
from casetracker.publication.matter_queries import shown_matters
from casetracker.runtime import lawbook, settings
from casetracker.statistics.queries import last_change
from casetracker.web.public.blueprint import pages
from casetracker.web.public.conditional import entity_tag, unless_known_file, unless_same_bytes
from casetracker.web.site_links import main_links

XML = "application/xml"
# Staff, addresses that are keys, and what is endless: every search can be narrowed once more.
NOT_FOR_ROBOTS = (
    "/staff",
    "/login",
    "/password",
    "/calendars/",
    "/subscriptions/",
    "/search",
    "/api/v1/staff",
)


@pages.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """Say what search engines may read and where the addresses stand."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines += ["", f"Sitemap: {settings().base_url}{url_for('public.sitemap_index')}", ""]
    return Response("\n".join(lines), mimetype="text/plain")


@pages.get("/sitemap.xml")
def sitemap_index() -> ResponseReturnValue:
    """Name the parts."""
    base_url = settings().base_url
    numbers = range(1, sitemap.parts(db.db.session) + 1)
    # A part without any address is not allowed.
    has_matters = next(shown_matters(db.db.session), None) is not None
    names = ["sitemap_of_places", *(["sitemap_of_matters"] if has_matters else [])]
    addresses = [base_url + url_for(f"public.{name}") for name in names]
    addresses += [base_url + url_for("public.sitemap_of_cases", number=number) for number in numbers]
    return unless_same_bytes(sitemap.index(addresses).encode(), XML)


@pages.get("/sitemap-pages.xml")
def sitemap_of_places() -> ResponseReturnValue:
    """Give the addresses of the pages around the cases."""
    session, base_url = db.db.session, settings().base_url
    paths = ["/", *(link["href"] for link in main_links() if not link["href"].startswith(NOT_FOR_ROBOTS))]
    paths += [url_for(f"public.{name}") for name in ("open_data", "about", "accessibility", "privacy")]
    tag = entity_tag(lawbook(), [base_url, *paths, *sitemap.place_marks(session)])
    return unless_known_file(
        tag, None, XML, lambda: sitemap.part_chunks(sitemap.place_addresses(session, paths, base_url))
    )


@pages.get("/sitemap-matters.xml")
def sitemap_of_matters() -> ResponseReturnValue:
    """Give the addresses of the chains of cases."""
    session, base_url = db.db.session, settings().base_url
    changed_at, marks = last_change(session, db.now())
    return unless_known_file(
        entity_tag(lawbook(), [base_url, *sitemap.matter_marks(session), *marks]),
        changed_at,
        XML,
        lambda: sitemap.part_chunks(sitemap.matter_addresses(session, base_url)),
    )


@pages.get("/sitemap-<int:number>.xml")
def sitemap_of_cases(number: int) -> ResponseReturnValue:
    """Give the addresses of one part of the cases."""
    session, base_url = db.db.session, settings().base_url
    if not 1 <= number <= sitemap.parts(session):
        abort(404)
    changed_at, marks = last_change(session, db.now())
    return unless_known_file(
        entity_tag(lawbook(), [base_url, number, *marks]),
        changed_at,
        XML,
        lambda: sitemap.part_chunks(sitemap.case_addresses(session, number, base_url)),
    )
