"""A computation told to a citizen: one sentence for each step, in Kazakh, Russian or English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from casetracker.law import phrases, refusals
from casetracker.law.deadline import Deadline, Step
from casetracker.law.errors import LawError
from casetracker.law.rules import RuleSet
from casetracker.law.wording import (
    LANGUAGES,
    amount_in_words,
    article_in_words,
    citation_in_words,
    date_in_words,
)

AT_THE_END = {"edition-start": 1, "result": 2}
DATE_KEYS = frozenset({"on", "first", "last", "value", "other_value"})


def explain(told: Deadline | Sequence[Step | Mapping[str, Any]], language: str) -> list[str]:
    """Return the sentences for a deadline, or for a stored trace (``Deadline.trace_dicts()``).

    A trace carries the names, articles and disputes it was computed with: an old deadline is told as it was.

    Raises:
        ValueError: the language is not one of ``kk``, ``ru``, ``en``.
    """
    _check(language)
    trace = told.trace if isinstance(told, Deadline) else told
    steps = [parts for step in trace if (parts := _parts(step))[0] not in phrases.SILENT]
    # What is to be known of the wording itself is no step of the count: a reader wants the count first.
    steps.sort(key=lambda parts: AT_THE_END.get(parts[0], 0))
    return [_sentence(code, params, language) for code, params in steps]


def tell_error(error: LawError, language: str, rules: RuleSet | None = None) -> str:
    """Return what is wrong and what is allowed, as one or more sentences.

    With the *rules* those that the refusal speaks of are named: who reads a page does not know ids.

    Raises:
        ValueError: the language is not one of ``kk``, ``ru``, ``en``.
    """
    _check(language)
    code = "unknown-rule-close" if error.params.get("close") else error.code
    words = {key: _error_word(key, value, language) for key, value in error.params.items()}
    for key in ("rule", "window_rule"):
        if rules is not None and words.get(key, "") in rules:
            words[key] = str(rules.get(words[key]).names[language])
    return refusals.SENTENCES[language][code].format(**words)


def citations_in_words(citations: Sequence[Mapping[str, Any]], language: str) -> str:
    """Return acts and articles on one line; citations are as ``Citation.to_dict`` writes them.

    An act is named once for its articles in a row.
    """
    told = ""
    for text, same_act in each_citation_in_words(citations, language):
        told += (", " if same_act else "; " if told else "") + text
    return told


def each_citation_in_words(citations: Sequence[Mapping[str, Any]], language: str) -> list[tuple[str, bool]]:
    """Return each citation in words, and whether it leaves out the act because the one before named it."""
    told: list[tuple[str, bool]] = []
    act = None
    for citation in citations:
        same_act = citation["act"] == act and bool(citation["article"])
        if same_act:
            text = article_in_words(citation["article"], citation["division"], language)
        else:
            text = citation_in_words(citation, language)
        told.append((text, same_act))
        act = citation["act"]
    return told


def _check(language: str) -> None:
    if language not in LANGUAGES:
        raise ValueError(f"'{language}' is not a language of the law room; allowed: {', '.join(LANGUAGES)}")


def _parts(step: Step | Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    return (step.code, step.params) if isinstance(step, Step) else (step["code"], step["params"])


def _sentence(code: str, params: Mapping[str, Any], language: str) -> str:
    if code == "result":
        code = _result(params)
    words = {key: _word(key, value, language) for key, value in params.items()}
    if "amount" in params:
        words["period"] = amount_in_words(params["amount"], params["unit"], language)
    words["by_norm"] = phrases.BY_NORM[language].format(**words) if params.get("citations") else ""
    return phrases.SENTENCES[language][code].format(**words)


def _result(params: Mapping[str, Any]) -> str:
    # Traces that were stored before clocks could stand still do not name the last two.
    if params.get("ended_on"):
        return "result-ended"
    if params.get("stayed_on"):
        return "result-stayed"
    return "result-immediate" if params["immediate"] else "result"


def _word(key: str, value: Any, language: str) -> str:
    if value is None:
        return ""
    if key.endswith("_on"):
        return date_in_words(date.fromisoformat(value), language)
    if key in ("names", "text"):
        return str(value[language])
    if key == "citations":
        return citations_in_words(value, language)
    if key == "ground":
        return phrases.GROUND_NAMES[language][value]
    if key == "event":
        return phrases.EVENT_NAMES[language][value]
    return f", {value}" if key == "time" else str(value)


def _error_word(key: str, value: object, language: str) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    if key in DATE_KEYS and isinstance(value, str):
        return date_in_words(date.fromisoformat(value), language)
    if key in ("fact", "other"):
        # What a clock is counted from is a fact too.
        names = {**phrases.EVENT_NAMES[language], **refusals.FACT_NAMES[language]}
        return names.get(str(value), str(value))
    return str(value)
