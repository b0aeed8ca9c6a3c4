"""The passage of a text that shows why it was found, with the words found marked.

Pure functions; the result is escaped HTML.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from casetracker.search.analysis.beginnings import words_with
from casetracker.search.query import Group, Query
from casetracker.search.texts import Text

LENGTH = 280
_LEAD = 60
_ELLIPSIS = "…"
_NOTHING = Markup("")


Place = tuple[int, int]
"""A word's place in a query: the group, and the word of a phrase."""


@dataclass(frozen=True, slots=True)
class _Sought:
    """The stems asked for, and what those begin with that are asked for with an asterisk, with their places.

    Attributes:
        is_one_word: no passage holds more of it than the first that holds any.
    """

    whole: Mapping[str, Place]
    begun: Mapping[str, Place]
    is_one_word: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """A word of the text, and which of the words asked for it is: their places in the query."""

    start: int
    end: int
    asked: frozenset[Place]


def snippet(text: str, language: str, query: Query, length: int = LENGTH) -> Markup:
    """About `length` characters of the text around most of the words asked for, each in `<mark>`.

    Without any such word (a hit in the title alone, an empty query) it is the beginning of the text.
    """
    return _around(text, _found(text, language, query, length), length)


def _around(text: str, found: Sequence[_Found], length: int) -> Markup:
    start, end = _window(text, found, length)
    shown = [word for word in found if start <= word.start and word.end <= end]
    return _marked(text, start, end, shown)


def best_snippet(texts: Sequence[Text], query: Query, length: int = LENGTH) -> tuple[Markup, str]:
    """The snippet of the text that holds most of the words asked for, and that text's language."""
    if not texts:
        return _NOTHING, ""
    best, shown = texts[0], _found(texts[0].text, texts[0].language, query, length)
    for text in texts[1:]:
        if shown and _sought(query.wanted).is_one_word:
            break
        found = _found(text.text, text.language, query, length)
        if _distinct(found) > _distinct(shown):
            best, shown = text, found
    return _around(best.text, shown, length), best.language


def _distinct(found: Sequence[_Found]) -> int:
    return len(frozenset().union(*(word.asked for word in found)))


def _found(text: str, language: str, query: Query, length: int) -> list[_Found]:
    """The words of the text one of whose stems was asked for; of one word asked for, as far as is shown."""
    sought = _sought(query.wanted)
    whole, begun, found = sought.whole, sought.begun, list[_Found]()
    reach = length if sought.is_one_word else None
    for word, stems in words_with(text, language, whole.keys(), tuple(begun), reach):
        places = {whole[stem] for stem in stems if stem in whole}
        places |= {place for start, place in begun.items() if any(stem.startswith(start) for stem in stems)}
        found.append(_Found(word.start, word.end, frozenset(places)))
    return found


# Asked for each text of a page of hits.
@lru_cache(maxsize=64)
def _sought(wanted: tuple[Group, ...]) -> _Sought:
    whole: dict[str, Place] = {}
    begun: dict[str, Place] = {}
    for number, group in enumerate(wanted):
        for alternative in group:
            for place, stem in enumerate(alternative.stems):
                whole.setdefault(stem, (number, place))
            if alternative.prefix:
                begun.setdefault(alternative.stems[-1], (number, len(alternative.stems) - 1))
    is_one_word = len(wanted) == 1 and all(len(it.stems) == 1 for it in wanted[0])
    return _Sought(whole, begun, is_one_word)


def _window(text: str, found: Sequence[_Found], length: int) -> tuple[int, int]:
    """The part of the text to show: from a little before the word after which most different ones follow."""
    first, most, there_are = 0, 0, _distinct(found)
    for number, word in enumerate(found):
        if most == there_are:
            break
        last = word.start + length - _LEAD
        near = found[number : number + 50] if there_are > 1 else (word,)
        held = _distinct([other for other in near if other.end <= last])
        if held > most:
            first, most = word.start, held
    start = _at_blank(text, max(0, first - _LEAD)) if first > _LEAD else 0
    end = min(len(text), start + length)
    if end < len(text):
        end = max(text.rfind(" ", start + length // 2, end), start + length // 2)
    return start, max(end, *(w.end for w in found if w.start == first)) if most else end


def _at_blank(text: str, position: int) -> int:
    """The next beginning of a word, at most a lead away."""
    blank = text.find(" ", position, position + _LEAD)
    return position if blank < 0 else blank + 1


def _marked(text: str, start: int, end: int, found: Sequence[_Found]) -> Markup:
    pieces = [_ELLIPSIS if start else ""]
    position = start
    for word in found:
        pieces.append(escape(text[position : word.start]))
        pieces.append(f"<mark>{escape(text[word.start : word.end])}</mark>")
        position = word.end
    pieces.append(escape(text[position:end]))
    pieces.append(_ELLIPSIS if end < len(text) else "")
    # Every piece is escaped, or ours.
    return Markup("".join(pieces))  # noqa: S704  # nosec B704
