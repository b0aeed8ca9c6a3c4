"""How fast deadlines are computed, explained and computed again, beside a bare loop of date additions."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bench.figures import Figure, cpu_seconds
from bench.questions import SEED, Question, mixed_questions
from casetracker.law import Deadline, compute, explain, replay
from casetracker.lawbook import LawBook, load_lawbook
from config.settings import CONFIG_DIR

RUNS = 7
OF_EACH_RULE = 100
ADDITIONS = 500_000
AIM_PER_SECOND = 30_000
LANGUAGES = ("kk", "ru", "en")


def run(runs: int = RUNS, of_each_rule: int = OF_EACH_RULE) -> tuple[list[Figure], dict[str, Any]]:
    """Measure; return the figures, and what else belongs in the file. Times are of one processor core."""
    book = load_lawbook(CONFIG_DIR)
    questions = mixed_questions(book, of_each_rule)
    tasks = _tasks(book, questions)
    rates: dict[str, list[float]] = {name: [] for name in tasks}
    # Round by round, so that a machine that slows down slows all of them.
    for _ in range(runs):
        for name, (amount, work) in tasks.items():
            gc.collect()
            rates[name].append(amount / cpu_seconds(work))
    return _figures(rates), {
        "seed": SEED,
        "rules": len(book.rules),
        "questions": len(questions),
        "slowest_rules": _slowest(book, questions),
    }


def _tasks(book: LawBook, questions: Sequence[Question]) -> dict[str, tuple[int, Callable[[], object]]]:
    deadlines = [compute(rule, facts, book.calendar) for rule, facts in questions]
    stored = [json.loads(json.dumps(deadline.trace_dicts())) for deadline in deadlines]
    return {
        "additions": (ADDITIONS, _add_dates),
        "deadlines": (len(questions), partial(_compute, questions, book)),
        "replays": (len(questions), partial(_replay, stored, book)),
        "explanations": (len(questions), partial(_explain, deadlines)),
        "json": (len(questions), partial(_write, deadlines)),
    }


def _add_dates() -> None:
    moment, step = datetime(2022, 11, 20, tzinfo=UTC), timedelta(days=10)
    for _ in range(ADDITIONS):
        moment + step  # noqa: B018  # the addition is what is measured


def _compute(questions: Sequence[Question], book: LawBook) -> None:
    for rule, facts in questions:
        compute(rule, facts, book.calendar)


def _replay(stored: Sequence[Sequence[dict[str, Any]]], book: LawBook) -> None:
    for trace in stored:
        replay(trace, book.rules, book.calendar)


def _explain(deadlines: Sequence[Deadline]) -> None:
    for number, deadline in enumerate(deadlines):
        explain(deadline, LANGUAGES[number % 3])


def _write(deadlines: Sequence[Deadline]) -> None:
    for deadline in deadlines:
        json.dumps(deadline.to_dict(), ensure_ascii=False)


def _figures(rates: dict[str, list[float]]) -> list[Figure]:
    pairs = list(zip(rates["additions"], rates["deadlines"], strict=True))
    return [
        Figure("additions", "bare additions of days, the measure of this machine", "1/s", rates["additions"]),
        Figure(
            "deadlines",
            "deadlines with trace, one core, all rules mixed",
            "1/s",
            rates["deadlines"],
            AIM_PER_SECOND,
        ),
        Figure(
            "additions-per-deadline",
            "bare additions that one deadline costs",
            "additions",
            [additions / deadlines for additions, deadlines in pairs],
        ),
        Figure("replays", "deadlines computed again from a stored trace", "1/s", rates["replays"]),
        Figure("explanations", "deadlines told in sentences", "1/s", rates["explanations"]),
        Figure("json", "deadlines written as JSON", "1/s", rates["json"]),
    ]


def _slowest(book: LawBook, questions: Sequence[Question], listed: int = 5) -> dict[str, int]:
    """Return the rate of the slowest rules, one by one."""
    of_rule: dict[str, list[Question]] = {}
    for question in questions:
        of_rule.setdefault(question[0].id, []).append(question)

    rates = {
        rule_id: len(asked) / min(cpu_seconds(partial(_compute, asked, book)) for _ in range(3))
        for rule_id, asked in of_rule.items()
    }
    slowest = sorted(rates, key=lambda rule_id: rates[rule_id])[:listed]
    return {rule_id: round(rates[rule_id]) for rule_id in slowest}
