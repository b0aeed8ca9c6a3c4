"""Read ``grounds.yaml``: a country may have none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from casetracker.law.grounds import GroundBasis, GroundMark
from casetracker.law.procedures import BODY_KINDS
from casetracker.lawbook.editions import citations_of
from casetracker.lawbook.shape import (
    Findings,
    WrongEntryError,
    check_keys,
    choices,
    civil_date,
    entries,
    one_of,
    opened,
    plain_text,
)
from casetracker.lawbook.shared import Shared

DATES = ("read_on", "valid_from", "valid_to")
MARKS = ("verified", "inference")


def read_grounds(path: Path, shared: Shared, found: Findings) -> tuple[GroundBasis, ...]:
    """Return what each ground rests on; empty where there is no such file."""
    if not path.is_file():
        return ()
    file, data = found.name(path), opened(path, found, ("defaults", "grounds"))
    bases: list[GroundBasis] = []
    if data is None:
        return ()
    with found.entry(file, data):
        defaults = check_keys(data["defaults"], DATES)
        for number, entry in enumerate(entries(data["grounds"], "grounds")):
            with found.entry(f"{file}: grounds[{number}]", entry):
                basis = _basis(entry, defaults, shared)
                _refuse_second(basis, bases)
                bases.append(basis)
    return tuple(bases)


def _basis(entry: Any, defaults: Mapping[str, Any], shared: Shared) -> GroundBasis:
    check_keys(entry, ("ground", "bodies", "mark", "cite"), ("valid_from", "valid_to"))
    told = {**defaults, **entry}
    return GroundBasis(
        ground=plain_text(entry["ground"], "ground"),
        bodies=choices(entry["bodies"], BODY_KINDS, "bodies"),
        citations=citations_of(entry["cite"], told, shared.acts),
        mark=cast(GroundMark, one_of(entry["mark"], MARKS, "mark")),
        valid_from=civil_date(told["valid_from"], "valid_from"),
        valid_to=civil_date(told["valid_to"], "valid_to"),
    )


def _refuse_second(basis: GroundBasis, bases: list[GroundBasis]) -> None:
    for known in bases:
        if known.ground == basis.ground and set(known.bodies) & set(basis.bodies):
            raise WrongEntryError(f"'{basis.ground}' stands here twice for the same body.", "ground")
