"""Words that people type for a word of the law, and the words of the other languages: ``synonyms.yaml``.

Whoever types a word of the law finds that word alone: what leads to it is often less exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from casetracker.search.analysis.analyser import LANGUAGES, is_common, stem_of
from casetracker.search.analysis.normalise import normalise
from casetracker.search.analysis.tokens import parts
from config.settings import CONFIG_DIR

SYNONYMS_FILE = CONFIG_DIR / "search" / "synonyms.yaml"
MOST_WORDS = 4
_FIELDS = frozenset({"names", "typed", "note"})


class SynonymsError(ValueError):
    """The table of synonyms cannot be used; the message names every entry that is wrong."""


@dataclass(frozen=True)
class Concept:
    """One thing, its word of the law by language, and what else is typed for it."""

    slug: str
    names: Mapping[str, str]
    typed: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Meaning:
    """Of which languages a word is, and the word of the law for it by language."""

    languages: frozenset[str]
    names: Mapping[str, str]


Key = tuple[str, str]


@dataclass(frozen=True)
class Synonyms:
    """The table by the stem of each word and the language in which it has that stem."""

    concepts: tuple[Concept, ...]
    named: Mapping[Key, Concept]
    typed: Mapping[Key, Concept]

    def also(self, part: str) -> tuple[str, ...]:
        """Return what is searched for besides a normalised word; nothing for a word of the law."""
        keys = _keys(part)
        if any(key in self.named for key in keys):
            return ()
        found = [self.typed[key].names[key[0]] for key in keys if key in self.typed]
        return tuple(dict.fromkeys(found))

    def meaning(self, part: str) -> Meaning | None:
        """Return what a normalised word means; None for a word that the table does not know."""
        keys = _keys(part)
        found = [(table[key], key[0]) for table in (self.named, self.typed) for key in keys if key in table]
        if not found:
            return None
        chosen = found[0][0]
        return Meaning(frozenset(language for concept, language in found if concept is chosen), chosen.names)


def _keys(part: str) -> list[Key]:
    return [(language, stem_of(part, language)) for language in LANGUAGES if _may_be(part, language)]


def _may_be(part: str, language: str) -> bool:
    """Whether a word can be of a language by its letters."""
    return part.isalpha() and part.isascii() == (language == "en")


@cache
def synonyms() -> Synonyms:
    """Return the table that ships with the product."""
    return read_synonyms(SYNONYMS_FILE)


@lru_cache(maxsize=10_000)
def also_searched(part: str) -> tuple[str, ...]:
    """Return what is searched for besides a normalised word."""
    return synonyms().also(part)


def read_synonyms(path: Path) -> Synonyms:
    """Return the table of a file; raises :class:`SynonymsError` that says all that is wrong."""
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise SynonymsError(f"{path.name} cannot be read: {problem}") from problem
    if not isinstance(read, dict) or not read:
        raise SynonymsError(f"{path.name}: a table of concepts is expected.")
    wrong = [f"{slug}: {sentence}" for slug, entry in read.items() for sentence in _shape(entry)]
    if wrong:
        raise SynonymsError(f"{path.name}: " + " ".join(wrong))
    concepts = tuple(
        Concept(
            str(slug),
            entry["names"],
            {language: tuple(words) for language, words in entry.get("typed", {}).items()},
        )
        for slug, entry in read.items()
    )
    wrong = [sentence for concept in concepts for sentence in _words_of(concept)]
    named, typed, twice = _tables(concepts)
    if wrong or twice:
        raise SynonymsError(f"{path.name}: " + " ".join([*wrong, *twice]))
    return Synonyms(concepts, named, typed)


def _shape(entry: Any) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield "names, typed and note are expected."
        return
    if entry.keys() - _FIELDS:
        yield f"only names, typed and note are known, not {', '.join(map(str, entry.keys() - _FIELDS))}."
    if not isinstance(entry.get("note"), str) or not entry["note"].strip():
        yield "a note must say why the words are the same."
    names, typed = entry.get("names"), entry.get("typed", {})
    if not isinstance(names, dict) or not names or not all(isinstance(it, str) for it in names.values()):
        yield "names must give a word by language (kk, ru, en)."
        return
    if not isinstance(typed, dict) or not all(map(_is_list_of_words, typed.values())):
        yield "typed must give a list of words by language (kk, ru, en)."
        return
    for language in (names.keys() | typed.keys()) - set(LANGUAGES):
        yield f"the language {language} is not kk, ru or en."
    for language in (typed.keys() - names.keys()) & set(LANGUAGES):
        yield f"what is typed in {language} leads to no name in {language}."


def _is_list_of_words(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(word, str) for word in value)


def _words_of(concept: Concept) -> Iterator[str]:
    for language, name in concept.names.items():
        said = name.split()
        if not 1 <= len(said) <= MOST_WORDS or not all(_is_word(word, language) for word in said):
            yield f"{concept.slug}: the name “{name}” must be one to four words of {language}."
    for language, words in concept.typed.items():
        for word in words:
            if not _is_word(word, language) or is_common(normalise(word)):
                yield f"{concept.slug}: “{word}” must be one word of {language}, and no common one."


def _is_word(word: str, language: str) -> bool:
    found = parts(word)
    return len(found) == 1 and _may_be(found[0], language)


def _tables(concepts: tuple[Concept, ...]) -> tuple[dict[Key, Concept], dict[Key, Concept], list[str]]:
    """Return the concepts by name and by what is typed, and what would lead to two things."""
    named: dict[Key, Concept] = {}
    typed: dict[Key, Concept] = {}
    twice = []
    for concept in concepts:
        for language, name in concept.names.items():
            if len(name.split()) == 1 and named.setdefault(_key(name, language), concept) is not concept:
                twice.append(f"{concept.slug}: “{name}” is the name of another concept too.")
    for concept in concepts:
        for language, words in concept.typed.items():
            for word in words:
                key = _key(word, language)
                if key in named or typed.setdefault(key, concept) is not concept:
                    twice.append(f"{concept.slug}: “{word}” leads to two things, or to itself.")
    return named, typed, twice


def _key(word: str, language: str) -> Key:
    return language, stem_of(normalise(word), language)
