"""Dates, amounts and articles in words, in Kazakh, Russian and English, as official texts write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

LANGUAGES = ("kk", "ru", "en")

MONTHS = {
    "kk": (
        *("қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым"),
        *("шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"),
    ),
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
WEEKDAYS = {
    "kk": ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
# Dates are written so that they stand unchanged in any case of the sentence around them.
DATE_PATTERNS = {
    "kk": "{year} жылғы {day} {month} ({weekday})",
    "ru": "{day} {month} {year} года ({weekday})",
    "en": "{weekday} {day} {month} {year}",
}

UNITS: dict[str, dict[str, tuple[str, ...]]] = {
    "kk": {"day": ("күн",), "working-day": ("жұмыс күні",), "month": ("ай",), "hour": ("сағат",)},
    "ru": {
        "day": ("день", "дня", "дней"),
        "working-day": ("рабочий день", "рабочих дня", "рабочих дней"),
        "month": ("месяц", "месяца", "месяцев"),
        "hour": ("час", "часа", "часов"),
    },
    "en": {
        "day": ("day", "days"),
        "working-day": ("working day", "working days"),
        "month": ("month", "months"),
        "hour": ("hour", "hours"),
    },
}

ARTICLE = re.compile(r"(?P<article>\d+(?:-\d+)*)(?:\((?P<division>\d+(?:-\d+)*)\))?(?:(?P<point>\d+)\)?)?")
ARTICLE_WORDS = {
    "kk": {
        "article": "{article}-бап",
        "paragraph": "{article}-баптың {division}-тармағы",
        "part": "{article}-баптың {division}-бөлігі",
        "paragraph-point": "{article}-баптың {division}-тармағының {point}) тармақшасы",
        "part-point": "{article}-баптың {division}-бөлігінің {point}) тармақшасы",
    },
    "ru": {
        "article": "статья {article}",
        "paragraph": "пункт {division} статьи {article}",
        "part": "часть {division} статьи {article}",
        "paragraph-point": "подпункт {point}) пункта {division} статьи {article}",
        "part-point": "подпункт {point}) части {division} статьи {article}",
    },
    "en": {
        "article": "Article {article}",
        "paragraph": "Article {article}({division})",
        "part": "Article {article}({division})",
        "paragraph-point": "Article {article}({division}), item {point}",
        "part-point": "Article {article}({division}), item {point}",
    },
}


def date_in_words(day: date, language: str) -> str:
    """Return a civil date with its weekday in words."""
    return DATE_PATTERNS[language].format(
        day=day.day,
        month=MONTHS[language][day.month - 1],
        year=day.year,
        weekday=WEEKDAYS[language][day.weekday()],
    )


def amount_in_words(amount: int, unit: str, language: str) -> str:
    """Return an amount of days, working days, months or hours with the noun in its right form."""
    forms = UNITS[language][unit]
    return f"{amount} {forms[_plural_form(amount, language)]}"


def _plural_form(amount: int, language: str) -> int:
    if language == "kk":
        return 0
    if language == "en":
        return int(amount != 1)
    if amount % 10 == 1 and amount % 100 != 11:
        return 0
    return 1 if amount % 10 in (2, 3, 4) and amount % 100 not in (12, 13, 14) else 2


def article_in_words(article: str, division: str, language: str) -> str:
    """Return ``89(6)5)`` as an official text would name it; ``division`` is ``paragraph`` or ``part``."""
    found = ARTICLE.fullmatch(article)
    if found is None:
        return article
    kind = "article"
    if found["division"]:
        kind = f"{division}-point" if found["point"] else division
    return ARTICLE_WORDS[language][kind].format(**found.groupdict())


def citation_in_words(citation: Mapping[str, Any], language: str) -> str:
    """Return the act and the article of one citation (as ``Citation.to_dict`` writes it)."""
    act = citation["act_names"][language]
    article = citation["article"]
    return f"{act}, {article_in_words(article, citation['division'], language)}" if article else str(act)
