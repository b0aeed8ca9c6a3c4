"""Fields that stand in several tables of a dump, each told in one place, and what is told of lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from casetracker.exchange.opendata.fields import Field, instant, text

REGION = text("region", "KATO code of the region; empty for the whole country.")
FIRST_PUBLISHED = instant("published_at", "When it was first published.", must=True)
PLACE_REFERS = (("election", "elections", "id"), ("body", "bodies", "id"))
NAMES = tuple(
    text(f"name_{code}", f"Name in {language}.", must=True)
    for code, language in (("kk", "Kazakh"), ("ru", "Russian"), ("en", "English"))
)


def case_reference(fill: Callable[[Any], Any] | None = None) -> Field:
    """Return the field that names the case of a row."""
    return text("case", "Reference of the case.", fill, must=True)


def place(body: str) -> tuple[Field, ...]:
    """Return the fields of the place of a row; *body* says whose id the body is."""
    return (
        text("election", "Id of the election.", lambda row: row.election_id, must=True),
        text("body", body, lambda row: row.body_id, must=True),
        text("body_level", "Level of that body (slug).", must=True),
        REGION,
    )


def only(name: str, parts: Sequence[str]) -> Callable[[Any], list[dict[str, Any]]]:
    """Return how a list of a row is told: these parts of its items and no other, whatever else they hold."""

    def fill(row: Any) -> list[dict[str, Any]]:
        return [{part: item[part] for part in parts if part in item} for item in getattr(row, name)]

    return fill
