"""What the form of a decision offers: the grounds with their articles."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from casetracker import labels
from casetracker.cases.grounds import articles_of_grounds
from casetracker.cases.models import Case
from casetracker.law import citations_in_words
from casetracker.lawbook import LawBook
from casetracker.web.rendering import label, language


def ground_choices(book: LawBook, case: Case, now: dt.datetime) -> list[tuple[str, str]]:
    """Return the grounds of inadmissibility, each with the article that it rests on before this body."""
    articles = articles_of_grounds(book, case, now.astimezone(ZoneInfo(case.body.zone)).date())
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
