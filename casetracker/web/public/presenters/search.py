"""The search page: results, filters, orders, pages, and advice when there is nothing to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casetracker.labels.searching import LABELLED_FILTERS, SEARCH_FILTERS
from casetracker.search.leading import as_typed
from casetracker.search.ordering import Sort
from casetracker.search.queries import PAGE_SIZE, Facet, SearchResult
from casetracker.web.public.advice import Advice
from casetracker.web.public.presenters.results import hits
from casetracker.web.public.queries import Names
from casetracker.web.public.regions import region_name
from casetracker.web.public.search_request import (
    DEEPEST_PAGE,
    FILES,
    MOST_ROWS,
    SORTS,
    SearchRequest,
)
from casetracker.web.rendering import label, language

Shown = dict[str, Any]

# A group of one value narrows nothing; a very long one is cut, the most frequent values kept.
MOST_OPTIONS = 25
HIDDEN_GROUPS = ("body",)
# What is seldom asked for stands behind one heading.
SELDOM = ("stage", "timeliness", "complainant", "ground", "filed_late", "reasoned", "open_session")


def search_page(asked: SearchRequest, result: SearchResult, names: Names, advice: Advice | None) -> Shown:
    """Return what the search page shows; *advice* is there exactly when no hit is."""
    return {
        "asked": asked,
        "total": result.total,
        "hits": hits(result.hits, result.query, names),
        "advice": advice,
        "also": _also(asked),
        "page": result.page,
        "pages": min(result.pages, DEEPEST_PAGE),
        "reachable": DEEPEST_PAGE * PAGE_SIZE,
        "groups": _groups(result.facets, names),
        "keep": _kept_by_filters(asked),
        "kept_by_words": _kept_by_words(asked),
        "chosen": _chosen(asked, names),
        "subscribe_url": asked.subscription_address() if asked.finds_something else "",
        "files": _files(asked) if result.total else [],
        "most_rows": MOST_ROWS,
        "clear_url": asked.without_filters().address(),
        "orders": _orders(asked),
    }


def _orders(asked: SearchRequest) -> list[Shown]:
    """Return the orders to choose from: without words nothing matches best, and the newest stand first."""
    has_words = not asked.query.is_empty
    chosen = Sort.NEWEST if asked.sort is Sort.RELEVANCE and not has_words else asked.sort
    return [
        {"text": str(text), "href": asked.sorted_by(sort).address(), "is_chosen": sort is chosen}
        for sort, text in SORTS.items()
        if has_words or sort is not Sort.RELEVANCE
    ]


def _also(asked: SearchRequest) -> Shown | None:
    """What was searched for besides what was typed, and the search without it."""
    names = dict.fromkeys(name for word in asked.query.expanded for name in word.also)
    if not names:
        return None
    only = asked.saying(as_typed(asked.text))
    return {"words": ", ".join(names), "only": only.text, "href": only.address()}


def _files(asked: SearchRequest) -> list[Shown]:
    return [{"text": name, "href": asked.file_address(ending, language())} for ending, name in FILES.items()]


def _groups(facets: Mapping[str, Sequence[Facet]], names: Names) -> list[Shown]:
    shown = [name for name in SEARCH_FILTERS if name in facets and name not in HIDDEN_GROUPS]
    return [_group(name, facets[name], names) for name in shown if _is_useful(facets[name])]


def _is_useful(facets: Sequence[Facet]) -> bool:
    return len(facets) > 1 or any(facet.is_chosen for facet in facets)


def _group(name: str, facets: Sequence[Facet], names: Names) -> Shown:
    kept = [facet for place, facet in enumerate(facets) if place < MOST_OPTIONS or facet.is_chosen]
    if name == "year":
        kept.sort(key=lambda facet: facet.value, reverse=True)
    options = [
        {
            "value": facet.value,
            "text": _value_in_words(name, facet.value, names),
            "count": facet.count,
            "chosen": facet.is_chosen,
        }
        for facet in kept
    ]
    legend = str(SEARCH_FILTERS[name])
    return {"name": name, "legend": legend, "options": options, "is_seldom": name in SELDOM}


def _value_in_words(name: str, value: str, names: Names) -> str:
    if name in LABELLED_FILTERS:
        return label(LABELLED_FILTERS[name], value)
    if name == "election":
        return names.election(value, language())
    if name == "body":
        return names.body(value, language())
    return region_name(value) if name == "region" else value


def _chosen(asked: SearchRequest, names: Names) -> list[Shown]:
    return [
        {
            "text": f"{SEARCH_FILTERS[name]}: {_value_in_words(name, value, names)}",
            "href": asked.without(name, value).address(),
        }
        for name, values in asked.filters.items()
        for value in values
    ]


def _kept_by_filters(asked: SearchRequest) -> list[tuple[str, str]]:
    """What the filter form sends along: everything that it has no field for."""
    return [pair for pair in _pairs(asked) if pair[0] not in SEARCH_FILTERS or pair[0] in HIDDEN_GROUPS]


def _kept_by_words(asked: SearchRequest) -> list[tuple[str, str]]:
    """What the search box sends along: the filters and the order, so that only the words change."""
    return [pair for pair in _pairs(asked) if pair[0] != "q"]


def _pairs(asked: SearchRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in asked.arguments().items()
        for value in ([values] if isinstance(values, str) else values)
    ]
