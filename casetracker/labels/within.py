"""Words in the middle of a sentence, and at its beginning."""

from __future__ import annotations


def within_a_sentence(words: str) -> str:
    """Return words that begin a label as they stand within a sentence: with a small letter."""
    return words[:1].lower() + words[1:]


def at_the_beginning(words: str) -> str:
    """Return words that stand within a sentence as they begin a label: with a capital letter."""
    return words[:1].upper() + words[1:]
