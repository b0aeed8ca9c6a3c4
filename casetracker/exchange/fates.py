"""What becomes of the rows of a journal, and on which terms they are imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from flask_babel import gettext as _

from casetracker.registry.models import Body

State = Literal["registered", "duplicate", "error"]
Texts = dict[str, str | None]


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row: the field, its heading in the file (None: the row as a whole), a sentence."""

    field: str
    column: str | None
    sentence: str


@dataclass(frozen=True)
class Fate:
    """What became of a row, or would; ``reference`` is its case, the earlier one for a duplicate."""

    row: int
    state: State
    reference: str | None = None
    problems: tuple[Problem, ...] = ()
    is_late: bool = False


@dataclass(frozen=True)
class Report:
    """What became of every row of a journal, and what of the file was not read."""

    fates: tuple[Fate, ...]
    unknown_columns: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()

    def count(self, state: State) -> int:
        """Return how many rows had this fate."""
        return sum(fate.state == state for fate in self.fates)


@dataclass(frozen=True)
class Terms:
    """On which terms a journal is imported.

    ``election`` and ``body`` (id or code) stand in where a row names none, and so do the ``fixed`` values
    of other fields; a row that names another election is refused. ``adjust`` may change the texts of a row
    before they are read. ``may_take`` tells for which bodies the actor may register.
    """

    actor: str
    election: str | None = None
    body: str | None = None
    adjust: Callable[[Texts], Texts] = field(default=lambda texts: texts)
    fixed: dict[str, str] = field(default_factory=dict)
    may_take: Callable[[Body], bool] = field(default=lambda body: True)

    def defaults(self) -> dict[str, str]:
        """Return what stands in for an empty cell."""
        named = {"election": self.election, "body": self.body}
        told = {name: value for name, value in named.items() if value}
        return {"channel": "import", **self.fixed, **told}


def outside_scope(body: str) -> str:
    """Return the sentence about a row whose body is not among those the actor works for."""
    return _(
        "“%(body)s” is neither your commission or court nor one below it. "
        "Give the row to those who may register there.",
        body=body,
    )
