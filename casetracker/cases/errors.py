"""What the case room refuses, field by field, in the reader's language."""

from __future__ import annotations


class InvalidInput(Exception):
    """Input that cannot be recorded as it is: ``errors`` maps a field to its sentences."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{field}: {' '.join(texts)}" for field, texts in errors.items()))


class DuplicateImport(Exception):
    """The row was imported before; ``reference`` is the case that it became."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(reference)


class StaleCase(Exception):
    """Somebody else changed the case since it was read."""
