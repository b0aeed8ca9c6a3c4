"""Redaction: what must not become public, proposed for masking and refused when it is still there. PURE."""

from casetracker.publication.redaction.finding import (
    MASK,
    Leak,
    Private,
    leaks,
    looks_private,
    masked,
    propose,
)

__all__ = ["MASK", "Leak", "Private", "leaks", "looks_private", "masked", "propose"]
