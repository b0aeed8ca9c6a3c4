"""Grounds on which a complaint is not examined, and the articles that they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from casetracker.law.rules import Citation

GroundMark = Literal["verified", "inference"]


@dataclass(frozen=True)
class GroundBasis:
    """What a ground rests on before some kinds of body.

    Attributes:
        ground: a slug of the grounds of inadmissibility.
        mark: whether the text of the law names the ground for such a body, or it is concluded.
        valid_to: the last day for which the text was read.
    """

    ground: str
    bodies: tuple[str, ...]
    citations: tuple[Citation, ...]
    mark: GroundMark
    valid_from: date
    valid_to: date

    def to_dicts(self, on: date) -> list[dict[str, object]]:
        """Return JSON-able citations as of a day; what was not read for that day is concluded."""
        mark = self.mark if on <= self.valid_to else "inference"
        return [citation.to_dict() | {"mark": mark} for citation in self.citations]


def bases_before(bases: Iterable[GroundBasis], body_kind: str, on: date) -> dict[str, GroundBasis]:
    """Return by ground what it rests on before a kind of body on a day."""
    return {basis.ground: basis for basis in bases if body_kind in basis.bodies and basis.valid_from <= on}
