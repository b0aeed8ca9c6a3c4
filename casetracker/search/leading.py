"""Other ways to say a search: only as it was typed, or in another language.

Pure functions. Texts in Kazakh and Russian are not translations of each other, so that the words of another
language are offered, never searched for by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

from casetracker.search.analysis.analyser import LANGUAGES, is_common
from casetracker.search.analysis.tokens import parts, words
from casetracker.search.query import PlainWord, parse, plain_words
from casetracker.search.synonyms import Meaning, synonyms


def as_typed(text: str) -> str:
    """Return the search in which no word leads to another: each that would stands in quotes.

    >>> as_typed("бақылаушы сот")
    '"бақылаушы" сот'
    """
    understood, found = plain_words(text)
    leading = [word for word in found if parse(word.typed).expanded]
    quoted = {word: " ".join(f'"{each.raw}"' for each in words(word.typed)) for word in leading}
    return _replaced(understood, quoted)


def in_other_languages(text: str) -> dict[str, str]:
    """Return the same search by language; nothing unless every word is known and stands by itself.

    >>> in_other_languages("жалоба наблюдателя")
    {'kk': 'шағым байқаушы', 'en': 'complaint observer'}
    """
    understood, found = plain_words(text)
    if _replaced(understood, dict.fromkeys(found, "")).strip():
        return {}
    telling = {word: meaning for word in found if not _is_common(word) for meaning in [_meaning(word)]}
    known = {word: meaning for word, meaning in telling.items() if meaning}
    if not known or len(known) < len(telling):
        return {}
    own = frozenset.intersection(*(meaning.languages for meaning in known.values()))
    said = {language: _said(known, language) for language in LANGUAGES}
    taken = {said[language] for language in own}
    return {
        language: text
        for language, text in said.items()
        if text and language not in own and text not in taken
    }


def _said(known: Mapping[PlainWord, Meaning], language: str) -> str:
    names = [meaning.names.get(language) for meaning in known.values()]
    return " ".join(_as_one(name) for name in names if name) if all(names) else ""


def _as_one(name: str) -> str:
    return f'"{name}"' if " " in name else name


def _meaning(word: PlainWord) -> Meaning | None:
    found = parts(word.typed)
    return synonyms().meaning(found[0]) if len(found) == 1 else None


def _is_common(word: PlainWord) -> bool:
    found = parts(word.typed)
    return all(is_common(part) for part in found)


def _replaced(text: str, by_word: Mapping[PlainWord, str]) -> str:
    for word in sorted(by_word, key=lambda word: word.start, reverse=True):
        text = text[: word.start] + by_word[word] + text[word.end :]
    return text
