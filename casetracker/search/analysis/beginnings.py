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
# And what a Kazakh ending swallows: `бюллетень`, but `бюллетені`.
_SIGNS = f"[\u0300-\u036f{IGNORABLE}{APOSTROPHES}ьЬъЪ]*"
_SWALLOWED = str.maketrans("", "", "ьъ")
# The last sounds of a stem may be others than in the word: `орын` is in `орнында`, `кітап` in `кітабы`.
_UNSURE = 2
_ENGLISH_UNSURE = 3


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
    """Return what finds the beginnings of all parts of words that may have one of these stems.

    The first letter is looked for before what stands in front of it: a text is passed over quickly then.
    """
    beginnings = [_beginning(stem) for stem in sorted(stems) if stem]
    if not beginnings:
        return re.compile(r"(?!)")
    first = "".join(sorted({letter for letters, _rest in beginnings for letter in letters}))
    rests = "|".join(sorted({f"(?<=[{re.escape(letters)}]){rest}" for letters, rest in beginnings}))
    return re.compile(rf"[{re.escape(first)}](?<![^\W_].)(?:{rests})", re.DOTALL)


def _beginning(stem: str) -> tuple[str, str]:
    """Return the letters that a word with this stem may begin with, and a pattern of what follows."""
    if stem[0].isdigit():
        # A number may be written with zeros before it.
        return "0" + _typed(stem[0]), f"(?:{_MARKS}{_any_of(stem[0])})?" if stem[0] != "0" else ""
    letters = stem if stem.isascii() else stem.translate(_SWALLOWED)
    # English changes the second letter of a few words whose stems are short: dying is of die.
    is_short = len(letters) <= (_ENGLISH_UNSURE if stem.isascii() else _UNSURE)
    sure = 1 if is_short else max(2, len(letters) - _UNSURE)
    return _typed(letters[:1]), "".join(_SIGNS + _any_of(letter) for letter in letters[1:sure])


def _typed(letter: str) -> str:
    return _typed_as().get(letter) or "".join(sorted({letter, *letter.upper()}))


def _any_of(letter: str) -> str:
    return f"[{re.escape(_typed(letter))}]"


def words_with(
    text: str,
    language: str,
    whole: Collection[str],
    begun: tuple[str, ...] = (),
    reach: int | None = None,
) -> Iterator[tuple[Word, frozenset[str]]]:
    """Give the words of a text that have one of the stems, or one that begins like one of *begun*.

    With each word come those of its stems that were asked for, in a language that it may be read in. They
    are the words that
    ``analyser.words_with_language`` and ``stems`` would give, in the same order; with *reach*, none that
    begins more than so many characters behind the beginning of the first.
    """
    ends: list[int] | None = None
    position = 0
    pattern = pattern_of(frozenset((*whole, *begun)))
    candidates = pattern.finditer(text)
    while candidate := next(candidates, None):
        if candidate.start() < position:
            continue
        word = _word_at(text, candidate.start(), position)
        if word is None:
            continue
        position = word.end
        asked = {spoken: _asked(word.raw, spoken, whole, begun) for spoken in LANGUAGES}
        if not any(asked.values()):
            continue
        own = asked[language]
        # In which language a word is read matters only where it is found in one and not in another.
        if not all(asked.values()):
            ends = sentence_ends(text) if ends is None else ends
            own = asked[_spoken_at(text, ends, word.start, language)]
        if not own:
            continue
        yield word, own
        if reach is not None:
            # The rest of a long text is not looked through for what is not wanted.
            candidates, reach = pattern.finditer(text, word.end, word.start + reach), None


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
