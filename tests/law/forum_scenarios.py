"""Scenarios of the forum guide, as ``tests/law/scenarios/forum/README.md`` describes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from casetracker.law import LawError
from casetracker.law.facts import Confirmation
from casetracker.law.forum import Advice, Limit, Question, Route

FOLDER = Path(__file__).parent / "scenarios" / "forum"
ASKED = {"contested", "against", "by", "election"}
DATED = {"happened", "filed", "voting", "results", "called"}
ASK = ASKED | DATED | {"zone", "confirmed"}
ADVICE = {"routes", "closed", "remains", "dead end", "notes", "only notes"}
LISTS = ("to", "after", "disputed", "articles", "review", "routes", "closed", "remains", "notes")
THE_COURT = "the court until"
"""Until when the last route's body must decide, or why that is not computed."""


@dataclass(frozen=True)
class Scenario:
    """One question, and what the guide must answer."""

    name: str
    question: Question
    expected: dict[str, Any]


def scenarios() -> Iterator[Scenario]:
    """Walk every scenario of every file; a table gives one for each row."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            name = f"{path.stem}: {entry['says']}"
            assert set(entry) in ({"says", "ask", "expect"}, {"says", "ask", "table"}), name
            if "expect" in entry:
                yield Scenario(name, _question(name, entry["ask"]), _known(name, entry["expect"]))
            else:
                yield from _of_table(name, entry["ask"], entry["table"])


def _of_table(name: str, ask: dict[str, Any], table: str) -> Iterator[Scenario]:
    heading, *lines = table.strip().splitlines()
    columns = [column.strip() for column in heading.split("|")]
    for number, line in enumerate(lines, start=1):
        cells = {
            column: _cell(column, cell.strip()) for column, cell in zip(columns, line.split("|"), strict=True)
        }
        question = _question(name, ask | {key: cells[key] for key in cells if key in ASK})
        of_routes = {key: value for key, value in cells.items() if key not in ASK | ADVICE}
        expected = {key: value for key, value in cells.items() if key in ADVICE}
        expected["routes"] = {route: dict(of_routes) for route in cells["routes"]}
        until = of_routes.pop(THE_COURT, None)
        for position, reads in enumerate(reversed(expected["routes"].values())):
            reads.pop(THE_COURT, None)
            if position == 0 and until is not None:
                reads["review until" if isinstance(until, date) else "not reviewed because"] = until
        yield Scenario(f"{name} ({number})", question, _known(name, expected))


def _cell(column: str, cell: str) -> Any:
    """Read a cell; ``-`` is nothing."""
    if column in LISTS:
        return [] if cell == "-" else cell.split()
    if cell in ("-", "yes", "no"):
        return {"-": None, "yes": True, "no": False}[cell]
    return _moment(cell) if cell[:4].isdigit() else cell


def _question(name: str, ask: dict[str, Any]) -> Question:
    assert ASKED | {"happened"} <= set(ask) <= ASK, f"{name}: {sorted(ask)}"
    moments = {key: None if ask.get(key) is None else _moment(ask[key]) for key in DATED}
    confirmed = ask.get("confirmed")
    return Question(
        **{key: ask[key] for key in ASKED},
        on=_moment(ask["happened"]),
        zone=ask.get("zone", "Asia/Almaty"),
        filed_on=moments["filed"],
        election_day=moments["voting"],
        results_on=moments["results"],
        called_on=moments["called"],
        confirmed=confirmed and Confirmation(confirmed["day"], confirmed["source"]),
    )


def _moment(value: object) -> Any:
    """YAML leaves ``2022-11-14T10:00``, without seconds, as text."""
    if isinstance(value, date):
        return value
    text = str(value)
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _known(name: str, expected: dict[str, Any]) -> dict[str, Any]:
    unknown = set(expected) - ADVICE
    unknown |= {key for route in expected["routes"].values() for key in (route or {}) if key not in READ}
    assert not unknown, f"{name}: unknown expectation {unknown}"
    return expected


def answered(advice: Advice, expected: dict[str, Any]) -> dict[str, Any]:
    """Return of the advice what the scenario speaks of, in its words."""
    read: dict[str, Any] = {
        "closed": [route.id for route in advice.closed],
        "remains": [route.id for route in advice.remains],
        "dead end": advice.dead_end and advice.dead_end.slug,
        "notes": [note.slug for note in advice.notes if note.slug in expected.get("notes", ())],
        "only notes": [note.slug for note in advice.notes],
        "routes": {
            route.id: {key: READ[key](route) for key in expected["routes"].get(route.id) or {}}
            for route in advice.routes
        },
    }
    return {key: read[key] for key in expected}


def comparable(expected: dict[str, Any]) -> dict[str, Any]:
    """Return the expectation with nothing said as nothing compared."""
    return expected | {"routes": {id_: reads or {} for id_, reads in expected["routes"].items()}}


def _bodies(route: Route) -> list[str]:
    return [" ".join((body.kind, *body.levels)) for body in route.bodies]


def _articles(route: Route) -> list[str]:
    return [f"{citation.act.id} {citation.article}".strip() for citation in route.citations]


def _due(limit: Limit | None) -> date | None:
    return limit.deadline.due_on if limit and limit.deadline else None


def _code(problem: LawError | None) -> str | None:
    return None if problem is None else problem.code


def _review(route: Route) -> Limit | None:
    return route.reviews[0] if route.reviews else None


READ: dict[str, Callable[[Route], Any]] = {
    "to": _bodies,
    "standing": lambda route: {"yes": "has"}.get(route.standing.found, route.standing.found),
    "procedure": lambda route: route.procedure,
    "mark": lambda route: route.mark,
    "file until": lambda route: _due(route.filing),
    "strict": lambda route: route.filing and route.filing.deadline and route.filing.deadline.strict_on,
    "not filed because": lambda route: route.filing and _code(route.filing.problem),
    "timely": lambda route: route.timing,
    "review until": lambda route: _due(_review(route)),
    "review": lambda route: [limit.rule.id for limit in route.reviews],
    "immediately": lambda route: bool(
        (review := _review(route)) and review.deadline and review.deadline.immediate
    ),
    "not reviewed because": lambda route: (review := _review(route)) and _code(review.problem),
    "after": lambda route: [step.slug for step in route.after],
    "final": lambda route: route.finality is not None,
    "disputed": lambda route: [dispute.id for dispute in route.disputes],
    "articles": _articles,
}
