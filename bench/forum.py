"""How long the forum guide takes to answer: half of the questions, and all but one in a hundred."""

from __future__ import annotations

import gc
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from bench.figures import Figure
from bench.questions import FIRST, LAST, SEED
from casetracker.law import LawError
from casetracker.law.forum import Question, advise, told_advice
from casetracker.lawbook import LawBook, load_lawbook
from config.settings import CONFIG_DIR

RUNS = 7
QUESTIONS = 4_000
AIM_MS = 2.0
LANGUAGES = ("kk", "ru", "en")


def run(runs: int = RUNS, amount: int = QUESTIONS) -> tuple[list[Figure], dict[str, Any]]:
    """Measure; return the figures, and what else belongs in the file. Times are by the clock on the wall."""
    book = load_lawbook(CONFIG_DIR)
    questions = _questions(book, amount)

    def answer(number: int) -> None:
        advise(questions[number], book.forum, book.rules, book.calendar)

    def answer_in_words(number: int) -> None:
        advice = advise(questions[number], book.forum, book.rules, book.calendar)
        json.dumps(told_advice(advice, LANGUAGES[number % 3]), ensure_ascii=False)

    halves: dict[str, list[float]] = {"answer": [], "words": []}
    slow: dict[str, list[float]] = {"answer": [], "words": []}
    for _ in range(runs):
        for name, work in (("answer", answer), ("words", answer_in_words)):
            gc.collect()
            cuts = statistics.quantiles(_milliseconds(work, len(questions)), n=100)
            halves[name].append(cuts[49])
            slow[name].append(cuts[98])
    figures = [
        Figure("answer-p50", "forum answer, half of them within", "ms", halves["answer"]),
        Figure("answer-p99", "forum answer, 99 of 100 within", "ms", slow["answer"], AIM_MS, "at-most"),
        Figure("words-p50", "forum answer in words as JSON, half of them within", "ms", halves["words"]),
        Figure("words-p99", "forum answer in words as JSON, 99 of 100 within", "ms", slow["words"]),
    ]
    return figures, {"seed": SEED, "questions": len(questions)}


def _milliseconds(work: Callable[[int], None], times: int) -> list[float]:
    found = []
    for number in range(times):
        before = time.perf_counter()
        work(number)
        found.append((time.perf_counter() - before) * 1000)
    return found


def _questions(book: LawBook, amount: int) -> Sequence[Question]:
    """Return questions that make sense: every thing contested, by anybody, in elections of every kind."""
    chance = random.Random(SEED)  # noqa: S311  # the same questions every time, not secret ones
    questions: list[Question] = []
    while len(questions) < amount:
        question = _question(book, chance)
        try:
            advise(question, book.forum, book.rules, book.calendar)
        except LawError:
            continue
        questions.append(question)
    return questions


def _question(book: LawBook, chance: random.Random) -> Question:
    contested = chance.choice(list(book.forum.contested.values()))
    voting: date = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
    acted = voting + timedelta(days=chance.randrange(-30, 20))
    filed = chance.choice((None, acted + timedelta(days=chance.randrange(12))))
    return Question(
        contested=contested.slug,
        against=chance.choice(contested.against),
        by=chance.choice(list(book.forum.complainants)),
        election=chance.choice(contested.elections or tuple(book.forum.elections)),
        on=acted,
        zone=chance.choice(book.calendar.zones),
        filed_on=filed,
        election_day=voting,
        results_on=chance.choice((None, voting + timedelta(days=3))),
        called_on=voting - timedelta(days=60),
    )
