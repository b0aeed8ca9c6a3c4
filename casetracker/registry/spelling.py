"""Words of names in one spelling: a body is found however its name is typed, alike on every database."""

from __future__ import annotations

import re
import unicodedata

# Keyboards without Kazakh letters are the rule in offices; ё is written or not as one likes.
ONE_SPELLING = str.maketrans("ёәғқңөұүһі", "еагкноуухи")
WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 12


def one_spelling(text: str) -> str:
    """Return a text in small letters, with Kazakh letters as Russian ones."""
    return unicodedata.normalize("NFKC", text).casefold().translate(ONE_SPELLING)


def spelt_words(text: str) -> list[str]:
    """Return the words of a text, each once: small letters and digits, Kazakh letters as Russian ones."""
    return list(dict.fromkeys(WORD.findall(one_spelling(text))))[:MOST_WORDS]


def folded_words(*texts: str) -> str:
    """Return every word of some texts, once, with a space before and after each: what is searched in."""
    return f" {' '.join(dict.fromkeys(WORD.findall(one_spelling(' '.join(texts)))))} "
