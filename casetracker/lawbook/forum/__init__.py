"""Read the forum guide: files of one shape in ``law/<country>/forum/``, which together make up one guide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from casetracker.law import Procedure, Rule
from casetracker.law.forum import Guide, When
from casetracker.lawbook.forum import entries
from casetracker.lawbook.forum.reader import Item, Reader
from casetracker.lawbook.shape import Findings, WrongEntryError, keyed, opened, three_texts
from casetracker.lawbook.shared import Shared

__all__ = ["SECTIONS", "read_forum"]

SECTIONS = (
    *("texts", "against", "complainants", "elections", "groups"),
    *("contested", "bodies", "steps", "routes", "notes", "dead_ends"),
)


def read_forum(
    folder: Path,
    shared: Shared,
    rules: Mapping[str, Rule],
    procedures: Mapping[str, Procedure],
    found: Findings,
) -> Guide:
    """Return the guide that the files of a folder make up; empty where there is no such folder."""
    if not folder.is_dir():
        return Guide()
    read = Reader(shared, rules, procedures, found, _sections(folder, found))
    for section, known in (
        ("texts", read.texts),
        ("against", read.against),
        ("complainants", read.complainants),
        ("elections", read.elections),
    ):
        known.update(read.made(section, lambda _slug, entry, _read_on: three_texts(entry, "")))
    read.groups.update(read.made("groups", entries.read_group))
    read.contested.update(read.made("contested", read.calling(entries.read_choice)))
    read.bodies.update(read.made("bodies", read.calling(entries.read_body)))
    read.steps.update(read.made("steps", read.calling(entries.read_step)))
    guide = Guide(
        contested=read.contested,
        against=read.against,
        complainants=read.complainants,
        elections=read.elections,
        routes=tuple(read.made("routes", read.calling(entries.read_route)).values()),
        notes=tuple(read.made("notes", read.calling(entries.read_note)).values()),
        dead_ends=tuple(read.made("dead_ends", read.calling(entries.read_dead_end)).values()),
    )
    _check_last_word(folder, guide, found)
    return guide


def _sections(folder: Path, found: Findings) -> dict[str, dict[str, Item]]:
    """Return the entries of every file by section and slug; a slug may stand in one file only."""
    sections: dict[str, dict[str, Item]] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = found.name(path)
        data = opened(path, found, ("read_on",), SECTIONS) or {}
        for section, slug, entry in _listed(file, data, found):
            known = sections.setdefault(section, {})
            with found.entry(f"{file}: {slug}", entry):
                if slug in known:
                    raise WrongEntryError(f"the name is already taken in {known[slug].file}.")
                known[slug] = Item(file, entry, data["read_on"])
    return sections


def _listed(file: str, data: Mapping[str, Any], found: Findings) -> Iterator[tuple[str, str, Any]]:
    for section in SECTIONS:
        with found.entry(file, data):
            for slug, entry in keyed(data.get(section, {}), section).items():
                yield section, slug, entry


def _check_last_word(folder: Path, guide: Guide, found: Findings) -> None:
    """Demand an answer for the question that nothing else answers."""
    if not guide.dead_ends or guide.dead_ends[-1].when != When():
        demand = "the last of dead_ends must hold for every question; give it 'when: {}'."
        found.problems.append(f"{found.name(folder)}: {demand}")
