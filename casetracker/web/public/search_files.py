"""``/search.atom``, ``.csv``, ``.xlsx`` and ``.json``: what a search finds, for programs and spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from flask import Response, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.exchange import found
from casetracker.exchange.writing import MIME_TYPES, table_chunks
from casetracker.protection import limiter
from casetracker.runtime import settings
from casetracker.search.hits import FoundEntry
from casetracker.search.queries import PAGE_SIZE, SearchResult, Sort, search
from casetracker.web.public import queries
from casetracker.web.public.blueprint import pages
from casetracker.web.public.conditional import unless_same_bytes
from casetracker.web.public.search_request import MOST_ROWS, SearchRequest, read_search
from casetracker.web.rendering import label, language

MOST_ENTRIES = 50
# Each costs as many searches as it has pages.
FILES_LIMIT = "20 per minute"
ATOM = "application/atom+xml"


@pages.get("/search.<any(atom, csv, xlsx, json):ending>")
@limiter.limit(FILES_LIMIT)
def search_file(ending: str) -> ResponseReturnValue:
    """Give what a search finds, the first ten thousand of it, as the format asks; the feed the newest."""
    db.to_read(db.db.session)
    asked = read_search(request.args, queries.filter_names(db.db.session, request.args.getlist("body")))
    if ending == "atom":
        return _feed(asked.sorted_by(Sort.NEWEST))
    first = _page(db.db.session, asked, 1)
    hits = _hits(db.db.session, asked, first)
    chunks = _json(asked, first, hits) if ending == "json" else _table(ending, hits)
    answer = Response(stream_with_context(chunks), mimetype=MIME_TYPES.get(ending, "application/json"))
    answer.headers["Content-Disposition"] = f'attachment; filename="search.{ending}"'
    # What is withdrawn is gone at once, from every cache.
    answer.cache_control.no_store = True
    return answer


def _page(session: Session, asked: SearchRequest, number: int) -> SearchResult:
    return search(session, asked.query, asked.filters, page=number, sort=asked.sort)


def _hits(session: Session, asked: SearchRequest, first: SearchResult) -> Iterator[FoundEntry]:
    """Give the hits page by page; what becomes public meanwhile must not be given twice."""
    given: set[int] = set()
    last = min(first.pages, -(-MOST_ROWS // PAGE_SIZE))
    for number in range(1, last + 1):
        # Who reads slowly must neither hold on to a connection nor go on seeing what was withdrawn meanwhile.
        session.close()
        page = first if number == 1 else _page(session, asked, number)
        for hit in page.hits:
            if hit.id not in given:
                given.add(hit.id)
                yield hit


def _table(ending: str, hits: Iterator[FoundEntry]) -> Iterator[bytes]:
    names = queries.every_name(db.db.session)
    columns = found.columns(
        settings().base_url,
        lambda body: names.body(body, language()),
        lambda election: names.election(election, language()),
    )
    rows = ([column.fill(hit) for column in columns] for hit in hits)
    return table_chunks(ending, _("Search"), [str(column.heading) for column in columns], rows)


def _json(asked: SearchRequest, first: SearchResult, hits: Iterator[FoundEntry]) -> Iterator[bytes]:
    head = {
        "query": asked.text,
        "also_searched": [name for word in asked.query.expanded for name in word.also],
        "filters": {name: list(values) for name, values in asked.filters.items()},
        "sort": str(asked.sort),
        "total": first.total,
        "most": MOST_ROWS,
        "complete": first.total <= MOST_ROWS,
    }
    return (chunk.encode("utf-8", "replace") for chunk in found.json_chunks(head, hits, settings().base_url))


def _feed(asked: SearchRequest) -> Response:
    session = db.db.session
    entries = list(islice(_newest(session, asked), MOST_ENTRIES))
    names = queries.names_of(session, {hit.body_id for hit in entries}, [])
    titled = [(_title(hit, names), hit) for hit in entries]
    base_url, spoken = settings().base_url, language()
    own = base_url + asked.file_address("atom", spoken)
    title = _("“%(words)s”: search", words=asked.text) if asked.text else _("Published decisions")
    page = f"{base_url}{url_for('public.search_cases', lang=spoken, **asked.arguments())}"  # type: ignore[arg-type]
    content = found.atom(title, page, own, spoken, titled, base_url)
    return unless_same_bytes(content.encode("utf-8", "replace"), ATOM)


def _newest(session: Session, asked: SearchRequest) -> Iterator[FoundEntry]:
    for number in range(1, -(-MOST_ENTRIES // PAGE_SIZE) + 1):
        yield from _page(session, asked, number).hits


def _title(hit: FoundEntry, names: queries.Names) -> str:
    outcome = [label("outcome", hit.outcome)] if hit.outcome else []
    body = names.body(hit.body_id, language())
    return ", ".join([label("subject", hit.subject), *outcome, body, hit.reference])
