"""Elections as their staff pages show them: dates with their sources, calendar plan, state of the law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.lawbook import LawBook
from casetracker.registry.models import Election
from casetracker.registry.plans import confirmation_of, is_beyond_verified_law
from casetracker.web.law_links import rule_url
from casetracker.web.rendering import label
from casetracker.web.staff.presenters.clocks import rule_name

Shown = dict[str, Any]

LAW_COLOURS = {"verified": "green", "confirmed": "yellow", "outdated": "red", "unverified": "red"}
WEB = ("https://", "http://")


@dataclass(frozen=True)
class LawState:
    """Whether clocks of an election can be computed, and why.

    Attributes:
        slug: ``verified``; or the election reaches beyond the verified law and an administrator has
            ``confirmed`` the rules, did so for other files (``outdated``), or nobody has (``unverified``).
        verified_to: the last day for which every rule was read in the text of the law.
    """

    slug: str
    verified_to: dt.date
    confirmed_on: dt.date | None = None
    source: str = ""

    @property
    def is_computed(self) -> bool:
        """Tell whether clocks of the election can be computed up to its voting day."""
        return self.slug in {"verified", "confirmed"}


def law_state(book: LawBook, election: Election) -> LawState:
    """Return the state of the law for an election, as the rule files stand."""
    verified_to = min(rule.verified_to for rule in book.rules)
    told = election.law_confirmation
    if told:
        slug = "confirmed" if confirmation_of(election, book.digest) else "outdated"
        return LawState(slug, verified_to, dt.date.fromisoformat(told["on"]), told["source"])
    return LawState("unverified" if is_beyond_verified_law(book, election) else "verified", verified_to)


def election_line(book: LawBook, election: Election, open_cases: int) -> Shown:
    """Return an election as a row of the list."""
    state = law_state(book, election)
    return {
        "election": election,
        "open_cases": open_cases,
        "law": (label("law-state", state.slug), LAW_COLOURS[state.slug]),
    }


def election_page(book: LawBook, election: Election, user: User, open_cases: int) -> Shown:
    """Return what the page of an election shows."""
    state = law_state(book, election)
    return {
        "election": election,
        "law": state,
        "law_tag": (label("law-state", state.slug), LAW_COLOURS[state.slug]),
        "called_later": bool(election.called_on and election.called_on > state.verified_to),
        "dates": _dates(election),
        "plan": [plan_line(book, rule, plan) for rule, plan in election.overrides.items()],
        "open_cases": open_cases,
        "may_change": policy.can(user, policy.CHANGE_LAW),
    }


def _dates(election: Election) -> list[Shown]:
    dates = [
        (_("Called on"), "called_on", election.called_on),
        (_("Voting day"), "voting_on", election.voting_on),
        (_("Results announced on"), "results_on", election.results_on),
    ]
    rows: list[Shown] = [
        {"key": key, "on": on, "source": source_of(election.sources.get(name)) if on else None}
        for key, name, on in dates
    ]
    if election.results_at:
        source = source_of(election.sources.get("results_at"))
        rows.append({"key": _("Moment of the announcement"), "at": election.results_at, "source": source})
    return rows


def plan_line(book: LawBook, rule: str, plan: Mapping[str, Any]) -> Shown:
    """Return a date of the commission's calendar plan: its rule, day, hour and source."""
    return {
        "rule": rule_name(book, rule),
        "rule_url": rule_url(book, rule),
        "due_on": dt.date.fromisoformat(plan["due_on"]),
        "hour": plan.get("hour") or "",
        "source": source_of(plan),
    }


def source_of(told: Mapping[str, Any] | None) -> Shown | None:
    """Return where a date was read: the address (only one of the web is made a link) and what is noted."""
    url, note = (str((told or {}).get(key) or "") for key in ("url", "note"))
    if not url and not note:
        return None
    href = url if url.startswith(WEB) else ""
    return {"href": href, "text": url, "note": note, "inferred": bool((told or {}).get("inferred"))}
