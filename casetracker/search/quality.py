"""How well the analyser knows which Kazakh words belong together: measured on words it was not made with.

A pair of forms that has one stem is *met*. Recall: of the pairs of one word, how many are met. Precision: of
the pairs that are met, how many are of one word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import yaml

from casetracker.search.analysis.analyser import stems
from casetracker.search.analysis.kazakh_lexicon import lexicon

Groups = Sequence[Sequence[str]]
NOUNS, NEAR, EVERYTHING = "nouns", "near-words", "all words"
# Recall and precision: what is aimed at, and what the analyser must not fall below (a little under what was
# measured on 28 November 2026). Whoever makes it better raises the floors.
AIMS = {NOUNS: (0.85, 0.97), EVERYTHING: (0.60, 0.95)}
FLOORS = {NOUNS: (0.95, 0.98), EVERYTHING: (0.82, 0.98)}


@dataclass(frozen=True)
class Figures:
    """What was measured on some groups of forms; each group is one word."""

    words: int
    pairs: int
    recall: float
    precision: float
    missed: tuple[tuple[str, str], ...]
    confused: tuple[tuple[str, str], ...]


def read_forms(path: Path) -> Mapping[str, Groups]:
    """Return the groups of a file by part of speech; a form that stands twice is refused."""
    read: Mapping[str, Groups] = yaml.safe_load(path.read_text(encoding="utf-8"))
    forms = [form for groups in read.values() for group in groups for form in group]
    twice = sorted({form for form in forms if forms.count(form) > 1})
    if twice:
        raise ValueError(f"{path.name}: each form may stand in one group only: {', '.join(twice)}")
    return read


def measure_all(read: Mapping[str, Groups]) -> dict[str, Figures]:
    """Return the figures of each part of speech and of all words, with and without those chosen as alike."""
    near = read.get(NEAR, ())
    parts = {part: list(groups) for part, groups in read.items() if part != NEAR}
    ordinary = [group for groups in parts.values() for group in groups]
    everything = [*ordinary, *near]
    known = {*lexicon().nouns.values(), *lexicon().verbs.values()}
    chosen = {
        NOUNS: [*parts.get(NOUNS, ()), *near],
        f"{NOUNS} without {NEAR}": parts.get(NOUNS, ()),
        **{part: groups for part, groups in parts.items() if part != NOUNS},
        EVERYTHING: everything,
        f"{EVERYTHING} without {NEAR}": ordinary,
        "not in the lexicon": [group for group in everything if known.isdisjoint(stems(group[0], "kk"))],
    }
    return {name: measure(groups) for name, groups in chosen.items()}


def measure(groups: Groups) -> Figures:
    """Compare every two forms of these groups."""
    forms = [(form, number, stems(form, "kk")) for number, group in enumerate(groups) for form in group]
    together = right = 0
    missed, confused = [], []
    for (one, group_of_one, stems_of_one), (other, group_of_other, stems_of_other) in combinations(forms, 2):
        met = stems_of_one == stems_of_other
        if group_of_one == group_of_other:
            together += 1
            right += met
            missed += [] if met else [(one, other)]
        elif met:
            confused.append((one, other))
    met_pairs = right + len(confused)
    return Figures(
        words=len(groups),
        pairs=together,
        recall=right / together if together else 1.0,
        precision=right / met_pairs if met_pairs else 1.0,
        missed=tuple(missed),
        confused=tuple(confused),
    )


def below(measured: Mapping[str, Figures], least: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    """Give each figure that is less than it should be, in words."""
    for part, (recall, precision) in least.items():
        figures = measured[part]
        if figures.recall < recall:
            yield f"{part}: recall is {figures.recall:.3f}, wanted is {recall:.2f}"
        if figures.precision < precision:
            yield f"{part}: precision is {figures.precision:.3f}, wanted is {precision:.2f}"
