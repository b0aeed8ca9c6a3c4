"""Scenarios that a lawyer can read and add to: tests/law/scenarios/*.yaml."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from casetracker.law import LawError, compute, explain, tell_error
from casetracker.lawbook import LawBook
from tests.law.scenario_files import READ, Scenario, scenarios_in

FILES = sorted((Path(__file__).parent / "scenarios").glob("*.yaml"))
SCENARIOS = list(scenarios_in(FILES))
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
SHORT = re.compile(r"\b(\d{2})\.(\d{2})\.")
NAMED = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_scenario_comes_out_as_told(book: LawBook, scenario: Scenario) -> None:
    rule = book.rules.get(scenario.rule)
    if scenario.refused:
        with pytest.raises(LawError) as refusal:
            compute(rule, scenario.facts, book.calendar)
        assert refusal.value.code == scenario.refused
        assert all(tell_error(refusal.value, language) for language in ("kk", "ru", "en"))
        return
    deadline = compute(rule, scenario.facts, book.calendar)
    assert {key: READ[key](deadline) for key in scenario.expected} == scenario.expected
    assert all(explain(deadline, language) for language in ("kk", "ru", "en"))


def test_every_rule_has_a_scenario(book: LawBook) -> None:
    told = {scenario.rule for scenario in SCENARIOS if not scenario.refused}
    assert sorted({rule.id for rule in book.rules} - told) == []


def test_every_weekday_in_a_comment_is_right() -> None:
    """A weekday named beside dates belongs to one of them (``22.10.`` takes the year of its line)."""
    wrong = []
    for path in FILES:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            text, _, comment = line.partition("#")
            days = [date.fromisoformat(found) for found in ISO.findall(line)]
            if text.strip() and days:
                days += [date(days[0].year, int(month), int(day)) for day, month in SHORT.findall(comment)]
                names = {f"{day:%A}" for day in days}
                wrong += [(path.name, number) for found in NAMED.finditer(comment) if found[0] not in names]
    assert wrong == []


def test_scenario_names_are_unique() -> None:
    names = [scenario.name for scenario in SCENARIOS]
    assert sorted(set(names)) == sorted(names)
