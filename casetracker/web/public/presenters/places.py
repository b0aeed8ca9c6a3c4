"""Pages of a body and of an election: what they are, and what is published about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext as _

from casetracker import db
from casetracker.labels.body_sources import source_in_words
from casetracker.registry.models import Body, Election
from casetracker.web.public.finding import Found
from casetracker.web.public.presenters.linked_data import body_data, election_data
from casetracker.web.public.presenters.results import hits
from casetracker.web.public.regions import region_name
from casetracker.web.public.search_request import DEEPEST_PAGE
from casetracker.web.rendering import fmt_date, fmt_datetime, label, language, zone_label

Shown = dict[str, Any]
# "title (address) – note", as ``registry.loading`` writes it; the title and the note may be left out.
SOURCE = re.compile(r"(?:(.+) \()?(https?://[^\s()]+)\)?(?: \u2013 (.+))?")
RUSSIAN_LAW, KAZAKH_LAW = "https://adilet.zan.kz/rus/", "https://adilet.zan.kz/kaz/"


def body_page(body: Body, found: Found) -> Shown:
    """Return what the page of a commission or court shows."""
    search = url_for("public.search_cases", body=body.id)
    figures = url_for("public.show_statistics", body=body.id)
    told = {"place": body, "rows": _body_rows(body), "data": body_data(body)}
    return told | {"statistics_url": figures, **_cases(found, search)}


def election_page(election: Election, found: Found) -> Shown:
    """Return what the page of an election shows."""
    search = url_for("public.search_cases", election=election.id)
    figures = url_for("public.show_statistics", election=election.id)
    told = {"place": election, "rows": _election_rows(election), "data": election_data(election)}
    return told | {"statistics_url": figures, **_cases(found, search)}


def _cases(found: Found, search: str) -> Shown:
    result = found.result
    return {
        "hits": hits(result.hits, result.query, found.names),
        "total": result.total,
        "page": result.page,
        "pages": min(result.pages, DEEPEST_PAGE),
        "search_url": search,
    }


def _body_rows(body: Body) -> list[Shown]:
    rows: list[Shown] = [{"key": _("Kind"), "text": label("body-level", body.level)}]
    if body.parent:
        parent_url = url_for("public.show_body", body_id=body.parent_id)
        rows.append({"key": _("Higher body"), "text": body.parent.name(language()), "href": parent_url})
    if body.region:
        rows.append({"key": _("Region"), "text": region_name(body.region)})
    rows.append({"key": _("Time zone of its time limits"), "text": _zone(body.zone)})
    if body.valid_from:
        rows.append({"key": _("Exists from"), "text": fmt_date(body.valid_from)})
    if body.valid_to:
        rows.append({"key": _("Existed until"), "text": fmt_date(body.valid_to)})
    optional = ((_("Address"), body.address), (_("E-mail address"), body.email))
    rows += [{"key": key, "text": text} for key, text in optional if text]
    if body.source:
        rows.append({"key": _("Where this is known from"), **source_row(body.source)})
    return rows


def source_row(told: str) -> Shown:
    """Return where a body is known from: the title as a link, and what the register adds to it.

    The files of bodies tell both in English; what the catalogues know is told in the reader's language.
    """
    found = SOURCE.fullmatch(told)
    if found is None:
        return _worded("text", "lang", told)
    title, url, note = found.groups()
    shown = {"href": _law_address(url), "is_external": True}
    shown |= _worded("text", "lang", title) if title else {"text": urlsplit(url).hostname or url}
    return shown | _worded("note", "note_lang", note) if note else shown


def _worded(name: str, name_of_language: str, english: str) -> Shown:
    words = source_in_words(english)
    return {name: english, name_of_language: "en"} if words is None else {name: words}


def _law_address(url: str) -> str:
    return url.replace(RUSSIAN_LAW, KAZAKH_LAW, 1) if language() == "kk" else url


def _zone(zone: str) -> str:
    return f"{zone_label(db.now(), zone)} ({zone})"


def _election_rows(election: Election) -> list[Shown]:
    dates = (
        (_("Called on"), "called_on", election.called_on),
        (_("Voting day"), "voting_on", election.voting_on),
        (_("Results announced on"), "results_on", election.results_on),
    )
    rows: list[Shown] = [{"key": _("Kind"), "text": label("election-kind", election.kind)}]
    rows += [
        {"key": key, "text": fmt_date(day), "source": _source(election.sources, name)}
        for key, name, day in dates
    ]
    if election.results_at:
        told = fmt_datetime(election.results_at, election.zone)
        rows.append({"key": _("Moment of the announcement"), "text": told})
    return rows


def _source(sources: Mapping[str, Any], name: str) -> str | None:
    """The address where the date was read; only an address of the web is made a link."""
    url = (sources.get(name) or {}).get("url")
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else None
