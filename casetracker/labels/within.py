"""Labels in the middle of a sentence."""

from __future__ import annotations


def within_a_sentence(words: str) -> str:
    """Return words that begin a label as they stand within a sentence: with a small letter."""
    return words[:1].lower() + words[1:]
