"""What every file of one country may refer to: its acts, its terms, its disputes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from casetracker.law import Act, Dispute
from casetracker.law.rules import DisputeWhen
from casetracker.lawbook.located import line_of
from casetracker.lawbook.shape import (
    LANGUAGES,
    Findings,
    check_keys,
    each,
    keyed,
    one_of,
    opened,
    three_texts,
    web_address,
)

ACTS, TERMS, DISPUTES = "acts.yaml", "terms.yaml", "disputes.yaml"
DISPUTE_WHEN = ("always", "boundary-day", "near-voting", "last-day-off")
DIVISIONS = ("paragraph", "part")
Entry = TypeVar("Entry")


class Shelf(dict[str, Entry]):
    """Entries by id; it remembers which were taken, so that idle ones can be told with their place."""

    def __init__(self, file: str = "") -> None:
        super().__init__()
        self.file = file
        self.lines: dict[str, int | None] = {}
        self.taken: set[str] = set()

    def __getitem__(self, id_: str) -> Entry:
        self.taken.add(id_)
        return super().__getitem__(id_)

    def idle(self) -> list[str]:
        """Return a problem for each entry that nothing has taken."""
        return [
            f"{self.file}:{self.lines[id_]}: {id_}: nothing refers to it; use it or remove it."
            for id_ in self
            if id_ not in self.taken
        ]


@dataclass(frozen=True)
class Terms:
    """Texts that entries may name instead of repeating them."""

    texts: Shelf[dict[str, str]] = field(default_factory=Shelf)

    def text(self, value: object, key: str) -> dict[str, str]:
        """Return a shared text by its name, or the text written in place."""
        if isinstance(value, dict):
            return three_texts(value, key)
        return self.texts[one_of(value, self.texts, key)]


@dataclass(frozen=True)
class Shared:
    """What every file may refer to."""

    acts: Shelf[Act] = field(default_factory=Shelf)
    terms: Terms = field(default_factory=Terms)
    disputes: Shelf[Dispute] = field(default_factory=Shelf)

    def disputes_of(self, entry: Mapping[str, Any]) -> tuple[Dispute, ...]:
        """Return the disputes that an entry lists, if it does."""
        listed = each(entry.get("disputes", []), "disputes")
        return tuple(self.disputes[one_of(id_, self.disputes, key)] for key, id_ in listed)

    def idle(self) -> list[str]:
        """Return a problem for each act, term and dispute that nothing refers to."""
        return [*self.acts.idle(), *self.terms.texts.idle(), *self.disputes.idle()]


def read_shared(law_dir: Path, found: Findings) -> Shared:
    """Return the acts, terms and disputes; problems go to ``found``."""
    return Shared(
        acts=_shelf(law_dir / ACTS, "acts", _act, found),
        terms=Terms(_shelf(law_dir / TERMS, "terms", lambda _, entry: three_texts(entry, ""), found)),
        disputes=_shelf(law_dir / DISPUTES, "disputes", _dispute, found),
    )


def _shelf(path: Path, key: str, make: Callable[[str, Any], Entry], found: Findings) -> Shelf[Entry]:
    file = found.name(path)
    shelf: Shelf[Entry] = Shelf(file)
    data = opened(path, found, (key,)) or {key: {}}
    with found.entry(file, data):
        for id_, entry in keyed(data[key], key).items():
            shelf.lines[id_] = line_of(data, (key, id_))
            with found.entry(f"{file}: {id_}", entry):
                shelf[id_] = make(id_, entry)
    return shelf


def _act(act_id: str, entry: Any) -> Act:
    check_keys(entry, ("names", "url", "division"), ("urls",))
    addresses = keyed(entry.get("urls", {}), "urls")
    for language in addresses:
        one_of(language, LANGUAGES, f"urls.{language}")
    division = one_of(entry["division"], DIVISIONS, "division")
    return Act(
        id=act_id,
        names=three_texts(entry["names"], "names"),
        url=web_address(entry["url"], "url"),
        division="part" if division == "part" else "paragraph",
        urls={language: web_address(url, f"urls.{language}") for language, url in addresses.items()},
    )


def _dispute(dispute_id: str, entry: Any) -> Dispute:
    check_keys(entry, ("when", *LANGUAGES))
    return Dispute(
        id=dispute_id,
        texts=three_texts({language: entry[language] for language in LANGUAGES}, ""),
        when=cast(DisputeWhen, one_of(entry["when"], DISPUTE_WHEN, "when")),
    )
