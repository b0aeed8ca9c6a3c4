"""A published decision: its four parts, how it was taken, and how soon it was published."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casetracker.law.wording import amount_in_words
from casetracker.publication.models import PublicDecision
from casetracker.web.decision_law import shown_ground, shown_provisions
from casetracker.web.rendering import fmt_datetime, fmt_number, label, language

PARTS = (
    ("facts", _l("Facts found")),
    ("provisions", _l("Provisions of the law")),
    ("application", _l("How the law applies to the facts")),
    ("operative", _l("What was decided")),
)
SESSIONS = {
    True: (_l("Open session"), "green"),
    False: (_l("Closed session"), "yellow"),
    None: (_l("Open or closed session: not known"), "grey"),
}


@dataclass(frozen=True)
class ShownDecision:
    """A decision as its section of the case page shows it; texts are in ``language``."""

    anchor: str
    number: str
    outcome: str
    language: str
    badges: list[tuple[str, str]]
    rows: list[tuple[str, str]]
    ground: dict[str, Any] | None
    parts: list[tuple[str, str, list[dict[str, Any]]]]
    appeal_route: str
    version: int


def shown_decision(decision: PublicDecision, zone: str) -> ShownDecision:
    """Return what the page shows of a decision; instants are told in *zone*, the body's."""
    return ShownDecision(
        anchor=f"decision-{decision.ordinal}",
        number=decision.number,
        outcome=decision.outcome,
        language=decision.language,
        badges=_badges(decision),
        rows=_rows(decision, zone),
        ground=shown_ground(decision),
        parts=[
            (
                str(heading),
                getattr(decision, name),
                shown_provisions(decision.cited) if name == "provisions" else [],
            )
            for name, heading in PARTS
        ],
        appeal_route=decision.appeal_route,
        version=decision.version,
    )


def _badges(decision: PublicDecision) -> list[tuple[str, str]]:
    session, colour = SESSIONS[decision.open_session]
    return [_reasons(decision.reasoned), (str(session), colour)]


def _reasons(is_reasoned: bool | None) -> tuple[str, str]:
    if is_reasoned is None:
        return _("Text not in the register"), "grey"
    return (_("Reasoned"), "green") if is_reasoned else (_("Not reasoned"), "red")


def _rows(decision: PublicDecision, zone: str) -> list[tuple[str, str]]:
    rows = [
        (_("Taken"), fmt_datetime(decision.taken_at, zone)),
        (_("Published here"), fmt_datetime(decision.published_at, zone)),
        (_("Between the two"), _lag(decision, zone)),
    ]
    rows.append((_("Remedy"), label("remedy", decision.remedy)))
    if decision.votes_for is not None and decision.votes_against is not None:
        rows.append((_("Votes"), _votes(decision.votes_for, decision.votes_against)))
    return rows


def _lag(decision: PublicDecision, zone: str) -> str:
    """How long publication took, in civil days of the body's zone: the duty to publish is counted in days."""
    taken, published = (_local_day(at, zone) for at in (decision.taken_at, decision.published_at))
    days = (published - taken).days
    if days <= 0:
        return _("Published on the day it was taken")
    return amount_in_words(days, "day", language())


def _local_day(at: dt.datetime, zone: str) -> dt.date:
    return at.astimezone(ZoneInfo(zone)).date()


def _votes(votes_for: int, votes_against: int) -> str:
    return _(
        "For: %(for_count)s, against: %(against_count)s",
        for_count=fmt_number(votes_for),
        against_count=fmt_number(votes_against),
    )
