"""The register of bodies and the elections, as the product ships them."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from casetracker.registry.loading import load_bodies, load_elections
from casetracker.registry.reading import read_bodies, read_elections
from config.settings import CONFIG_DIR

ASTANA = "kz-rec-astana"
PRECINCT_372 = "kz-pec-astana-372"
CENTRAL = "kz-cec"
PRESIDENTIAL = "2022-pres"


@cache
def _records() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return read_bodies(CONFIG_DIR / "bodies"), read_elections(CONFIG_DIR / "elections")


def create_registry(session: Session) -> None:
    """Store every body and election of ``config/``."""
    bodies, elections = _records()
    load_bodies(session, bodies)
    load_elections(session, elections)
