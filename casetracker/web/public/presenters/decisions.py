"""A published decision: its four parts, how it was taken, and how soon it was published."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casetracker.law.wording import amount_in_words
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.search.hits import FoundDecision
from casetracker.web.decision_law import shown_ground, shown_provisions
from casetracker.web.rendering import fmt_date, fmt_datetime, fmt_number, label, language

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

NUMBER_SIGN = re.compile(r"^(?:№|No\.)\s*")
# What stands for a number that no source gives (config/demo).
NOT_KNOWN = "?"


@dataclass(frozen=True)
class ShownDecision:
    """A decision as its section of the case page shows it; texts are in ``language``."""

    anchor: str
    heading: str
    outcome: str | None
    ruling: str | None
    address: str
    links: list[tuple[str, str, str]]
    withdrawn: list[str]
    language: str
    badges: list[tuple[str, str]]
    rows: list[tuple[str, str]]
    ground: dict[str, Any] | None
    parts: list[tuple[str, str, list[dict[str, Any]]]]
    appeal_route: str
    kind: str
    is_final: bool
    version: int


def shown_decisions(case: PublicCase) -> list[ShownDecision]:
    """Return every published decision of a case in the order in which they were taken."""
    return [shown_decision(decision, case) for decision in case.decisions]


def decision_path(decision: PublicDecision) -> str:
    """Return the permanent path of a decision's own page."""
    election, name = decision.case.slug.split("/")
    return url_for("public.show_decision", election=election, name=name, decision=decision.ordinal)


def anchor_of(decision: PublicDecision | FoundDecision) -> str:
    """Return where a decision stands on the page of its case: for good, whatever else is published."""
    return f"decision-{decision.ordinal}"


def name_of(decision: PublicDecision) -> str:
    """Return what a decision is called: its kind and its number."""
    number = bare_number(decision.number)
    if decision.kind == "interim":
        return _("Interim decision No. %(number)s", number=number)
    if decision.kind == "correction":
        return _("Correction No. %(number)s", number=number)
    if number == NOT_KNOWN:
        return _("Decision, number not known")
    return _("Decision No. %(number)s", number=number)


def cited_name(decision: PublicDecision) -> str:
    """Return what a decision is called in the middle of a citation, with the day on which it was taken."""
    day = fmt_date(_local_day(decision.taken_at, decision.case.zone))
    if decision.kind != "final":
        return _("%(decision)s of %(day)s", decision=name_of(decision), day=day)
    number = bare_number(decision.number)
    if number == NOT_KNOWN:
        return _("decision of %(day)s, number not known", day=day)
    return _("decision No. %(number)s of %(day)s", number=number, day=day)


def bare_number(number: str) -> str:
    """Return a number without the number sign that was typed before it: the page writes its own."""
    return NUMBER_SIGN.sub("", number.strip())


def shown_decision(decision: PublicDecision, case: PublicCase) -> ShownDecision:
    """Return one of them."""
    is_final = decision.kind == "final"
    return ShownDecision(
        anchor=anchor_of(decision),
        heading=name_of(decision) if decision.withdrawn_at is None else _("A decision was withdrawn"),
        outcome=decision.outcome,
        ruling=decision.ruling,
        address=decision_path(decision),
        links=_links(decision, case),
        withdrawn=_tombstone(decision, case.zone),
        language=decision.language,
        badges=_badges(decision),
        rows=_rows(decision, case.zone),
        ground=shown_ground(decision),
        parts=[part for part in _parts(decision) if is_final or part[1] or part[2]],
        appeal_route=decision.appeal_route,
        kind=decision.kind,
        is_final=is_final,
        version=decision.version,
    )


def _parts(decision: PublicDecision) -> list[tuple[str, str, list[dict[str, Any]]]]:
    cited = shown_provisions(decision.cited)
    return [
        (str(heading), getattr(decision, name), cited if name == "provisions" else [])
        for name, heading in PARTS
    ]


def _links(decision: PublicDecision, case: PublicCase) -> list[tuple[str, str, str]]:
    """Return where else to look: from a correction to what it corrects, and back."""
    shown = [other for other in case.decisions if other.withdrawn_at is None]
    told = [
        (_("It corrects a slip in:"), name_of(other), anchor_of(other))
        for other in shown
        if other.ordinal == decision.corrects_ordinal
    ]
    return told + [
        (_("A slip in it was corrected:"), name_of(other), anchor_of(other))
        for other in shown
        if other.corrects_ordinal == decision.ordinal
    ]


def _tombstone(decision: PublicDecision, zone: str) -> list[str]:
    """Return what stands in the place of a decision that was withdrawn."""
    if decision.withdrawn_at is None:
        return []
    told = _(
        "Taken on %(taken)s, published on %(published)s, withdrawn on %(withdrawn)s: %(ground)s.",
        taken=fmt_datetime(decision.taken_at, zone),
        published=fmt_datetime(decision.published_at, zone),
        withdrawn=fmt_datetime(decision.withdrawn_at, zone),
        ground=label("withdrawal-ground", decision.withdrawn_ground or "other"),
    )
    return [told, decision.withdrawn_reason or ""]


def _badges(decision: PublicDecision) -> list[tuple[str, str]]:
    session, colour = SESSIONS[decision.open_session]
    reasons = [_reasons(decision.reasoned)] if decision.kind == "final" else []
    return [*reasons, (str(session), colour)]


def _reasons(is_reasoned: bool | None) -> tuple[str, str]:
    if is_reasoned is None:
        return _("Text not in the register"), "grey"
    return (_("Reasoned"), "green") if is_reasoned else (_("Not reasoned"), "red")


def _rows(decision: PublicDecision, zone: str) -> list[tuple[str, str]]:
    rows = [
        (_("Taken"), fmt_datetime(decision.taken_at, zone)),
        (_("Published here"), fmt_datetime(decision.published_at, zone)),
        (_("From the decision to its publication"), _lag(decision, zone)),
    ]
    if decision.kind == "final":
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
