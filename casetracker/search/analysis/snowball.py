"""Russian and English stems by Snowball."""

from functools import lru_cache

import Stemmer

_RUSSIAN = Stemmer.Stemmer("russian")
_ENGLISH = Stemmer.Stemmer("english")


@lru_cache(maxsize=32_768)
def russian(word: str) -> str:
    """The Snowball stem of a normalised Russian word (ё is already е)."""
    return str(_RUSSIAN.stemWord(word))


@lru_cache(maxsize=32_768)
def english(word: str) -> str:
    """The Snowball (Porter 2) stem of a normalised English word."""
    return str(_ENGLISH.stemWord(word))
