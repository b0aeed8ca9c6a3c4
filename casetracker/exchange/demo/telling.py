"""Dates in words and texts in three languages, for data that is written once and stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date

from config.settings import CONFIG_DIR

LANGUAGES = ("kk", "ru", "en")
LOCALES = {"en": "en_GB"}
Texts = Mapping[str, str]


def read_data(name: str, folder: Path = CONFIG_DIR / "demo") -> dict[str, Any]:
    """Return the content of a YAML file of the demonstration."""
    content: dict[str, Any] = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    return content


def in_words(day: dt.date, language: str) -> str:
    """Return a date in words, as a text in *language* would have it."""
    return format_date(day, "long", locale=LOCALES.get(language, language))


def in_each_language(paragraph: Callable[[str], str]) -> str:
    """Return what *paragraph* gives for each language, one after another: Kazakh, Russian, English."""
    return "\n\n".join(paragraph(language) for language in LANGUAGES)
