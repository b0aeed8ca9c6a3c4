"""Reading YAML that people write: a mistake becomes a sentence with the file, the place and the way out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("kk", "ru", "en")


class WrongEntryError(Exception):
    """One entry of a file cannot be used."""


@dataclass
class Findings:
    """The problems found so far."""

    problems: list[str] = field(default_factory=list)

    def entry(self, where: str) -> _Entry:
        """Turn a wrong entry into a problem and go on with the next entry."""
        return _Entry(self, where)


@dataclass
class _Entry:
    found: Findings
    where: str

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, *_: object) -> bool:
        if isinstance(problem, WrongEntryError):
            self.found.problems.append(f"{self.where}: {problem}")
            return True
        return False


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the mapping that a file holds."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506  # nosec B506
    except FileNotFoundError as problem:
        raise WrongEntryError("the file is missing.") from problem
    except UnicodeDecodeError as problem:
        raise WrongEntryError("the file is not UTF-8 text.") from problem
    except yaml.YAMLError as problem:
        raise WrongEntryError(f"not valid YAML: {' '.join(str(problem).split())}") from problem
    except ValueError as problem:
        raise WrongEntryError(f"an impossible date: {problem}.") from problem
    if not isinstance(data, dict):
        raise WrongEntryError("expected a mapping of keys to values.")
    return data


class _StrictLoader(yaml.SafeLoader):
    """The safe loader, which also refuses a key that occurs twice: the second would silently win."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = key_node.value
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key}' occurs twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def check_keys(entry: object, required: Collection[str], optional: Collection[str] = ()) -> Mapping[str, Any]:
    """Return the entry as a mapping that has the required keys and no unknown one."""
    if not isinstance(entry, dict):
        raise WrongEntryError("expected a mapping of keys to values.")
    missing = [key for key in required if key not in entry]
    unknown = [str(key) for key in entry if key not in required and key not in optional]
    if missing:
        raise WrongEntryError(f"missing {', '.join(missing)}.")
    if unknown:
        allowed = ", ".join(sorted({*required, *optional}))
        raise WrongEntryError(f"unknown key {', '.join(unknown)}; allowed: {allowed}.")
    return entry


def keyed(value: object, key: str) -> Mapping[Any, Any]:
    """Return a mapping of names to entries."""
    if not isinstance(value, dict):
        raise WrongEntryError(f"{key} must be a mapping of names to entries.")
    return value


def entries(value: object, key: str) -> Sequence[Any]:
    """Return a list of entries; an absent one is empty."""
    if not isinstance(value, list):
        raise WrongEntryError(f"{key} must be a list.")
    return value


def three_texts(value: object, key: str) -> dict[str, str]:
    """Return a text that exists in Kazakh, Russian and English."""
    if not isinstance(value, dict) or set(value) != set(LANGUAGES):
        raise WrongEntryError(f"{key} must have a text in each of {', '.join(LANGUAGES)} and nothing else.")
    for language, text in value.items():
        if not isinstance(text, str) or not text.strip():
            raise WrongEntryError(f"{key}.{language} is empty.")
    return dict(value)


def one_of(value: object, allowed: Collection[str], key: str) -> str:
    """Return the value when it is one of the allowed ones."""
    if not isinstance(value, str) or value not in allowed:
        raise WrongEntryError(f"{key} is '{value}'; allowed: {', '.join(sorted(allowed))}.")
    return value


def civil_date(value: object, key: str) -> date:
    """Return a civil date; YAML reads 2026-06-30 as one."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise WrongEntryError(f"{key} is '{value}'; expected a date such as 2026-06-30.")
    return value


def whole_number(value: object, key: str, least: int = 0) -> int:
    """Return a whole number that is not below the least allowed."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise WrongEntryError(f"{key} is '{value}'; expected a whole number of at least {least}.")
    return value


def web_address(value: object, key: str) -> str:
    """Return an https or http address."""
    if not isinstance(value, str) or not value.startswith(("https://", "http://")):
        raise WrongEntryError(f"{key} is '{value}'; expected a web address.")
    return value
