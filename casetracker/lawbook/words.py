"""Whether the sentences of the law room exist in every language, with the same values in them."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from string import Formatter
from types import ModuleType

from casetracker import law
from casetracker.law import LawError, phrases, refusals
from casetracker.law.rules import EVENTS, GROUNDS
from casetracker.lawbook.shape import LANGUAGES

SEPARATOR = "."


def check_words() -> list[str]:
    """Return a problem for each text of the law room that a language lacks or that names other values."""
    names = [module.name for module in pkgutil.walk_packages(law.__path__, f"{law.__name__}.")]
    uneven = [problem for name in names for problem in uneven_texts(import_module(name))]
    return uneven + list(_untold())


def uneven_texts(module: ModuleType) -> list[str]:
    """Return a problem for each text of a module's tables by language that the languages do not share."""
    tables = {name: table for name, table in vars(module).items() if _is_by_language(table)}
    return [
        f"{module.__name__}: {name}: {problem}"
        for name, table in tables.items()
        for problem in _uneven(table)
    ]


def _is_by_language(table: object) -> bool:
    return isinstance(table, dict) and bool(table) and set(table) <= set(LANGUAGES)


def _uneven(table: Mapping[str, object]) -> Iterator[str]:
    texts = {language: dict(_flat(table.get(language, {}))) for language in LANGUAGES}
    every = dict.fromkeys(code for language in LANGUAGES for code in texts[language])
    for code in every:
        for language in LANGUAGES:
            if code not in texts[language]:
                yield f"there is no text in {language}{_of(code)}."
        values = [set(_placeholders(told[code])) for told in texts.values() if code in told]
        odd = set[str]().union(*values) - values[0].intersection(*values)
        if odd:
            yield f"not every language names {', '.join(sorted(odd))}{_of(code)}."


def _flat(value: object, code: str = "") -> Iterator[tuple[str, str]]:
    """Walk the texts of a table, however deep, each with its code."""
    if isinstance(value, str) and value.strip():
        yield code, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{code}{SEPARATOR}{key}".removeprefix(SEPARATOR))


def _placeholders(text: str) -> Iterator[str]:
    return (name for _, name, _, _ in Formatter().parse(text) if name)


def _untold() -> Iterator[str]:
    """Yield what the law can say or ask without there being a word for it."""
    for code in EVENTS:
        if code not in phrases.EVENT_NAMES["en"]:
            yield f"{phrases.__name__}: EVENT_NAMES: there is no text for '{code}'."
    for code in GROUNDS:
        if code not in phrases.GROUND_NAMES["en"]:
            yield f"{phrases.__name__}: GROUND_NAMES: there is no text for '{code}'."
    for refusal in _kinds(LawError):
        if refusal.code not in refusals.SENTENCES["en"]:
            yield f"{refusals.__name__}: SENTENCES: there is no text for '{refusal.code}'."


def _kinds(kind: type[LawError]) -> Iterator[type[LawError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


def _of(code: str) -> str:
    return f" for '{code}'" if code else ""
