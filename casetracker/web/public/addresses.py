"""The permanent addresses of cases, and how other ways to write them lead there."""

from __future__ import annotations

import re

# What references are made of; anything else was never given out and need not reach the database.
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*-\d{1,9}", re.ASCII)
IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


def slug_of(election: str, name: str) -> str | None:
    """Return the slug of ``2022-PRES``, ``CEC-0142``: ``2022-pres/cec-0142``; None when it cannot be one."""
    slug = f"{election}/{name}".lower()
    return slug if SLUG.fullmatch(slug) else None


def identifier_of(name: str) -> str | None:
    """Return the id that a body or an election may have; None when it cannot be one."""
    lowered = name.lower()
    return lowered if IDENTIFIER.fullmatch(lowered) else None
