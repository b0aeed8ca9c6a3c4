"""What the case room refuses, field by field, in the reader's language."""

from __future__ import annotations

from casetracker.registry.errors import InvalidInput

__all__ = ["DuplicateImport", "ImpossibleStep", "InvalidInput", "StaleCase"]


class ImpossibleStep(InvalidInput):
    """A step does not fit where the case stands; ``possible`` names the steps that do."""

    def __init__(self, reason: str, step: str, possible: tuple[str, ...]) -> None:
        self.reason, self.step, self.possible = reason, step, possible
        super().__init__({"_schema": [reason]})


class DuplicateImport(Exception):
    """The row was imported before; ``reference`` is the case that it became."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(reference)


class StaleCase(Exception):
    """Somebody else changed the case since it was read."""
