"""The law book in use as its staff page shows it: what it is, what is disputed, which wordings it has."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from casetracker.labels import RULE_MARKS
from casetracker.law import Rule
from casetracker.law.wording import citation_in_words
from casetracker.lawbook import LawBook
from casetracker.web.rendering import fmt_date, label, language

Shown = dict[str, Any]

# So much of a digest tells two books apart, and can be read to somebody over the telephone.
SHORT = 12
MARK_COLOURS = {"verified": "green", "inference": "yellow", "disputed": "purple"}


def law_page(book: LawBook) -> Shown:
    """Return what the page of the law shows of the book in use."""
    rules = list(book.rules)
    marks = Counter[str](rule.mark for rule in rules)
    return {
        "digest": book.digest[:SHORT],
        "calendar_digest": book.calendar_digest[:SHORT],
        "rules": len(rules),
        "verified_to": min(rule.verified_to for rule in rules),
        "years": (book.calendar.first_year, book.calendar.last_year),
        "incomplete_years": sorted(book.calendar.incomplete_years),
        "marks": [
            {
                "tag": (label("rule-mark", mark), MARK_COLOURS[mark]),
                "count": marks[mark],
                "href": url_for("public.show_law", mark=mark),
            }
            for mark in RULE_MARKS
        ],
        "disputes": disputes(rules),
        "wordings": [wording for rule in rules if len(rule.editions) > 1 for wording in _wordings(rule)],
    }


def disputes(rules: list[Rule]) -> list[Shown]:
    """Return each open question of the law once, with the rules that it touches."""
    texts = {dispute.id: dispute.texts[language()] for rule in rules for dispute in rule.disputes}
    return [
        {
            "id": id_,
            "text": text,
            "rules": [_link(rule) for rule in rules if any(it.id == id_ for it in rule.disputes)],
        }
        for id_, text in texts.items()
    ]


def _wordings(rule: Rule) -> list[Shown]:
    return [
        {
            "rule": _link(rule),
            "in_force": _(
                "from %(first)s to %(last)s",
                first=fmt_date(edition.valid_from),
                last=fmt_date(edition.valid_to),
            ),
            "articles": "; ".join(
                citation_in_words(citation.to_dict(), language()) for citation in edition.citations
            ),
        }
        for edition in rule.editions
    ]


def _link(rule: Rule) -> Shown:
    return {"text": rule.names[language()], "href": url_for("public.show_rule", rule_id=rule.id)}
