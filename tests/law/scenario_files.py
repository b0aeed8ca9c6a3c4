"""Scenarios that a lawyer can read and add to, as ``tests/law/scenarios/README.md`` describes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from casetracker.law import Deadline, Facts, Override
from casetracker.law.facts import Confirmation, Stay

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DATED = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}))?")
FACTS = ("happened", "zone", "voting", "results", "called", "plan", "stays", "confirmed")
KEYS = {"says", "rule", *FACTS, "table", "expect"}


def _ends(deadline: Deadline) -> str:
    return deadline.due_at.astimezone(ZoneInfo(deadline.zone)).isoformat(timespec="minutes")


def _hour(deadline: Deadline) -> str:
    local = deadline.due_at.astimezone(ZoneInfo(deadline.zone))
    return f"{local:%H:%M}" if local.date() == deadline.due_on else "24:00"


READ = {
    "last day": lambda deadline: deadline.due_on,
    "strict": lambda deadline: deadline.strict_on,
    "other": lambda deadline: deadline.other_on,
    "warn on": lambda deadline: deadline.warn_on,
    "hour": _hour,
    "ends": _ends,
    "immediately": lambda deadline: deadline.immediate,
    "disputed": lambda deadline: list(deadline.disputed),
    "warnings": lambda deadline: list(deadline.warnings),
    "edition": lambda deadline: deadline.edition,
    "stands still since": lambda deadline: deadline.stayed_on,
    "left": lambda deadline: deadline.remaining,
    "ended on": lambda deadline: deadline.ended_on,
    "ended by": lambda deadline: deadline.ended_by,
}
LISTS = ("disputed", "warnings")
TEXTS = ("edition", "zone", "ends", "hour", "ended by", "refused")


@dataclass(frozen=True)
class Scenario:
    """One computation: facts, and what must come out or the code of the refusal."""

    name: str
    rule: str
    facts: Facts
    expected: dict[str, Any]
    refused: str | None


def scenarios_in(paths: Iterable[Path]) -> Iterator[Scenario]:
    """Walk every scenario of every file; a table gives one for each row."""
    for path in paths:
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            assert set(entry) <= KEYS, f"{path.name}: {entry['says']}: unknown key {set(entry) - KEYS}"
            assert ("table" in entry) != ("expect" in entry), f"{path.name}: {entry['says']}: table or expect"
            for number, row in enumerate(_rows(entry), start=1):
                name = f"{path.stem}: {entry['says']}"
                yield _scenario(f"{name} ({number})" if "table" in entry else name, entry["rule"], row)


def _rows(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the facts and expectations of an entry, of each row of its table."""
    common = {key: entry[key] for key in FACTS if key in entry}
    if "expect" in entry:
        return [common | entry["expect"]]
    heading, *lines = entry["table"].strip().splitlines()
    columns = [name.strip() for name in heading.split("|")]
    return [common | _row(columns, line) for line in lines]


def _row(columns: list[str], line: str) -> dict[str, Any]:
    return {name: _cell(name, cell.strip()) for name, cell in zip(columns, line.split("|"), strict=True)}


def _cell(column: str, cell: str) -> Any:
    """Read a cell; ``-`` is nothing. A date must stand with its weekday, and the weekday must be right."""
    if column in LISTS:
        return [] if cell == "-" else cell.split()
    if column in TEXTS:
        return cell
    if cell == "-":
        return None
    if cell in ("yes", "no"):
        return cell == "yes"
    if column == "left":
        return int(cell)
    dated = DATED.fullmatch(cell)
    assert dated, f"{column}: {cell}: write a date as 'Tue 2022-10-11', a moment as 'Tue 2022-10-11 15:30'"
    weekday, on, clock = dated.groups()
    day = date.fromisoformat(on)
    assert WEEKDAYS[day.weekday()] == weekday, f"{on} is a {WEEKDAYS[day.weekday()]}, not a {weekday}"
    return datetime.fromisoformat(f"{on}T{clock}") if clock else day


def _scenario(name: str, rule: str, row: dict[str, Any]) -> Scenario:
    expected = {key: value for key, value in row.items() if key not in FACTS}
    refused = expected.pop("refused", None)
    assert set(expected) <= set(READ), f"{name}: unknown expectation {set(expected) - set(READ)}"
    assert expected or refused, f"{name}: it expects nothing"
    return Scenario(name, rule, _facts(rule, row), expected, refused)


def _facts(rule: str, row: dict[str, Any]) -> Facts:
    """Return the facts; what is counted from voting day happens on voting day."""
    confirmed, plan = row.get("confirmed"), row.get("plan")
    return Facts(
        event=_moment(row.get("happened") or row["voting"]),
        zone=row.get("zone", "Asia/Almaty"),
        election_day=row.get("voting"),
        results_on=None if row.get("results") is None else _moment(row["results"]),
        called_on=row.get("called"),
        overrides={rule: Override(plan["day"], plan["source"], plan.get("hour"))} if plan else {},
        stays=tuple(_stay(stay) for stay in row.get("stays", ())),
        confirmed=confirmed and Confirmation(confirmed["day"], confirmed["source"]),
    )


def _stay(entry: dict[str, Any]) -> Stay:
    until = entry.get("until")
    return Stay(_moment(entry["from"]), entry["ground"], entry["source"], until and _moment(until))


def _moment(value: object) -> date | datetime:
    """YAML leaves ``2022-11-14T10:00``, without seconds, as text."""
    return value if isinstance(value, date) else datetime.fromisoformat(str(value))
