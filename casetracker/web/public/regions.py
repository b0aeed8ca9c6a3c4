"""The names of regions on the public pages."""

from __future__ import annotations

from casetracker.labels.regions import REGIONS

__all__ = ["REGIONS", "region_name"]


def region_name(code: str) -> str:
    """Return the region's name in the reader's language; a code not in the list is shown as it is."""
    return str(REGIONS.get(code, code))
