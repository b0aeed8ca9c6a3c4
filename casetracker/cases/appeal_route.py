"""What a decision says of where it can be contested, proposed in its own language; people may change it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker.cases.models import Case, Decision
from casetracker.cases.remedies import Remedy, remedies_against
from casetracker.law import citations_in_words
from casetracker.law.wording import amount_in_words, date_in_words
from casetracker.lawbook import LawBook


def proposed_route(
    session: Session,
    book: LawBook,
    case: Case,
    taken_at: dt.datetime,
    served_at: dt.datetime | None,
    language: str,
    now: dt.datetime,
) -> str:
    """Return a sentence for each way to contest a decision that is being written, if any is known.

    The last day stands in it when the law counts from the decision, or from the service and that is known.
    """
    zone = ZoneInfo(case.body.zone)
    taken, served = (moment and _instant(moment, zone) for moment in (taken_at, served_at))
    # In no session: nothing of it is recorded.
    written = Decision(taken_at=taken, served_at=served)
    found = remedies_against(session, book, case, written, now)
    with force_locale(language):
        told = [_way(way, language) for way in found.ways if way.state != "closed"]
    return "\n".join(dict.fromkeys(told))


def _instant(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)


def _way(way: Remedy, language: str) -> str:
    route = way.route
    names = [body.name(language) for body in way.bodies] or [body.names[language] for body in route.bodies]
    told = {"bodies": "; ".join(dict.fromkeys(names)), "article": _articles(way, language)}
    if way.deadline is not None:
        day, strict = (date_in_words(it, language) for it in (way.deadline.due_on, way.deadline.strict_on))
        if strict == day:
            return _(
                "It can be contested until the end of %(day)s before: %(bodies)s (%(article)s).",
                day=day,
                **told,
            )
        return _(
            "It can be contested until the end of %(day)s (counted strictly, until the end of %(strict)s) "
            "before: %(bodies)s (%(article)s).",
            day=day,
            strict=strict,
            **told,
        )
    if way.state == "not-begun" and (period := _period(way, language)):
        return _(
            "It can be contested within %(period)s after a copy of it was served, before: %(bodies)s "
            "(%(article)s).",
            period=period,
            **told,
        )
    return _("It can be contested before: %(bodies)s (%(article)s).", **told)


def _articles(way: Remedy, language: str) -> str:
    found = way.deadline.citations if way.deadline else way.route.citations
    return citations_in_words([citation.to_dict() for citation in found], language)


def _period(way: Remedy, language: str) -> str:
    """Return how much time there is; empty where the rule has none for that day."""
    limit = way.route.filing
    if limit is None:
        return ""
    on = way.decision.taken_at.date()
    edition = next((it for it in limit.rule.editions if it.valid_from <= on <= it.valid_to), None)
    period = edition.period if edition else None
    return amount_in_words(period.amount, period.unit, language) if period else ""
