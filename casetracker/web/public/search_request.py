"""What a search address asks for, read without ever failing: what is not understood is told and left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from casetracker import labels
from casetracker.labels.searching import LABELLED_FILTERS, SEARCH_FILTERS
from casetracker.search.analysis.normalise import without_ignorable
from casetracker.search.queries import Sort
from casetracker.search.query import LONGEST_QUERY, Query, Reason, parse
from casetracker.web.public.queries import Names
from casetracker.web.public.regions import REGIONS

DEEPEST_PAGE = 50
# Of what is found, so much stands in a file.
MOST_ROWS = 10_000
FILES = {"atom": "Atom", "csv": "CSV", "xlsx": "XLSX", "json": "JSON"}
MOST_VALUES = 40
LONGEST_SHOWN = 60
PLACE_FILTERS = ("election", "body")
SORTS: dict[Sort, LazyString] = {
    Sort.RELEVANCE: _l("Best match"),
    Sort.NEWEST: _l("Newest first"),
    Sort.OLDEST: _l("Oldest first"),
    Sort.DEADLINE: _l("Next time limit first"),
}
YEARS = frozenset(str(year) for year in range(1991, 2100))
_PAGE = re.compile(r"\d{1,6}", re.ASCII)

Filters = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class SearchRequest:
    """A search as it was understood; ``notices`` tell what was not."""

    text: str
    query: Query
    filters: Filters
    sort: Sort
    page: int
    notices: tuple[str, ...]

    @property
    def is_too_deep(self) -> bool:
        """Whether the page lies beyond what can be leafed through."""
        return self.page > DEEPEST_PAGE

    @property
    def finds_something(self) -> bool:
        """Whether something can ever be found: what was typed is searchable, or nothing was typed."""
        return not self.query.is_empty or self.query.reason is Reason.NOTHING_TYPED

    def arguments(self) -> dict[str, str | list[str]]:
        """Return the arguments of the address that asks for the same, from its first page on."""
        given: dict[str, str | list[str]] = {"q": self.text} if self.text else {}
        given |= {name: list(values) for name, values in self.filters.items()}
        return given | ({"sort": str(self.sort)} if self.sort is not Sort.RELEVANCE else {})

    def address(self) -> str:
        """Return the address of the first page of this search."""
        return url_for("public.search_cases", **self.arguments())  # type: ignore[arg-type]

    def file_address(self, ending: str, spoken: str) -> str:
        """Return the address of what this search finds as a file or a feed, in a language."""
        given = self.arguments()
        return url_for("public.search_file", ending=ending, **given, lang=spoken)  # type: ignore[arg-type]

    def subscription_address(self) -> str:
        """Return the address of the page on which one subscribes to this search."""
        return url_for("subscriptions.subscribe", **self.arguments())  # type: ignore[arg-type]

    def without(self, name: str, value: str) -> SearchRequest:
        """Return the same search with one filter taken away."""
        left = tuple(kept for kept in self.filters[name] if kept != value)
        others = {key: values for key, values in self.filters.items() if key != name}
        return replace(self, filters=others | ({name: left} if left else {}))

    def without_filters(self) -> SearchRequest:
        """Return the same words without any filter."""
        return replace(self, filters={})

    def cleared(self) -> SearchRequest:
        """Return a search for everything, filters and order kept."""
        return replace(self, text="")

    def saying(self, text: str) -> SearchRequest:
        """Return a search for other words, filters and order kept."""
        return replace(self, text=text, query=parse(text))

    def sorted_by(self, sort: Sort) -> SearchRequest:
        """Return the same search in another order."""
        return replace(self, sort=sort)


def read_search(arguments: MultiDict[str, str], names: Names) -> SearchRequest:
    """Return what the arguments of an address ask for; *names* are the elections and bodies that exist."""
    typed = arguments.get("q", "")
    query = parse(typed)
    filters, unknown = _filters(arguments, names)
    sort, bad_sort = _sort(arguments.get("sort", ""))
    page, bad_page = told_page(arguments)
    notices = (*_query_notices(query), *unknown, *bad_sort, *bad_page)
    return SearchRequest(visible(typed)[:LONGEST_QUERY], query, filters, sort, page, notices)


def read_page(arguments: MultiDict[str, str]) -> int:
    """Return the page of a list that has no words and filters; the first one for what is not a page."""
    page, _notices = told_page(arguments)
    return min(page, DEEPEST_PAGE)


def told_page(arguments: MultiDict[str, str]) -> tuple[int, list[str]]:
    """Return the page that is asked for, and what was wrong with it: the first one then."""
    wish = arguments.get("page", "")
    if not wish:
        return 1, []
    if _PAGE.fullmatch(wish) and int(wish) > 0:
        return int(wish), []
    return 1, [_("The page in the address is not a number from 1 on, so this is the first page.")]


def left_out(legend: str, value: str) -> str:
    """Return the sentence about a value that a filter does not have."""
    return _(
        "The filter “%(name)s” has no value “%(value)s”, so it was left out.",
        name=legend,
        value=visible(value)[:LONGEST_SHOWN],
    )


def visible(text: str) -> str:
    """Return the text in one line without control characters and direction marks: they garble a page."""
    shown = "".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text)
    return without_ignorable(shown).strip()


def _query_notices(query: Query) -> Iterator[str]:
    if query.shortened:
        yield _("Your search was very long. Only its first words were searched for.")
    if query.short_wildcard:
        yield _("An asterisk needs at least three letters before it, so it was left out.")


def _filters(arguments: MultiDict[str, str], names: Names) -> tuple[Filters, list[str]]:
    allowed = _allowed(names)
    chosen: dict[str, tuple[str, ...]] = {}
    notices = []
    for name, legend in SEARCH_FILTERS.items():
        given = [value for value in dict.fromkeys(arguments.getlist(name)[:MOST_VALUES]) if value]
        known = tuple(value for value in given if value in allowed[name])
        chosen |= {name: known} if known else {}
        notices += [left_out(str(legend), value) for value in given if value not in allowed[name]]
    return chosen, notices


def _allowed(names: Names) -> dict[str, Container[str]]:
    places = {"election": names.elections, "body": names.bodies, "region": REGIONS, "year": YEARS}
    return places | {name: labels.KINDS[kind] for name, kind in LABELLED_FILTERS.items()}


def _sort(wish: str) -> tuple[Sort, list[str]]:
    if not wish or wish in list(Sort):
        return Sort(wish or Sort.RELEVANCE), []
    return Sort.RELEVANCE, [_("This order is not known, so the best match comes first.")]
