"""What is refused, field by field, in the reader's language: here, and in the rooms above."""

from __future__ import annotations


class InvalidInput(Exception):
    """Input that cannot be recorded as it is: ``errors`` maps a field to its sentences."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{field}: {' '.join(texts)}" for field, texts in errors.items()))


class StaleElection(Exception):
    """Somebody else changed the election since it was read."""
