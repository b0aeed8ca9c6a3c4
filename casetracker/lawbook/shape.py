"""The shapes that values in the files may have; a mistake becomes a sentence with the key and the way out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from casetracker.lawbook.located import Findings, WrongEntryError, inside, read_yaml

__all__ = [
    "LANGUAGES",
    "Findings",
    "WrongEntryError",
    "check_keys",
    "choices",
    "civil_date",
    "each",
    "entries",
    "inside",
    "keyed",
    "one_of",
    "opened",
    "plain_text",
    "read_yaml",
    "three_texts",
    "truth",
    "web_address",
    "whole_number",
]

LANGUAGES = ("kk", "ru", "en")


def opened(
    path: Path, found: Findings, required: Collection[str], optional: Collection[str] = ()
) -> Mapping[str, Any] | None:
    """Return the mapping that a file holds when it has these keys; else tell the problem."""
    file = found.name(path)
    with found.entry(file):
        data = read_yaml(path)
        with found.entry(file, data):
            return check_keys(data, required, optional)
    return None


def check_keys(entry: object, required: Collection[str], optional: Collection[str] = ()) -> Mapping[str, Any]:
    """Return the entry as a mapping that has the required keys and no unknown one."""
    if not isinstance(entry, dict):
        raise WrongEntryError("expected a mapping of keys to values.")
    missing = [key for key in required if key not in entry]
    unknown = [key for key in entry if key not in required and key not in optional]
    if missing:
        raise WrongEntryError(f"missing {', '.join(missing)}.")
    if unknown:
        allowed = ", ".join(sorted({*required, *optional}))
        named = ", ".join(str(key) for key in unknown)
        raise WrongEntryError(f"unknown key {named}; allowed: {allowed}.", at=(unknown[0],))
    return entry


def keyed(value: object, key: str, kind: type = str) -> Mapping[Any, Any]:
    """Return a mapping of names to entries; YAML reads some words, such as no, as something else."""
    if not isinstance(value, dict):
        raise WrongEntryError("must be a mapping of names to entries.", key)
    for name in value:
        if not isinstance(name, kind):
            expected = "a year" if kind is int else "a word (put it in quotes)"
            raise WrongEntryError(f"has the key '{name}'; expected {expected}.", key, at=(name,))
    return value


def entries(value: object, key: str) -> Sequence[Any]:
    """Return a list of entries."""
    if not isinstance(value, list):
        raise WrongEntryError("must be a list.", key)
    return value


def each(value: object, key: str) -> Iterator[tuple[str, Any]]:
    """Walk a list of entries, each with the key it has in messages, such as ``editions[0]``."""
    for number, item in enumerate(entries(value, key)):
        yield f"{key}[{number}]", item


def choices(value: object, allowed: Collection[str], key: str) -> tuple[str, ...]:
    """Return a list of values, each of which is one of the allowed ones."""
    return tuple(one_of(item, allowed, place) for place, item in each(value, key))


def three_texts(value: object, key: str) -> dict[str, str]:
    """Return a text that exists in Kazakh, Russian and English."""
    if not isinstance(value, dict) or set(value) != set(LANGUAGES):
        raise WrongEntryError(f"must have a text in each of {', '.join(LANGUAGES)} and nothing else.", key)
    for language in LANGUAGES:
        plain_text(value[language], f"{key}.{language}" if key else language)
    return {language: value[language] for language in LANGUAGES}


def plain_text(value: object, key: str) -> str:
    """Return a text that is not empty."""
    if value is None or (isinstance(value, str) and not value.strip()):
        raise WrongEntryError("is empty; expected a text.", key)
    if not isinstance(value, str):
        raise WrongEntryError(f"is '{value}'; expected a text (put it in quotes).", key)
    return value


def one_of(value: object, allowed: Collection[str], key: str) -> str:
    """Return the value when it is one of the allowed ones."""
    if not isinstance(value, str) or value not in allowed:
        raise WrongEntryError(f"is '{value}'; allowed: {', '.join(sorted(allowed))}.", key)
    return value


def civil_date(value: object, key: str) -> date:
    """Return a civil date; YAML reads 2026-06-30 as one."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise WrongEntryError(f"is '{value}'; expected a date such as 2026-06-30.", key)
    return value


def whole_number(value: object, key: str, least: int = 0) -> int:
    """Return a whole number that is not below the least allowed."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise WrongEntryError(f"is '{value}'; expected a whole number of at least {least}.", key)
    return value


def truth(value: object, key: str) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise WrongEntryError(f"is '{value}'; expected true or false.", key)
    return value


def web_address(value: object, key: str) -> str:
    """Return an https or http address."""
    if not isinstance(value, str) or not value.startswith(("https://", "http://")):
        raise WrongEntryError(f"is '{value}'; expected a web address that begins with https://.", key)
    return value
