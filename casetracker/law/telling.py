"""A computed deadline with its words: one answer for the command line and the API."""

from __future__ import annotations

from typing import Any

from casetracker.law.deadline import Deadline
from casetracker.law.explain import citations_in_words, explain
from casetracker.law.facts import Facts


def told_deadline(deadline: Deadline, language: str) -> dict[str, Any]:
    """Return the deadline as JSON-able values, with its citation and explanation in words.

    Instants carry the local offset of the body that counts.

    Raises:
        ValueError: the language is not one of ``kk``, ``ru``, ``en``.
    """
    answer = deadline.to_dict()
    local = Facts(deadline.due_at, deadline.zone).local
    answer["citation"] = citations_in_words(answer["citations"], language)
    answer["due_at"] = local(deadline.due_at).isoformat()
    answer["strict_at"] = local(deadline.strict_at).isoformat()
    answer["explanation"] = explain(deadline, language)
    return answer
