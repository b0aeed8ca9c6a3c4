"""A mix of questions to every rule, the same at every run."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from casetracker.law import Facts, LawError, Override, Rule, Stay, compute
from casetracker.lawbook import LawBook

SEED = 20221120
FIRST, LAST = date(2023, 2, 15), date(2026, 5, 15)

Question = tuple[Rule, Facts]


def mixed_questions(book: LawBook, of_each_rule: int) -> list[Question]:
    """Return so many answerable questions to each rule, shuffled.

    One event in three has a time of day, one question in twenty a stay, one in twenty a date of a plan.
    """
    # A measurement needs the same numbers again, not secret ones.
    chance = random.Random(SEED)  # noqa: S311
    mix = [question for rule in book.rules for question in _questions_to(book, rule, of_each_rule, chance)]
    chance.shuffle(mix)
    return mix


def _questions_to(book: LawBook, rule: Rule, amount: int, chance: random.Random) -> list[Question]:
    questions: list[Question] = []
    while len(questions) < amount:
        facts = _facts(book, rule, chance)
        try:
            compute(rule, facts, book.calendar)
        except LawError:
            continue
        questions.append((rule, facts))
    return questions


def _facts(book: LawBook, rule: Rule, chance: random.Random) -> Facts:
    voting = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
    day = voting + timedelta(days=chance.randrange(-30, 20))
    by_the_hour = rule.editions[-1].period.unit == "hour" or chance.random() < 1 / 3
    began = day + timedelta(days=chance.randrange(1, 4))
    stay = Stay(began, "parallel-court", "notice of the court", began + timedelta(days=chance.randrange(9)))
    plan = Override(voting - timedelta(days=chance.randrange(40)), "calendar plan", "18:00")
    return Facts(
        event=_instant(day, chance) if by_the_hour else day,
        zone=chance.choice(book.calendar.zones),
        election_day=voting,
        results_on=voting + timedelta(days=chance.randrange(1, 7)) if chance.random() < 1 / 2 else None,
        called_on=voting - timedelta(days=60),
        overrides={rule.id: plan} if chance.random() < 1 / 20 else {},
        stays=(stay,) if chance.random() < 1 / 20 else (),
    )


def _instant(day: date, chance: random.Random) -> datetime:
    return datetime(day.year, day.month, day.day, chance.randrange(24), chance.randrange(60), tzinfo=UTC)
