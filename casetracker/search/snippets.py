"""The passage of a text that shows why it was found, with the words found marked.

Pure functions; the result is escaped HTML.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from casetracker.search.analysis.beginnings import words_with
from casetracker.search.query import Query
from casetracker.search.texts import Text

LENGTH = 280
_LEAD = 60
_ELLIPSIS = "…"
_NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class _Found:
    """A word of the text, and which of the words asked for it is: their places in the query."""

    start: int
    end: int
    asked: frozenset[tuple[int, int]]


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
        if shown and _is_one_word(query):
            break
        found = _found(text.text, text.language, query, length)
        if _distinct(found) > _distinct(shown):
            best, shown = text, found
    return _around(best.text, shown, length), best.language


def _distinct(found: Sequence[_Found]) -> int:
    return len(frozenset().union(*(word.asked for word in found)))


def _found(text: str, language: str, query: Query, length: int) -> list[_Found]:
    """The words of the text one of whose stems was asked for; of one word asked for, as far as is shown."""
    whole, begun = _places(query)
    one, found = _is_one_word(query), list[_Found]()
    for word, stems in words_with(text, language, whole.keys(), tuple(begun)):
        if one and found and word.start > found[0].start + length:
            break
        places = {whole[stem] for stem in stems if stem in whole}
        places |= {place for start, place in begun.items() if any(stem.startswith(start) for stem in stems)}
        found.append(_Found(word.start, word.end, frozenset(places)))
    return found


def _places(query: Query) -> tuple[dict[str, tuple[int, int]], dict[str, tuple[int, int]]]:
    """The stems asked for, and what those begin with that are asked for with an asterisk.

    With each comes its word's place in the query: the group, and the word of a phrase.
    """
    whole: dict[str, tuple[int, int]] = {}
    begun: dict[str, tuple[int, int]] = {}
    for number, group in enumerate(query.wanted):
        for alternative in group:
            for place, stem in enumerate(alternative.stems):
                whole.setdefault(stem, (number, place))
            if alternative.prefix:
                begun.setdefault(alternative.stems[-1], (number, len(alternative.stems) - 1))
    return whole, begun


def _is_one_word(query: Query) -> bool:
    """Whether a single word was asked for: no passage holds more of that than the first."""
    return len(query.wanted) == 1 and all(len(it.stems) == 1 for it in query.wanted[0])


def _window(text: str, found: Sequence[_Found], length: int) -> tuple[int, int]:
    """The part of the text to show: from a little before the word after which most different ones follow."""
    first, most, there_are = 0, 0, _distinct(found)
    for number, word in enumerate(found):
        if most == there_are:
            break
        near = [other for other in found[number : number + 50] if other.end <= word.start + length - _LEAD]
        if (held := _distinct(near)) > most:
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
