"""``/robots.txt`` and ``/sitemap.xml``: which pages search engines may read, and where they are."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, abort, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from casetracker import db
from casetracker.exchange import sitemap
from casetracker.publication.matter_queries import shown_matters
from casetracker.runtime import settings
from casetracker.web.public.blueprint import pages
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
    return Response(sitemap.index(addresses), mimetype=XML)


@pages.get("/sitemap-pages.xml")
def sitemap_of_places() -> ResponseReturnValue:
    """Give the addresses of the pages around the cases."""
    base_url = settings().base_url
    paths = ["/", *(link["href"] for link in main_links() if not link["href"].startswith(NOT_FOR_ROBOTS))]
    paths += [url_for(f"public.{name}") for name in ("open_data", "about", "accessibility", "privacy")]
    return _streamed(sitemap.place_addresses(db.db.session, paths, base_url))


@pages.get("/sitemap-matters.xml")
def sitemap_of_matters() -> ResponseReturnValue:
    """Give the addresses of the chains of cases."""
    return _streamed(sitemap.matter_addresses(db.db.session, settings().base_url))


@pages.get("/sitemap-<int:number>.xml")
def sitemap_of_cases(number: int) -> ResponseReturnValue:
    """Give the addresses of one part of the cases."""
    if not 1 <= number <= sitemap.parts(db.db.session):
        abort(404)
    return _streamed(sitemap.case_addresses(db.db.session, number, settings().base_url))


def _streamed(addresses: Iterator[sitemap.Address]) -> Response:
    return Response(stream_with_context(sitemap.part_chunks(addresses)), mimetype=XML)
