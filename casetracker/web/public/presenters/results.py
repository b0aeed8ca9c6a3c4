"""Published cases in a list: search results, the newest decisions, a body's cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.search.hits import FoundCase, FoundDecision, FoundEntry
from casetracker.search.query import Query, parse
from casetracker.search.snippets import best_snippet
from casetracker.search.texts import texts_of
from casetracker.web.public.presenters.decisions import anchor_of
from casetracker.web.public.queries import Names
from casetracker.web.rendering import fmt_date, label, language


@dataclass(frozen=True)
class Hit:
    """One line of a list; the snippet is escaped HTML in ``snippet_language``."""

    href: str
    reference: str
    title: str
    kind: str
    ruling: str | None
    outcome: str | None
    reasoned: bool | None
    body: str
    election: str
    dated: str
    due: str
    snippet: Markup
    snippet_language: str


def hits(entries: Sequence[FoundEntry], query: Query, names: Names) -> list[Hit]:
    """Return the lines of one page of search results."""
    return [
        _hit(entry.case, entry.decision, query, names, _entry_date(entry), _due(entry)) for entry in entries
    ]


def newest(decisions: Iterable[PublicDecision], names: Names) -> list[Hit]:
    """Return the lines of the decisions published last."""
    everything = parse("")
    return [_hit(each.case, each, everything, names, _published(each)) for each in decisions]


def _hit(
    case: PublicCase | FoundCase,
    decision: PublicDecision | FoundDecision | None,
    query: Query,
    names: Names,
    dated: str,
    due: str = "",
) -> Hit:
    snippet, spoken = best_snippet(texts_of(case, decision), query)
    election, name = case.slug.split("/")
    anchor = anchor_of(decision) if decision else None
    return Hit(
        href=url_for("public.show_case", election=election, name=name, _anchor=anchor),
        reference=case.reference,
        title=label("subject", case.subject),
        kind=decision.kind if decision else "case",
        ruling=decision.ruling if decision else None,
        outcome=decision.outcome if decision else None,
        reasoned=decision.reasoned if decision else None,
        body=names.body(case.body_id, language()),
        election=names.election(case.election_id, language()),
        dated=dated,
        due=due,
        snippet=snippet,
        snippet_language=spoken,
    )


def _entry_date(entry: FoundEntry) -> str:
    if entry.decided_on:
        return _("Decided on %(day)s", day=fmt_date(entry.decided_on))
    if entry.case.receipt_known:
        return _("Received on %(day)s", day=fmt_date(entry.received_on))
    return _("First mentioned in the sources on %(day)s", day=fmt_date(entry.received_on))


def _due(entry: FoundEntry) -> str:
    if entry.due_at is None:
        return ""
    # A limit of whole days ends with its last day: as the next one begins.
    last = (entry.due_at - dt.timedelta(seconds=1)).astimezone(ZoneInfo(entry.case.zone)).date()
    return _("Last day to decide: %(day)s", day=fmt_date(last))


def _published(decision: PublicDecision) -> str:
    here = decision.published_at.astimezone(ZoneInfo(decision.case.zone)).date()
    return _("Published on %(day)s", day=fmt_date(here))
