"""Where in a text words stand that may have certain stems: told by their first letters.

Pure functions. Stemming takes from the end of a word, so a word begins like its stem, whatever signs nobody
sees and whichever look-alike letters it was typed with. What is found here is analysed afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from casetracker.search.analysis.analyser import LANGUAGES, language_of, sentence_ends, stems
from casetracker.search.analysis.normalise import APOSTROPHES, IGNORABLE, normalise, script_twin, to_cyrillic
from casetracker.search.analysis.tokens import WORD, Word, words

# Letters of the languages that are searched, and those that are taken for them.
_LETTERS = [chr(code) for code in (*range(0x30, 0x250), *range(0x259, 0x276), *range(0x400, 0x530))]
# What vanishes from a word: signs nobody sees, marks of letters, apostrophes.
_MARKS = f"[\u0300-\u036f{IGNORABLE}{APOSTROPHES}]*"
# Stems of fewer letters may end in a sound that stood for another one in the word.
_SURE_LETTERS = 3


@lru_cache(maxsize=1)
def _typed_as() -> dict[str, str]:
    """Return, for each letter of a stem, every letter that it may have been in the text."""
    typed: dict[str, set[str]] = {}
    for letter in _LETTERS:
        plain = normalise(letter)
        for stands_for in (plain[:1], normalise(to_cyrillic(letter))[:1], (script_twin(plain) or "")[:1]):
            typed.setdefault(stands_for, set()).add(letter)
    for letter, variants in list(typed.items()):
        # Its mark may stand apart: и and a breve.
        base = unicodedata.normalize("NFD", letter)[:1]
        if base and base != letter:
            typed[letter] = variants | typed.get(base, set())
    return {letter: "".join(sorted(variants)) for letter, variants in typed.items()}


@lru_cache(maxsize=512)
def pattern_of(stems: frozenset[str]) -> re.Pattern[str]:
    """Return what finds the beginnings of all parts of words that may have one of these stems."""
    beginnings = {_beginning(stem) for stem in stems if stem}
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(beginnings)) or '(?!)'})")


def _beginning(stem: str) -> str:
    # English changes the second letter of a few short words: dying is of die.
    sure = 2 if len(stem) >= _SURE_LETTERS and not stem.isascii() else 1
    zeros = f"(?:0{_MARKS})*" if stem[0].isdigit() else ""
    return zeros + _MARKS.join(_any_of(letter) for letter in stem[:sure])


def _any_of(letter: str) -> str:
    variants = _typed_as().get(letter) or "".join({letter, *letter.upper()})
    return f"[{re.escape(variants)}]"


def words_with(
    text: str, language: str, whole: Collection[str], begun: tuple[str, ...] = ()
) -> Iterator[tuple[Word, frozenset[str]]]:
    """Give the words of a text that have one of the stems, or one that begins like one of *begun*.

    With each word come those of its stems that were asked for. They are the words that
    ``analyser.words_with_language`` and ``stems`` would give, in the same order.
    """
    ends: list[int] | None = None
    position = 0
    for candidate in pattern_of(frozenset((*whole, *begun))).finditer(text):
        if candidate.start() < position:
            continue
        word = _word_at(text, candidate.start(), position)
        if word is None:
            continue
        position = word.end
        asked = {spoken: _asked(word.raw, spoken, whole, begun) for spoken in LANGUAGES}
        if not any(asked.values()):
            continue
        ends = sentence_ends(text) if ends is None else ends
        own = asked[_spoken_at(text, ends, word.start, language)]
        if own:
            yield word, own


def _asked(raw: str, language: str, whole: Collection[str], begun: tuple[str, ...]) -> frozenset[str]:
    own = stems(raw, language)
    return frozenset(stem for stem in own if stem in whole or (begun and stem.startswith(begun)))


def _spoken_at(text: str, ends: Sequence[int], place: int, language: str) -> str:
    """Return the language of the sentence that a place lies in."""
    number = bisect_right(ends, place)
    start = ends[number - 1] if number else 0
    end = ends[number] if number < len(ends) else len(text)
    return language_of(list(words(text[start:end])), language)


def _word_at(text: str, place: int, after: int) -> Word | None:
    """Return the word that a place lies in, from its own beginning on."""
    start = place
    while start > after and not text[start - 1].isspace():
        start -= 1
    for match in WORD.finditer(text, start):
        if match.end() > place:
            return Word(match.group(), match.start(), match.end()) if match.start() <= place else None
    return None
