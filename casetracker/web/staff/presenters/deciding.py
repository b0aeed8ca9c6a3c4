"""What the form of a decision offers: the grounds with their articles, the provisions to tick."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from casetracker import labels
from casetracker.cases.grounds import articles_of_grounds
from casetracker.cases.models import Case
from casetracker.cases.provisions import MOST, Line, acts_of, read_lines, suggested_provisions
from casetracker.law import citations_in_words
from casetracker.law.wording import citation_in_words
from casetracker.lawbook import LawBook
from casetracker.web.rendering import label, language

LEAST_ROWS = 2


def ground_choices(book: LawBook, case: Case, at: dt.datetime) -> list[tuple[str, str]]:
    """Return the grounds of inadmissibility, each with the article that it rests on before this body."""
    articles = articles_of_grounds(book, case, at.astimezone(ZoneInfo(case.body.zone)).date())
    return [(slug, _in_words(text, articles.get(slug, []))) for slug, text in labels.choices("ground")]


def _in_words(name: str, citations: list[dict[str, object]]) -> str:
    if not citations:
        return name
    mark = label("ground-mark", str(citations[0]["mark"]))
    return _(
        "%(ground)s – %(article)s (%(mark)s)",
        ground=name,
        article=citations_in_words(citations, language()),
        mark=mark,
    )


def offered_provisions(book: LawBook, case: Case, text: str) -> dict[str, Any]:
    """Return the provisions to tick, those that are ticked, and rows for further ones.

    *text* is the list as it was typed: what is suggested is ticked in it, the rest stands in rows.
    """
    suggested = suggested_provisions(book, case)
    known = [(str(Line(it["act"], it["article"])), citation_in_words(it, language())) for it in suggested]
    lines = read_lines(text)
    ticked = {str(line) for line in lines} & {value for value, _text in known}
    further = [line for line in lines if str(line) not in ticked]
    acts = acts_of(book)
    named = [_named(acts, line) for line in further]
    return {
        "known": known,
        "ticked": sorted(ticked),
        "rows": named + [Line("", "")] * max(1, LEAST_ROWS - len(named)),
        "acts": [act.names[language()] for act in acts.values()],
    }


def _named(acts: Mapping[str, Any], line: Line) -> Line:
    return Line(acts[line.act].names[language()], line.article, line.words) if line.act in acts else line


def typed_provisions(form: Any) -> str:
    """Return the list of provisions that a form holds, ticked and typed, finished or not."""
    lines = [str(line) for value in form.getlist("cited_known") for line in read_lines(value)]
    for row in range(1, MOST + 2):
        parts = (form.get(f"cited_{part}_{row}", "") for part in ("act", "article", "words"))
        line = Line(*(" ".join(part.split()) for part in parts))
        if line.act or line.article or line.words:
            lines.append(str(line))
    return "\n".join(lines)
