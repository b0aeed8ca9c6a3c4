"""The stays that an address tells: ``stays.0.from``, ``stays.0.until`` and so on, row by row."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from casetracker.law import Stay
from casetracker.law.rules import GROUNDS
from casetracker.web.public.calculator.asking import Asked

MOST_STAYS = 5
PARTS = ("from", "until", "ground", "source")
FIELDS = tuple(f"stays.{row}.{part}" for row in range(MOST_STAYS) for part in PARTS)


def rows_to_show(asked: Asked) -> list[int]:
    """Return the rows that are filled, and one more to fill."""
    filled = filled_rows(asked)
    return list(range(min(MOST_STAYS, (filled[-1] if filled else -1) + 2)))


def filled_rows(asked: Asked) -> list[int]:
    """Return the rows in which something was typed; ``read_stays`` keeps their order."""
    return [row for row in range(MOST_STAYS) if any(asked.text(f"stays.{row}.{part}") for part in PARTS)]


def read_stays(asked: Asked) -> tuple[Stay, ...]:
    """Return the stays; what is missing or wrong in one is noted at its field."""
    return tuple(_stays(asked))


def _stays(asked: Asked) -> Iterator[Stay]:
    for row in filled_rows(asked):
        names = {part: f"stays.{row}.{part}" for part in PARTS}
        begins = asked.moment(names["from"])
        until = asked.moment(names["until"])
        ground, source = asked.one_of(names["ground"], GROUNDS), asked.text(names["source"])
        if begins is None:
            asked.demand(names["from"], _("Give the day on which the proceedings were stayed."))
        if ground is None:
            asked.demand(names["ground"], _("Choose why the proceedings were stayed."))
        if not source:
            asked.demand(names["source"], _("Name the document that stayed the proceedings."))
        if begins and ground:
            yield Stay(begins, ground, source, until)
