"""What to do when a search shows no hit: never a page without a way on."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casetracker.search.query import Reason
from casetracker.web.public.finding import Found
from casetracker.web.public.search_request import DEEPEST_PAGE, SearchRequest
from casetracker.web.rendering import fmt_number

REASONS = {
    Reason.NO_WORDS: _l("There is no word or number in your search. Type what the decision is about."),
    Reason.ONLY_COMMON_WORDS: _l(
        "Your search has only words that stand in almost every text. Add a word that tells what it is about."
    ),
    Reason.ONLY_EXCLUDED: _l(
        "Your search says only what to leave out. Add a word, without a minus, that must be there."
    ),
}


@dataclass(frozen=True)
class Advice:
    """A heading and sentences that say why nothing is shown, and links that lead on."""

    heading: str
    sentences: tuple[str, ...]
    actions: tuple[dict[str, str], ...]


def advise(asked: SearchRequest, found: Found) -> Advice | None:
    """Return the advice, or None when there are hits to show."""
    if asked.is_too_deep:
        return _too_deep(asked)
    if found.result.total:
        return None if found.result.hits else _beyond_the_last(asked, found)
    if asked.query.reason in REASONS:
        return Advice(_("Nothing could be searched for"), (str(REASONS[asked.query.reason]),), _clear(asked))
    if asked.query.is_empty and not asked.filters:
        return Advice(
            _("Nothing is published yet"), (_("The first published decision will appear here."),), ()
        )
    return _nothing_found(asked, found)


def other_spelling(found: Found) -> dict[str, str] | None:
    """Return the link to the search as it was probably meant, in words; None when nothing better is known."""
    if found.proposal is None:
        return None
    meant = found.proposal.asked
    text = _(
        "Did you mean “%(words)s”? Found: %(count)s",
        words=meant.text,
        count=fmt_number(found.proposal.total),
    )
    return {"href": meant.address(), "text": text}


def other_languages(found: Found) -> list[dict[str, str]]:
    """Return the links to the same search in the other languages, in words."""
    return [
        {"href": other.address(), "text": other.text, "language": spoken}
        for spoken, other in found.elsewhere.items()
    ]


def _too_deep(asked: SearchRequest) -> Advice:
    sentence = _(
        "Only the first %(pages)s pages of a result can be leafed through. Nobody finds a decision "
        "that far back: add a word or choose a filter, and the result becomes short.",
        pages=fmt_number(DEEPEST_PAGE),
    )
    return Advice(_("This page lies too deep"), (sentence,), (_first_page(asked),))


def _beyond_the_last(asked: SearchRequest, found: Found) -> Advice:
    sentence = _("The result has %(pages)s pages.", pages=fmt_number(found.result.pages))
    return Advice(_("There is no such page"), (sentence,), (_first_page(asked),))


def _nothing_found(asked: SearchRequest, found: Found) -> Advice:
    words = found.evidence.words if found.evidence else ()
    sentences = tuple(_word_sentence(word, count) for word, count in words)
    if sentences and all(count for _word, count in words):
        sentences += (_("Each word occurs, but no published text holds all of them. Leave one out."),)
    heading = _("No published decision or case was found")
    return Advice(heading, sentences, (*_unfiltered(asked, found), *_clear(asked)))


def _word_sentence(word: str, count: int) -> str:
    if not count:
        return _("The word “%(word)s” occurs in no published text in any of its forms.", word=word)
    return _("The word “%(word)s” alone finds: %(count)s.", word=word, count=fmt_number(count))


def _unfiltered(asked: SearchRequest, found: Found) -> tuple[dict[str, str], ...]:
    if not found.evidence or not found.evidence.unfiltered:
        return ()
    text = _("Search without filters: %(count)s found", count=fmt_number(found.evidence.unfiltered))
    return ({"href": asked.without_filters().address(), "text": text},)


def _first_page(asked: SearchRequest) -> dict[str, str]:
    return {"href": asked.address(), "text": _("Go to the first page of this search")}


def _clear(asked: SearchRequest) -> tuple[dict[str, str], ...]:
    everything = asked.without_filters().cleared()
    return ({"href": everything.address(), "text": _("Show everything that is published, newest first")},)
