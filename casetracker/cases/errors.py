"""What the case room refuses, field by field, in the reader's language."""

from __future__ import annotations

from casetracker.registry.errors import InvalidInput

__all__ = ["DuplicateImport", "InvalidInput", "StaleCase"]


class DuplicateImport(Exception):
    """The row was imported before; ``reference`` is the case that it became."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(reference)


class StaleCase(Exception):
    """Somebody else changed the case since it was read."""
