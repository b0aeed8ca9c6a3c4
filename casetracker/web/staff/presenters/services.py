"""The service of a decision on each party, as the case file shows it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from casetracker.cases.models import Decision
from casetracker.cases.serving_parties import Served, how_many_served, served_parties
from casetracker.lawbook import LawBook
from casetracker.web.rendering import fmt_date, fmt_datetime, label

Shown = dict[str, Any]


def shown_services(book: LawBook, decision: Decision) -> list[Shown]:
    """Return each party with how and when it was served, and until when it may contest the decision."""
    zone = decision.case.body.zone
    return [_shown(served, zone) for served in served_parties(book, decision)]


def _shown(served: Served, zone: str) -> Shown:
    return {
        "party_id": served.party.id,
        "title": f"{label('party-role', served.party.role)} · {label('party-kind', served.party.kind)}",
        "text": _words(served, zone),
        "is_served": served.served_at is not None,
    }


def _words(served: Served, zone: str) -> str:
    if served.served_at is None:
        return _("Not served yet")
    told = [fmt_datetime(served.served_at, zone)]
    if served.how:
        told.append(label("service-way", served.how))
    if served.due_on:
        told.append(_("may contest it until %(day)s", day=fmt_date(served.due_on)))
    return ", ".join(told)


def service_in_words(decision: Decision) -> str:
    """Return on how many of the parties a decision was served; '' before it was on any."""
    return count_in_words(how_many_served(decision))


def count_in_words(count: tuple[int, int]) -> str:
    """Return on how many of how many parties a decision was served; '' while it was on none."""
    served, everybody = count
    if not served:
        return ""
    return _("Served on %(served)d of %(all)d parties", served=served, all=everybody)
