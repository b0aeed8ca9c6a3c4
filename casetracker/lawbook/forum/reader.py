"""What the entries of the forum guide may refer to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from casetracker.law import Citation, Procedure, Rule
from casetracker.law.calendar import Texts
from casetracker.law.forum import Choice, ForumBody, NextStep
from casetracker.lawbook.editions import citations_of
from casetracker.lawbook.shape import Findings, WrongEntryError, choices, civil_date, one_of
from casetracker.lawbook.shared import Shared

EVERYONE = "everyone"
"""Stands for every slug of a list."""
Made = TypeVar("Made")


@dataclass(frozen=True)
class Item:
    """An entry of a section, the file it stands in, and the day on which somebody read the law for it."""

    file: str
    entry: Any
    read_on: object


@dataclass
class Reader:
    """The guide as far as it was read; each section may refer to those before it."""

    shared: Shared
    rules: Mapping[str, Rule]
    procedures: Mapping[str, Procedure]
    found: Findings
    sections: Mapping[str, Mapping[str, Item]]
    texts: dict[str, Texts] = field(default_factory=dict)
    against: dict[str, Texts] = field(default_factory=dict)
    complainants: dict[str, Texts] = field(default_factory=dict)
    elections: dict[str, Texts] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    contested: dict[str, Choice] = field(default_factory=dict)
    bodies: dict[str, ForumBody] = field(default_factory=dict)
    steps: dict[str, NextStep] = field(default_factory=dict)

    def made(self, section: str, make: Callable[[str, Any, object], Made]) -> dict[str, Made]:
        """Return what the entries of a section say, by slug; problems go to ``found``."""
        made: dict[str, Made] = {}
        for slug, item in self.sections.get(section, {}).items():
            with self.found.entry(f"{item.file}: {slug}", item.entry):
                made[slug] = make(slug, item.entry, item.read_on)
        return made

    def calling(self, make: Callable[[Reader, str, Any, object], Made]) -> Callable[[str, Any, object], Made]:
        """Return a maker of entries that is given this reader."""
        return lambda slug, entry, read_on: make(self, slug, entry, read_on)

    def text(self, value: object, key: str) -> Texts:
        """Return a text of the guide by its name, a shared term, or the text written in place."""
        if isinstance(value, str) and value in self.texts:
            return self.texts[value]
        return self.shared.terms.text(value, key)

    def text_or_none(self, entry: Mapping[str, Any], key: str) -> Texts | None:
        """Return the text of a key that may be absent."""
        return self.text(entry[key], key) if key in entry else None

    def slugs(self, value: object, allowed: Collection[str], key: str) -> tuple[str, ...]:
        """Return a list of slugs in which names of groups stand for their members."""
        listed = choices(value, {*allowed, *self.groups, EVERYONE}, key)
        spread = [slug for name in listed for slug in self._members(name, allowed)]
        for slug in spread:
            one_of(slug, allowed, key)
        return tuple(dict.fromkeys(spread))

    def _members(self, name: str, allowed: Collection[str]) -> Iterable[str]:
        return allowed if name == EVERYONE else self.groups.get(name, (name,))

    def cited(self, entry: Mapping[str, Any], read_on: object) -> tuple[Citation, ...]:
        """Return the places in the law that an entry cites; none when it cites nothing."""
        if "cite" not in entry:
            return ()
        return citations_of(entry["cite"], {"read_on": read_on}, self.shared.acts)

    def rule(self, value: object, key: str) -> str:
        """Return the id of a rule that exists."""
        if not isinstance(value, str) or value not in self.rules:
            raise WrongEntryError(f"is '{value}'; there is no rule of that id.", key)
        return value


def first_and_last(entry: Mapping[str, Any]) -> tuple[date, date]:
    """Return the days ``from`` and ``to`` of an entry, without limit where it names none."""
    first = civil_date(entry["from"], "from") if "from" in entry else date.min
    last = civil_date(entry["to"], "to") if "to" in entry else date.max
    if last < first:
        raise WrongEntryError("lies before 'from'.", "to")
    return first, last
