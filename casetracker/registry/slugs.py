"""A reference in the addresses of pages, and back: one home for both ways."""

from __future__ import annotations


def slug_of(reference: str) -> str:
    """Return the path of a case's page: ``2022-PRES/CEC/0142`` becomes ``2022-pres/cec-0142``."""
    election, body, serial = reference.lower().split("/")
    return f"{election}/{body}-{serial}"


def reference_of(slug: str) -> str:
    """Return the reference as people write it: ``2022-pres/cec-0142`` becomes ``2022-PRES/CEC/0142``."""
    election, name = slug.upper().split("/")
    body, _dash, serial = name.rpartition("-")
    return f"{election}/{body}/{serial}"
