"""The provisions that a decision relies on, one by one: known acts become citations, others stay as typed.

They are entered as lines ``act | article | words of the decision``; the words may be left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from casetracker.cases.jurisdiction import brought, judged
from casetracker.cases.models import Case
from casetracker.law import Act, Citation, LawError
from casetracker.lawbook import LawBook

SEPARATOR = "|"
MOST, MOST_SUGGESTED = 30, 12
LONGEST_ACT, LONGEST_ARTICLE = 300, 40
LANGUAGES = ("kk", "ru", "en")
Cited = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """A provision as it was typed; ``act`` is the id of an act of the law book or any name."""

    act: str
    article: str
    words: str = ""

    def __str__(self) -> str:
        parts = [part.replace(SEPARATOR, "/").strip() for part in (self.act, self.article, self.words)]
        return f" {SEPARATOR} ".join(parts).strip()


def read_lines(text: str | None) -> list[Line]:
    """Return the provisions that a text lists, finished or not."""
    found = []
    for line in (text or "").splitlines():
        if line.replace(SEPARATOR, "").strip():
            act, article, *words = [part.strip() for part in (line + SEPARATOR * 2).split(SEPARATOR, 2)]
            found.append(Line(act, article, " ".join(words).strip(f" {SEPARATOR}")))
    return found


def check_cited(errors: dict[str, list[str]], text: str | None) -> None:
    """Tell what is wrong with the list of provisions."""
    lines = read_lines(text)
    if len(lines) > MOST:
        errors["cited"] = [_("At most %(most)d provisions can be listed. Leave some out.", most=MOST)]
    for line in lines:
        if not line.act or not line.article:
            sentence = _("“%(line)s” is not complete. Name the act and the article.", line=str(line)[:80])
        elif len(line.act) > LONGEST_ACT or len(line.article) > LONGEST_ARTICLE:
            sentence = _("“%(line)s” is too long. Write the article like 20(9).", line=str(line)[:80])
        else:
            continue
        errors.setdefault("cited", []).append(sentence)


def cited_provisions(book: LawBook, text: str | None) -> list[Cited]:
    """Return the provisions of a text that was checked, each once, as they are kept with the decision."""
    lines = dict.fromkeys(read_lines(text))
    known = {name: act for act in acts_of(book).values() for name in _names(act)} if lines else {}
    return [_cited(known, line) for line in lines]


def acts_of(book: LawBook) -> dict[str, Act]:
    """Return the acts that the rules and grounds of the law book cite, by id."""
    listed = [citation for rule in book.rules for edition in rule.editions for citation in edition.citations]
    listed += [citation for basis in book.grounds for citation in basis.citations]
    return {citation.act.id: citation.act for citation in listed}


def suggested_provisions(book: LawBook, case: Case) -> list[Cited]:
    """Return what the rules of the case's clocks and the forum guide cite for it, each once."""
    told: list[Mapping[str, Any]] = [
        citation for clock in case.deadlines if clock.state != "replaced" for citation in clock.citations
    ]
    told += [citation.to_dict() for citation in _of_forum(book, case)]
    unique = {(it["act"], it["article"]): dict(it) for it in reversed(told) if it["article"]}
    return list(reversed(unique.values()))[:MOST_SUGGESTED]


def _of_forum(book: LawBook, case: Case) -> Iterable[Citation]:
    try:
        verdict = judged(book, brought(case))
    except LawError:
        return ()
    route = verdict.followed if verdict else None
    return (*route.citations, *route.standing.citations) if route else ()


def _names(act: Act) -> set[str]:
    return {act.id.casefold(), *(name.casefold() for name in act.names.values())}


def _cited(known: Mapping[str, Act], line: Line) -> Cited:
    act = known.get(line.act.casefold())
    told: Cited = {"article": line.article, "words": line.words}
    if act is None:
        names = dict.fromkeys(LANGUAGES, line.act)
        return told | {"act": line.act, "act_names": names, "division": "paragraph", "url": "", "urls": {}}
    told |= {"act": act.id, "act_names": dict(act.names), "division": act.division}
    return told | {"url": act.url, "urls": dict(act.urls)}
