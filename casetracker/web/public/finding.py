"""One search of the register, with what explains an empty result."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from casetracker.search.correcting import FEW, corrected, is_far_more
from casetracker.search.leading import in_other_languages
from casetracker.search.queries import SearchResult, count, search
from casetracker.search.query import parse
from casetracker.web.public.queries import Names, names_of
from casetracker.web.public.search_request import SearchRequest

# Each word costs a search of its own, so a long query is not taken apart to its end.
MOST_WORDS = 6
_WORD = re.compile(r'"[^"]*"|[^\s"]+')


@dataclass(frozen=True)
class Evidence:
    """Why there is no hit: how many each word has alone, and how many the search has without filters."""

    words: Sequence[tuple[str, int]]
    unfiltered: int


@dataclass(frozen=True)
class Proposal:
    """The same search in another spelling, and how much it finds."""

    asked: SearchRequest
    total: int


@dataclass(frozen=True)
class Found:
    """The result, the names it shows, the evidence when it is empty, and what else could be searched for.

    Attributes:
        proposal: another spelling that finds more.
        elsewhere: by language, the same search in it, where that finds something.
    """

    result: SearchResult
    names: Names
    evidence: Evidence | None
    proposal: Proposal | None = None
    elsewhere: Mapping[str, SearchRequest] = field(default_factory=dict)


def find(session: Session, asked: SearchRequest) -> Found:
    """Search; a page that is too deep is not looked for at all."""
    if asked.is_too_deep:
        nothing = SearchResult(asked.query, total=0, page=asked.page, pages=0, hits=())
        return Found(nothing, _names(session, asked, nothing), None)
    result = search(session, asked.query, asked.filters, page=asked.page, sort=asked.sort)
    evidence = None if result.total else _evidence(session, asked)
    names, elsewhere = _names(session, asked, result), _elsewhere(session, asked)
    return Found(result, names, evidence, _proposal(session, asked, result), elsewhere)


def cases_of(session: Session, filter_name: str, value: str, page: int) -> Found:
    """Return the published cases of one body or election, newest first."""
    result = search(session, parse(""), {filter_name: [value]}, page=page)
    bodies, elections = _places(result)
    return Found(result, names_of(session, bodies, elections), None)


def _evidence(session: Session, asked: SearchRequest) -> Evidence:
    words = [word for word in _WORD.findall(asked.text) if not word.startswith("-")][:MOST_WORDS]
    alone = [(word, count(session, parse(word))) for word in words] if len(words) > 1 else []
    return Evidence(alone, count(session, asked.query) if asked.filters else 0)


def _proposal(session: Session, asked: SearchRequest, result: SearchResult) -> Proposal | None:
    """Return the search as it was probably meant, with its filters if something is left by them."""
    text = corrected(session, asked.text) if result.total <= FEW else None
    if text is None:
        return None
    meant = asked.saying(text)
    for other in (meant, meant.without_filters()) if asked.filters else (meant,):
        total = count(session, other.query, other.filters)
        if is_far_more(total, result.total):
            return Proposal(other, total)
    return None


def _elsewhere(session: Session, asked: SearchRequest) -> dict[str, SearchRequest]:
    said = {language: asked.saying(text) for language, text in in_other_languages(asked.text).items()}
    return {language: other for language, other in said.items() if count(session, other.query, other.filters)}


def _names(session: Session, asked: SearchRequest, result: SearchResult) -> Names:
    bodies, elections = _places(result)
    elections |= {facet.value for facet in result.facets.get("election", ())}
    return names_of(
        session,
        bodies | set(asked.filters.get("body", ())),
        elections | set(asked.filters.get("election", ())),
    )


def _places(result: SearchResult) -> tuple[set[str], set[str]]:
    return {hit.body_id for hit in result.hits}, {hit.election_id for hit in result.hits}
