"""The measure of the analyser measures rightly, and the analyser does not get worse unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from casetracker.cli import casetracker
from casetracker.cli.search import FORMS
from casetracker.search.quality import FLOORS, measure, measure_all, read_forms

# What the analyser was made with: measuring on it would flatter.
MADE_WITH = Path(__file__).parent / "data"


def test_measure_counts_pairs() -> None:
    figures = measure([["көпір", "көпірде", "көпірлер"], ["көпірге"], ["сектор", "зауыт"]])
    assert (figures.words, figures.pairs) == (3, 4)
    assert figures.missed == (("сектор", "зауыт"),)
    assert {two for pair in figures.confused for two in pair} >= {"көпірге"}
    assert (figures.recall, figures.precision) == (3 / 4, 3 / 6)


def test_words_of_the_measure_are_not_those_the_analyser_was_made_with() -> None:
    made_with = yaml.safe_load((MADE_WITH / "kazakh_forms.yaml").read_text(encoding="utf-8"))
    held_out = yaml.safe_load((MADE_WITH / "kazakh_quality.yaml").read_text(encoding="utf-8"))
    seen = {form for group in held_out for form in group}
    seen |= {
        f for kind in ("nouns", "verbs") for lemma, forms in made_with[kind].items() for f in (lemma, *forms)
    }
    read = read_forms(FORMS)
    amounts = {part: len(groups) for part, groups in read.items()}
    assert amounts["nouns"] >= 120
    assert amounts["verbs"] + amounts["adjectives"] >= 120
    assert seen.isdisjoint(form for groups in read.values() for group in groups for form in group)


def test_quality_stays_above_its_floors(record_property: Callable[[str, object], None]) -> None:
    ran = CliRunner().invoke(casetracker, ["search", "quality"])
    assert ran.exit_code == 0, ran.output
    measured = measure_all(read_forms(FORMS))
    for part in FLOORS:
        record_property(part, f"{measured[part].recall:.3f} / {measured[part].precision:.3f}")
        assert f"recall {measured[part].recall:.3f}, precision {measured[part].precision:.3f}" in ran.output


@pytest.mark.parametrize(
    ("forms", "told"),
    [
        ("nouns: [[көпір, көпірге], [сектор, зауыт]]", "Below the floor. nouns: recall is 0.500"),
        ("nouns: [[көпір], [көпірге]]", "Below the floor. nouns: precision is 0.000"),
    ],
)
def test_quality_fails_below_a_floor(tmp_path: Path, forms: str, told: str) -> None:
    file = tmp_path / "forms.yaml"
    file.write_text(forms, encoding="utf-8")
    ran = CliRunner().invoke(casetracker, ["search", "quality", "--forms", str(file)])
    assert ran.exit_code == 1
    assert told in ran.output
