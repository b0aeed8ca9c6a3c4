"""The one analysis of text: the same stems for SQLite, PostgreSQL, queries and highlighting.

Pure functions. Text in several languages is the rule here, so the language of a word is decided word by
word where its letters tell it (Kazakh letters, Latin letters), then by its sentence, then by the declared
language of the text.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from casetracker.search.analysis import kazakh, snowball
from casetracker.search.analysis.normalise import script_twin
from casetracker.search.analysis.stopwords import ANY_STOP_WORD, STOP_WORDS
from casetracker.search.analysis.tokens import Word, parts, words

# Stored with each row; a change of any rule, list or lexicon of this package, or of what is indexed, needs a
# new one and a re-index.
ANALYSER_VERSION = "4"

LANGUAGES = ("kk", "ru", "en")

_KAZAKH_LETTER = re.compile("[әғқңөұүһі]")
_KAZAKH_LETTER_RAW = re.compile("[әғқңөұүһіƏəӘҒҚҢӨҰҮҺІ]")
# It begins with the few signs that may end a sentence: a text is passed over quickly then.
_SENTENCE_END = re.compile(r"[.!?;\n](?:(?<!\n)\s+(?=[^\W\d_a-zа-яёәғқңөұүһі])|(?<=\n)\s*\n)")
# Five words in a row without one Kazakh letter are hardly Kazakh; below that nothing can be said.
_WORDS_TO_TELL = 5


def analyse(text: str, language: str) -> list[str]:
    """The stems of a text in order, without stop words; `language` (kk, ru, en) is that of most of it."""
    return [stem for word, spoken in words_with_language(text, language) for stem in stems(word.raw, spoken)]


def words_with_language(text: str, language: str) -> Iterator[tuple[Word, str]]:
    """Every word of the text with the language it is to be read in."""
    start = 0
    for end in [*sentence_ends(text), len(text)]:
        found = list(words(text, start, end))
        spoken = language_of(found, language)
        for word in found:
            yield word, spoken
        start = end


def sentence_ends(text: str) -> list[int]:
    """Where the sentences of a text end, but for the last."""
    return [match.end() for match in _SENTENCE_END.finditer(text)]


def language_of(sentence: list[Word], declared: str) -> str:
    """A Russian quotation in a Kazakh decision is Russian, and the other way round."""
    if len(sentence) < _WORDS_TO_TELL:
        return declared
    kazakh_words = sum(1 for word in sentence if _KAZAKH_LETTER_RAW.search(word.raw))
    if declared == "kk" and not kazakh_words:
        return "ru"
    if declared != "kk" and kazakh_words * 3 >= len(sentence):
        return "kk"
    return declared


@lru_cache(maxsize=32_768)
def stems(raw: str, language: str) -> tuple[str, ...]:
    """The stems of one word as it stands in a text of the language; none for a stop word."""
    common = STOP_WORDS[language]
    return tuple(stem_of(part, language) for part in parts(raw) if part not in common)


def stem_of(part: str, language: str) -> str:
    """The stem of one normalised part; letters that only one language has overrule `language`."""
    if part[0].isdigit():
        return part
    if part.isascii():
        return snowball.english(part)
    if language == "kk" or _KAZAKH_LETTER.search(part):
        return kazakh.stem(part)
    return snowball.russian(part)


@lru_cache(maxsize=10_000)
def query_variants(word: str) -> tuple[str, ...]:
    """All stems under which one normalised word of a query may be indexed, each once.

    Who searches says no language, so a word is read as Kazakh and as Russian unless its letters decide; a
    word that looks the same in Latin and Cyrillic letters (`CEC`) is tried in both.
    """
    twin = script_twin(word)
    spellings = (word,) if twin is None else (word, twin)
    found = [reading for s in spellings for language in LANGUAGES for reading in _readings(s, language)]
    return tuple(dict.fromkeys(found))


def _readings(word: str, language: str) -> tuple[str, ...]:
    likeliest = stem_of(word, language)
    if language == "kk" and not word.isascii() and not word[0].isdigit():
        return kazakh.readings(word)
    return (likeliest,)


def is_common(word: str) -> bool:
    """Whether a normalised word is a stop word of any language, so that a query without it asks the same."""
    return word in ANY_STOP_WORD
