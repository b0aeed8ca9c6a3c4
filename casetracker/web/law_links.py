"""Citations of the law as the macros take them: in words, with the address of the text for this reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for

from casetracker.law.explain import each_citation_in_words
from casetracker.lawbook import LawBook
from casetracker.web.rendering import language

Shown = dict[str, Any]


def cited(citations: Iterable[Mapping[str, Any]]) -> list[Shown]:
    """Return citations (as ``Citation.to_dict`` writes them) in the reader's language.

    An act is named once for its articles in a row: ``same_act`` says that the text is the article alone.
    """
    listed = list(citations)
    return [
        {"text": text, "same_act": same_act, **law_text(it)}
        for it, (text, same_act) in zip(listed, each_citation_in_words(listed, language()), strict=True)
    ]


def law_text(citation: Mapping[str, Any]) -> Shown:
    """Return the address of the law's text and, when it is in another language than the page, which one.

    Clocks that were stored before the law was linked by language know one address and not its language.
    """
    url, urls = citation["url"], citation.get("urls") or {}
    if url not in urls.values():
        return {"url": url, "target": None}
    if language() in urls:
        return {"url": urls[language()], "target": None}
    return {"url": url, "target": next(code for code, address in urls.items() if address == url)}


def rule_url(book: LawBook, rule_id: str) -> str | None:
    """Return the address of a rule's page; None for a rule that the law book no longer has."""
    return url_for("public.show_rule", rule_id=rule_id) if rule_id in book.rules else None
