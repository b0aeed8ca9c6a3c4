"""Law books that are nobody's: the engine knows no country, as the YAML beside this file shows."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from casetracker.law import LawError, compute, explain
from casetracker.lawbook import LawBook, countries, load_lawbook
from config.settings import CONFIG_DIR
from tests.law.scenario_files import READ, Scenario, scenarios_in

STYLES = Path(__file__).parent / "styles"
FILES = sorted((STYLES / "scenarios").glob("*.yaml"))


@cache
def book_of(country: str) -> LawBook:
    return load_lawbook(STYLES, country)


def told() -> list[tuple[str, Scenario]]:
    return [(path.stem, scenario) for path in FILES for scenario in scenarios_in([path])]


@pytest.mark.parametrize(("country", "scenario"), told(), ids=lambda value: getattr(value, "name", value))
def test_a_scenario_of_another_law_comes_out_as_told(country: str, scenario: Scenario) -> None:
    book = book_of(country)
    rule = book.rules.get(scenario.rule)
    if scenario.refused:
        with pytest.raises(LawError) as refusal:
            compute(rule, scenario.facts, book.calendar)
        assert refusal.value.code == scenario.refused
        return
    deadline = compute(rule, scenario.facts, book.calendar)
    assert {key: READ[key](deadline) for key in scenario.expected} == scenario.expected
    assert all(explain(deadline, language) for language in ("kk", "ru", "en"))


def test_every_rule_of_every_style_has_a_scenario() -> None:
    assert [path.stem for path in FILES] == list(countries(STYLES))
    for country in countries(STYLES):
        rules = {scenario.rule for stem, scenario in told() if stem == country}
        assert rules == {rule.id for rule in book_of(country).rules}


def test_no_style_leaks_into_the_law_as_shipped() -> None:
    assert countries(CONFIG_DIR) == ("kz",)
    shipped = {rule.id for rule in load_lawbook(CONFIG_DIR).rules}
    for country in countries(STYLES):
        assert shipped.isdisjoint(rule.id for rule in book_of(country).rules)
