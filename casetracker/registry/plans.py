"""What the register knows of an election, as facts of the law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from casetracker.law import Confirmation, ConfirmedOtherRules, Facts, LawError, Override, UnverifiedLaw
from casetracker.lawbook import LawBook
from casetracker.registry.models import Election


def plan_of(election: Election) -> dict[str, Override]:
    """Return the dates that the commission's calendar plan sets for an election, by rule id."""
    return {rule: _override(plan) for rule, plan in election.overrides.items()}


def is_beyond_verified_law(book: LawBook, election: Election) -> bool:
    """Say whether some rule's text was verified only for a time before the election's end."""
    last = max(election.voting_on, election.called_on or election.voting_on)
    return last > min(rule.verified_to for rule in book.rules)


def confirmation_of(election: Election, digest: str) -> Confirmation | None:
    """Return that an administrator confirmed the rules for an election called after the verified law.

    *digest* is that of the rules in use (``LawBook.digest``): a confirmation of other rules does not count.
    """
    told = election.law_confirmation
    if not told or told["digest"] != digest:
        return None
    return Confirmation(dt.date.fromisoformat(told["on"]), told["source"])


def with_reason(refusal: LawError, election: Election, digest: str) -> LawError:
    """Return the refusal, or the one that says why a confirmation that was given did not help."""
    told = election.law_confirmation
    if told and told["digest"] != digest and type(refusal) is UnverifiedLaw:
        return ConfirmedOtherRules(**refusal.params, value=told["on"])
    return refusal


def with_election(facts: Facts, election: Election, digest: str | None = None) -> Facts:
    """Return the facts with what the register knows of their election; what was given besides stays.

    The voting day is always that of the register: on another day it would be another election. Without
    the *digest* of the rules in use (``LawBook.digest``) no confirmation of them counts.
    """
    return replace(
        facts,
        election_day=election.voting_on,
        results_on=facts.results_on or election.results_at or election.results_on,
        called_on=facts.called_on or election.called_on,
        overrides={**plan_of(election), **facts.overrides},
        confirmed=facts.confirmed or (confirmation_of(election, digest) if digest else None),
    )


def _override(plan: Mapping[str, Any]) -> Override:
    # The keys of config/elections/, as the loader keeps them: dates are ISO text in a JSON column.
    source = plan.get("url") or plan.get("note") or ""
    return Override(dt.date.fromisoformat(plan["due_on"]), source, plan.get("hour"))
