"""How like two texts are, without reading either again: a small sketch of each, compared by index.

Pure. A text is cut into pairs of neighbouring words, each word by its beginning only, because endings
change in Kazakh and Russian. Of the hashes of all pairs the smallest are kept: texts that share many pairs
share many of those (a bottom-k sketch, as of MinHash).
"""

from __future__ import annotations

import hashlib
import re

from casetracker.registry.spelling import one_spelling

KEPT = 16
# As many of the kept pairs must be shared, and no fewer than so many of a short text.
SHARE, FEWEST = 0.3, 3
BEGINNING = 5
SHORTEST_WORD = 3
# A text this long says early enough what it is about.
MOST_WORDS = 3_000
WORD = re.compile(r"[^\W_]+")


def sketch(text: str) -> list[int]:
    """Return the sketch of a text: at most ``KEPT`` numbers, as a signed column of eight bytes holds them."""
    words = [
        word[:BEGINNING]
        for word in WORD.findall(one_spelling(text))[:MOST_WORDS]
        if len(word) >= SHORTEST_WORD or word.isdigit()
    ]
    pairs = {f"{first} {second}" for first, second in zip(words, words[1:], strict=False)}
    # Of a few dozen, sorting finds the smallest sooner than a heap.
    return sorted(map(_hashed, pairs))[:KEPT]


def needed(own: list[int]) -> int:
    """Return how many numbers of a sketch another must share to be called similar; 0 when it is too short."""
    return max(FEWEST, round(len(own) * SHARE)) if len(own) >= FEWEST else 0


def _hashed(pair: str) -> int:
    return int.from_bytes(hashlib.blake2b(pair.encode(), digest_size=8).digest(), "big", signed=True)
