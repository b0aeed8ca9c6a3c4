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
_ELLIPSIS = Markup("…")
_NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    stems: frozenset[str]


def snippet(text: str, language: str, query: Query, length: int = LENGTH) -> Markup:
    """About `length` characters of the text around most of the words asked for, each in `<mark>`.

    Without any such word (a hit in the title alone, an empty query) it is the beginning of the text.
    """
    return _around(text, _found(text, language, query), length)


def _around(text: str, found: Sequence[_Found], length: int) -> Markup:
    start, end = _window(text, found, length)
    shown = [word for word in found if start <= word.start and word.end <= end]
    return _marked(text, start, end, shown)


def best_snippet(texts: Sequence[Text], query: Query, length: int = LENGTH) -> tuple[Markup, str]:
    """The snippet of the text that holds most of the words asked for, and that text's language."""
    if not texts:
        return _NOTHING, ""
    found = [_found(text.text, text.language, query) for text in texts]
    best = max(range(len(texts)), key=lambda place: _distinct(found[place]))
    return _around(texts[best].text, found[best], length), texts[best].language


def _distinct(found: Sequence[_Found]) -> int:
    return len(frozenset().union(*(word.stems for word in found)))


def _found(text: str, language: str, query: Query) -> list[_Found]:
    """The words of the text one of whose stems was asked for."""
    alternatives = [alternative for group in query.wanted for alternative in group]
    whole = {stem for alternative in alternatives for stem in alternative.stems}
    begun = tuple(alternative.stems[-1] for alternative in alternatives if alternative.prefix)
    return [_Found(word.start, word.end, asked) for word, asked in words_with(text, language, whole, begun)]


def _window(text: str, found: Sequence[_Found], length: int) -> tuple[int, int]:
    """The part of the text to show: from a little before the word after which most different ones follow."""
    first = 0
    most = 0
    for number, word in enumerate(found):
        near = [other for other in found[number : number + 50] if other.end <= word.start + length - _LEAD]
        if _distinct(near) > most:
            first, most = word.start, _distinct(near)
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
    pieces = [_ELLIPSIS if start else _NOTHING]
    position = start
    for word in found:
        pieces.append(escape(text[position : word.start]))
        pieces.append(Markup("<mark>{}</mark>").format(text[word.start : word.end]))
        position = word.end
    pieces.append(escape(text[position:end]))
    pieces.append(_ELLIPSIS if end < len(text) else _NOTHING)
    return _NOTHING.join(pieces)
