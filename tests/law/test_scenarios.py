"""Scenarios that a lawyer can read and add to: tests/law/scenarios/*.yaml."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from casetracker.law import Deadline, Facts, LawError, compute
from casetracker.lawbook import LawBook

FILES = sorted((Path(__file__).parent / "scenarios").glob("*.yaml"))
KEYS = {"says", "rule", "happened", "zone", "voting", "results", "called", "expect"}
READ = {
    "last day": lambda deadline: deadline.due_on,
    "strict": lambda deadline: deadline.strict_on,
    "other": lambda deadline: deadline.other_on,
    "warn on": lambda deadline: deadline.warn_on,
    "immediately": lambda deadline: deadline.immediate,
    "disputed": lambda deadline: list(deadline.disputed),
    "warnings": lambda deadline: list(deadline.warnings),
    "edition": lambda deadline: deadline.edition,
    "ends": lambda deadline: _local_end(deadline),
}


def _local_end(deadline: Deadline) -> str:
    return deadline.due_at.astimezone(ZoneInfo(deadline.zone)).isoformat(timespec="minutes")


def _scenarios() -> list[Any]:
    return [
        pytest.param(scenario, id=f"{path.stem}: {scenario['says']}")
        for path in FILES
        for scenario in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _moment(value: object) -> date | datetime:
    """YAML leaves ``2022-11-14T10:00``, without seconds, as text."""
    return value if isinstance(value, date) else datetime.fromisoformat(str(value))


def _facts(scenario: dict[str, Any]) -> Facts:
    results = scenario.get("results")
    return Facts(
        event=_moment(scenario["happened"]),
        zone=scenario.get("zone", "Asia/Almaty"),
        election_day=scenario.get("voting"),
        results_on=None if results is None else _moment(results),
        called_on=scenario.get("called"),
    )


@pytest.mark.parametrize("scenario", _scenarios())
def test_a_scenario_comes_out_as_told(book: LawBook, scenario: dict[str, Any]) -> None:
    assert set(scenario) <= KEYS
    expected = dict(scenario["expect"])
    rule = book.rules.get(scenario["rule"])
    refused = expected.pop("refused", None)
    if refused:
        with pytest.raises(LawError) as refusal:
            compute(rule, _facts(scenario), book.calendar)
        assert refusal.value.code == refused
        return
    deadline = compute(rule, _facts(scenario), book.calendar)
    assert {key: READ[key](deadline) for key in expected} == expected


def test_there_are_scenarios_in_every_file() -> None:
    assert len(FILES) >= 3
    assert len(_scenarios()) >= 40
