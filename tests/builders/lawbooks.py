"""The law book of the product with one thing changed: another edition, one more holiday."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from casetracker.law import Period, Rule, RuleSet, Source, SpecialDay
from casetracker.lawbook import LawBook
from casetracker.lawbook.book import digest_of


def with_edition(book: LawBook, rule_id: str, **changes: Any) -> LawBook:
    """Return the book with every edition of a rule changed, such as ``period=Period(5)``."""
    rule = book.rules.get(rule_id)
    editions = tuple(dataclasses.replace(edition, **changes) for edition in rule.editions)
    return with_rule(book, dataclasses.replace(rule, editions=editions))


def in_working_days(book: LawBook, rule_id: str, amount: int) -> LawBook:
    """Return the book with a rule that counts working days."""
    return with_edition(book, rule_id, period=Period(amount, "working-day"))


def with_rule(book: LawBook, rule: Rule) -> LawBook:
    """Return the book with another rule of the same id."""
    rules = RuleSet({**book.rules.rules, rule.id: rule})
    return dataclasses.replace(book, rules=rules, digests={**book.digests, rule.id: digest_of(rule)})


def with_holiday(book: LawBook, on: dt.date) -> LawBook:
    """Return the book with one more holiday."""
    source = Source("a decree for tests", "", on)
    holiday = SpecialDay(on, "holiday", dict.fromkeys(("kk", "ru", "en"), "a holiday"), source)
    return dataclasses.replace(book, calendar=book.calendar.with_days([holiday]))
